// Cards that ask for an Allow and are of no use any more: each is to be taken away, and stays on the list until it is.
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import { inMs, now } from './clock.ts';

const claimStatement = sqlFile('./claim-consent-cards.sql', import.meta.url, { often: true });
/** Longer than an answer of Teams is waited for. */
const secondsUntilAgain = 20;

/** The card of an offer that has ended. `tries` counts this one. */
export type LeftCard = {
  readonly offer: string;
  readonly conversation: string;
  readonly activity: string;
  readonly tries: number;
};

/** Takes cards to be removed; one that is not settled within 20 s falls due again. */
export async function claimLeftCards(database: Database, most = 20): Promise<readonly LeftCard[]> {
  return claimStatement.run<LeftCard>(database.pool, { most, again_s: secondsUntilAgain });
}

/** The card of an offer is no longer there. */
export async function cardGone(database: Database, offer: string): Promise<void> {
  await database.kysely.updateTable('record.offer').set({ card_gone_at: now }).where('id', '=', offer).execute();
}

/** The card could not be removed; it is tried again after `pauseMs`. */
export async function cardStays(database: Database, offer: string, pauseMs: number): Promise<void> {
  const remove_at = inMs(pauseMs);
  await database.kysely.updateTable('record.offer').set({ remove_at }).where('id', '=', offer).execute();
}

/** Learns which card asks for an offer, e.g. from a press after the answer to its posting was lost. */
export async function learnCard(database: Database, offer: string, activity: string): Promise<void> {
  await database.kysely
    .updateTable('record.offer')
    .set({ consent_activity: activity, card_gone_at: null, remove_at: now, remove_tries: 0 })
    .where('id', '=', offer)
    .execute();
}
