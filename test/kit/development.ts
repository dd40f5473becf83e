// The switch for development, as a starter has it: a secret that is made anew at each start.
import { randomBytes } from 'node:crypto';

/** REPSYS_DEVELOPMENT_SECRET of the processes that this test starts. */
export const startSecret = randomBytes(24).toString('hex');

/** What the chat of a laptop sends, and before a name what its tab sends. */
export const developmentHeader = `Development ${startSecret}`;
