// The live cards in chats: one for each request. A card that is due is claimed, shown and marked, so that two bots never show the same one.
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import { inMs, now } from './clock.ts';
import type { Conversation } from './conversation.ts';

const claimStatement = sqlFile('./claim-card.sql', import.meta.url, { often: true });
const postingStatement = sqlFile('./mark-posting.sql', import.meta.url, { often: true });
const againStatement = sqlFile('./mark-posting-again.sql', import.meta.url);
const shownStatement = sqlFile('./mark-shown.sql', import.meta.url, { often: true });

/**
 * `place`: its conversation as the record has it; null when the bot is out of it. `activity`: the id Teams gave the card. `posted` without it: it was sent and the answer was lost, so it may be there. `sent_ms`: how
 * long ago it was sent for the first time, or once more; null when it was not.
 * `shown`: a hash of what it shows. `due`: since when it was due, told back by `markShown`.
 */
export type CardRow = {
  readonly request: number;
  readonly run: number;
  readonly person: string;
  readonly place: Conversation | null;
  readonly activity: string | null;
  readonly shown: string | null;
  readonly posted: boolean;
  readonly sent_ms: number | null;
  readonly tries: number;
  readonly due: string;
};

/** How long a claimed card is left to its claimer. */
const claimSeconds = 20;
/** Of one conversation at most so many at once: about what may be written there in a second. */
const mostEach = 6;

/** What wakes cards before they are due: these runs have moved. Cards edited less than `quietMs` ago are left for later. */
export type Moved = { readonly runs: readonly number[]; readonly quietMs: number };

/**
 * Takes cards that are due or whose run has moved, oldest first, at most six of one conversation; nobody else gets them for
 * 20 s, or until they are marked.
 */
export async function claimCards(database: Database, moved?: Moved, most = 20): Promise<readonly CardRow[]> {
  const { runs = [], quietMs = 0 } = moved ?? {};
  const limits = { most, most_each: mostEach, claim_s: claimSeconds };
  return claimStatement.run<CardRow>(database.pool, { runs, quiet_s: quietMs / 1_000, ...limits });
}

/**
 * Notes that cards are about to be sent for the first time: should the answer be lost, they are not sent again. What it gives
 * tells of each whether it is the caller's to send: a card that took long may have been claimed, and noted, by somebody else.
 */
export async function markPosting(
  database: Database,
  requests: readonly number[],
): Promise<(request: number, place: number) => boolean> {
  const rows = await postingStatement.run<{ readonly request: number }>(database.pool, { requests });
  const noted = new Set(rows.map(({ request }) => request));
  return (request, place) => noted.has(request) && requests.indexOf(request) === place;
}

/** `tries` of a card that was sent once more: it is not sent a third time. */
export const sentAgain = 2;

/** Notes that a card whose answer was lost is sent once more. False when it was, when its id is known by now, or when it was sent less than `afterMs` ago. */
export async function markPostingAgain(database: Database, request: number, afterMs: number): Promise<boolean> {
  const values = { request, again: sentAgain, after_s: afterMs / 1_000 };
  return (await againStatement.run(database.pool, values)).length > 0;
}

/**
 * What a card shows now. `nextMs`: when to look at it again, unless it is settled: then only when something happens to its
 * delivery. What woke it since it was claimed (`due` has changed) stands: it is looked at once more.
 */
export type ShownCard = Pick<CardRow, 'request' | 'due' | 'activity' | 'shown'> & {
  readonly settled: boolean;
  readonly nextMs: number;
};

/** Notes what cards show now. */
export async function markShown(database: Database, cards: readonly ShownCard[]): Promise<void> {
  await shownStatement.run(database.pool, {
    requests: cards.map(({ request }) => request),
    activities: cards.map(({ activity }) => activity),
    shown: cards.map(({ shown }) => shown),
    settled: cards.map(({ settled }) => settled),
    claimed_due: cards.map(({ due }) => due),
    next_s: cards.map(({ nextMs }) => nextMs / 1_000),
  });
}

export type Unshown = {
  readonly unsent?: boolean;
  readonly unsentAgain?: boolean;
  readonly giveUp?: boolean;
  readonly sameTry?: boolean;
};

/**
 * The card could not be shown; it is due again after `pauseMs`. `unsent`: it is certain that nothing was posted. `unsentAgain`:
 * the same of sending it once more. `sameTry`: this does not count as a try.
 */
export async function markUnshown(
  database: Database,
  request: number,
  pauseMs: number,
  { unsent = false, unsentAgain = false, giveUp = false, sameTry = false }: Unshown = {},
): Promise<void> {
  await database.kysely
    .updateTable('record.card')
    .set((expression) => ({
      tries: unsentAgain ? sentAgain - 1 : expression('tries', '+', sameTry ? 0 : 1),
      ...freeUntil(pauseMs),
      ...(unsent && { posted_at: null }),
      ...(giveUp && { settled: true }),
    }))
    .where('request', '=', request)
    .execute();
}

const freeUntil = (ms: number) => ({ due_at: inMs(ms), busy_until: now });

/** A card is to be looked at now, e.g. because its delivery moved. */
export async function wakeCard(database: Database, request: number): Promise<void> {
  await database.kysely
    .updateTable('record.card')
    .set({ settled: false, due_at: now })
    .where('request', '=', request)
    .execute();
}

/** Learns the id of a card whose sending went unanswered. */
export async function learnActivity(database: Database, request: number, activity: string): Promise<void> {
  await database.kysely
    .updateTable('record.card')
    .set({ activity, shown: null, settled: false, due_at: now })
    .where('request', '=', request)
    .where('activity', 'is', null)
    .execute();
}
