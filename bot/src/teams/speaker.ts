// Who says something to the bot, and who hears the answer.
import type { Person } from '../access.ts';
import type { Door } from '../request-desk.ts';
import type { Companies } from '../run-rights.ts';

/** `shown`: the companies that all who read the answer may see; in one's own chat one's rights alone count. */
export type Speaker = { readonly person: Person; readonly door: Door; readonly shown: Companies };
