// Buttons that work once: each is a token bound to a request, a run, a person and a verb, kept here and not in the card.
import { AppError } from '@repsys/core';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import { now } from './clock.ts';

const tokensStatement = sqlFile('./action-tokens.sql', import.meta.url, { often: true });

const daysValid = 14;
/** A token that is valid for so long still is not written again. */
const daysGood = 13;
const tokenForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export type Action = { readonly request: number; readonly run: number; readonly person: string; readonly verb: string };

/** Which buttons a card has. */
export type Buttons = Omit<Action, 'verb'> & { readonly verbs: readonly string[] };

/** The open token of each verb, for each card in their order; missing ones are made. */
export async function actionTokens(
  database: Database,
  cards: readonly Buttons[],
): Promise<readonly ReadonlyMap<string, string>[]> {
  const wanted = cards.flatMap(({ verbs, ...card }) => verbs.map((verb) => ({ ...card, verb })));
  const rows = await tokensStatement.run<{ request: number; verb: string; token: string }>(database.pool, {
    requests: wanted.map(({ request }) => request),
    runs: wanted.map(({ run }) => run),
    persons: wanted.map(({ person }) => person),
    verbs: wanted.map(({ verb }) => verb),
    days_valid: daysValid,
    days_good: daysGood,
  });
  return cards.map(({ request: card }) => {
    const own = rows.filter(({ request }) => request === card);
    return new Map(own.map(({ verb, token }) => [verb, token]));
  });
}

/**
 * Takes the action behind a token, once. Throws REQUEST_ACTION_GONE when it is unknown, used, expired, of another verb,
 * or somebody else's: from outside these look the same.
 */
export async function takeAction(database: Database, token: string, person: string, verb: string): Promise<Action> {
  const taken = tokenForm.test(token)
    ? await database.kysely
        .updateTable('record.action')
        .set({ used_at: now })
        .where('token', '=', token)
        .where('person', '=', person)
        .where('verb', '=', verb)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .returning(['request', 'run', 'person', 'verb'])
        .executeTakeFirst()
    : undefined;
  if (taken) return taken;
  throw new AppError('REQUEST_ACTION_GONE', 'This button has been used, has expired, or was made for somebody else.');
}

/** Reads the action behind a token that may be used again, such as looking anew; undefined when it is not this person's. */
export async function peekAction(database: Database, token: string, person: string): Promise<Action | undefined> {
  if (!tokenForm.test(token)) return undefined;
  return database.kysely
    .selectFrom('record.action')
    .select(['request', 'run', 'person', 'verb'])
    .where('token', '=', token)
    .where('person', '=', person)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}
