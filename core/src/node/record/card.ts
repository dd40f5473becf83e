// The live cards in chats: one for each request. A card that is due is claimed, shown and marked, so that two bots never show the same one.
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';

const claimStatement = sqlFile('./claim-card.sql', import.meta.url);

/**
 * `activity`: the id Teams gave the card. `posted` without it: it was sent and the answer was lost, so it may be there.
 * `shown`: a hash of what it shows.
 */
export type CardRow = {
  readonly request: number;
  readonly run: number;
  readonly person: string;
  readonly conversation: string;
  readonly activity: string | null;
  readonly shown: string | null;
  readonly posted: boolean;
  readonly tries: number;
};

/** How long a claimed card is left to its claimer. */
const claimSeconds = 20;

/** What wakes cards before they are due: these runs have moved. Cards edited less than `quietMs` ago are left for later. */
export type Moved = { readonly runs: readonly number[]; readonly quietMs: number };

/** Takes cards that are due or whose run has moved, oldest first; nobody else gets them for 20 s, or until they are marked. */
export async function claimCards(database: Database, moved?: Moved, most = 20): Promise<readonly CardRow[]> {
  const { runs = [], quietMs = 0 } = moved ?? {};
  return claimStatement.run<CardRow>(database.pool, { runs, quiet_s: quietMs / 1_000, most, claim_s: claimSeconds });
}

/** Notes that the card is about to be sent for the first time: should the answer be lost, it is not sent again. */
export async function markPosting(database: Database, request: number): Promise<void> {
  await database.kysely
    .updateTable('record.card')
    .set({ posted_at: new Date() })
    .where('request', '=', request)
    .execute();
}

/** The card shows `shown` now. `nextMs`: when to look at it again, unless it is settled: then only when something happens to its delivery. */
export async function markShown(
  database: Database,
  request: number,
  facts: {
    readonly activity: string | null;
    readonly shown: string | null;
    readonly settled: boolean;
    readonly nextMs: number;
  },
): Promise<void> {
  const { activity, shown, settled, nextMs } = facts;
  await database.kysely
    .updateTable('record.card')
    .set({ activity, shown, settled, edited_at: new Date(), tries: 0, ...freeUntil(nextMs) })
    .where('request', '=', request)
    .execute();
}

/** The card could not be shown; it is due again after `pauseMs`. `unsent`: it is certain that nothing was posted. */
export async function markUnshown(
  database: Database,
  request: number,
  pauseMs: number,
  { unsent = false, giveUp = false }: { readonly unsent?: boolean; readonly giveUp?: boolean } = {},
): Promise<void> {
  await database.kysely
    .updateTable('record.card')
    .set((expression) => ({
      tries: expression('tries', '+', 1),
      ...freeUntil(pauseMs),
      ...(unsent && { posted_at: null }),
      ...(giveUp && { settled: true }),
    }))
    .where('request', '=', request)
    .execute();
}

const freeUntil = (ms: number) => ({ due_at: new Date(Date.now() + ms), busy_until: new Date() });

/** A card is to be looked at now, e.g. because its delivery moved. */
export async function wakeCard(database: Database, request: number): Promise<void> {
  await database.kysely
    .updateTable('record.card')
    .set({ settled: false, due_at: new Date() })
    .where('request', '=', request)
    .execute();
}

/** Learns the id of a card whose sending went unanswered. */
export async function learnActivity(database: Database, request: number, activity: string): Promise<void> {
  await database.kysely
    .updateTable('record.card')
    .set({ activity, shown: null, settled: false, due_at: new Date() })
    .where('request', '=', request)
    .where('activity', 'is', null)
    .execute();
}
