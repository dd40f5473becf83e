// Keeps every run's card true: posted once, then edited in place as the run and its file move on, never faster than Teams allows.
import { createHash } from 'node:crypto';
import { type AppError, asAppError, isCode, type ProgressEvent } from '@repsys/core';
import {
  type CardRow,
  type Conversation,
  claimCards,
  type Database,
  gathering,
  type Moved,
  markPosting,
  markPostingAgain,
  markShown,
  markUnshown,
  repeat,
  type ShownCard,
  sentAgain,
  together,
} from '@repsys/core/node';
import type { ModelMaker } from './card-model.ts';
import { runCard } from './cards/run-card.ts';
import { runSummary } from './cards/run-summary.ts';
import type { Chat } from './chat.ts';
import type { Draft } from './draft.ts';
import { coalescing, type InHand, openInHand } from './in-hand.ts';
import { noted } from './noted.ts';
import { gone } from './send-error.ts';

/** Progress of one card is shown at most this often. */
const quietMs = 2_000;
const sweepMs = 1_000;
const mostAtOnce = 20;
const mostInHand = 60;
/** When to look at a card again of which nothing is heard. */
const lookAgainMs = { running: 3_000, waiting: 10_000 } as const;
/** Places far back in a long queue need not be right to the second: a thousand cards are looked at ten times a second, not a hundred. */
const waitingMs = (ahead: number): number => Math.min(lookAgainMs.waiting + ahead * 1_000, 120_000);
/** A post whose answer was lost may be there: then somebody looks at it soon, which tells its id. After this time it is sent once more. */
const lostMs = 20_000;
const uncertainPauseMs = 30_000;

export type Notifier = {
  /** Something has happened to a run, e.g. it was accepted: its cards are shown now. */
  wake(run: number): void;
  /** To be called with every progress event. */
  hear(event: ProgressEvent): void;
  stop(): Promise<void>;
};

export function startNotifier(chat: Chat, modelOf: ModelMaker): Notifier {
  /** Until when a run that has moved is looked at: longer than its cards may have to rest. */
  const moved = new Map<number, number>();
  const urgent = new Set<number>();
  const onTrouble = (error: unknown) => chat.log.warn({ error }, 'cards could not be looked at');
  const inHand = openInHand(mostInHand);
  const look = (runs: readonly number[], quiet: number) =>
    lookAt(chat, inHand, { runs, quietMs: quiet }, (row) => showCard(chat, modelOf, row));
  const sweepOnce = async () => {
    for (const [run, until] of moved) if (until < Date.now()) moved.delete(run);
    await look([...moved.keys()], quietMs);
  };
  const sweep = repeat(sweepMs, sweepOnce, onTrouble);
  const rush = coalescing(async () => {
    const runs = [...urgent];
    urgent.clear();
    await look(runs, 0).catch(onTrouble);
  });
  let stopped = false;
  const wake = (run: number) => {
    if (stopped) return;
    urgent.add(run);
    rush.call();
  };
  return {
    wake,
    hear({ run, status }) {
      if (status === 'running') moved.set(run, Date.now() + 2 * quietMs);
      // Whoever accepts a run has its card shown; nothing else about it moves before a runner takes it.
      else if (status !== 'queued') wake(run);
    },
    async stop() {
      stopped = true;
      await sweep.stop();
      await rush.idle();
      await inHand.idle();
    },
  };
}

/** Takes the cards that are to be shown. Nobody waits for a slow one: only its claim keeps it from being shown twice. */
async function lookAt(
  { database }: Chat,
  inHand: InHand,
  moved: Moved,
  show: (row: CardRow) => Promise<void>,
): Promise<void> {
  for (;;) {
    await inHand.roomAgain();
    const most = Math.min(mostAtOnce, inHand.room);
    const rows = await claimCards(database, moved, most);
    for (const row of rows) inHand.begin(show(row));
    if (rows.length < most) return;
  }
}

/** Shows one claimed card; every way it can fail leaves a time for the next look. */
async function showCard(chat: Chat, modelOf: ModelMaker, row: CardRow): Promise<void> {
  const { database, log } = chat;
  const { request, due } = row;
  let sending: Sending = 'edit';
  try {
    const { model, settled } = await modelOf(row);
    const { status } = model.run;
    const ended = status !== 'queued' && status !== 'running';
    const rest = restOf(row, ended);
    if (rest) return await markUnshown(database, request, rest.pauseMs, { giveUp: rest.giveUp, sameTry: true });
    const draft = { card: runCard(model), summary: runSummary(model) };
    const shown = hashOf(draft);
    if (row.activity === null) {
      sending = row.posted ? 'again' : 'first';
      // Whoever claimed it as well, because somebody took long, leaves it to them.
      if (!(await noteSending(database, request, sending))) return;
    }
    const activity = shown === row.shown ? row.activity : await put(chat, row, draft, ended);
    const nextMs = ended ? uncertainPauseMs : status === 'running' ? lookAgainMs.running : waitingMs(model.run.ahead);
    await markSurely(chat, { request, due, activity, shown, settled, nextMs }, row.run);
  } catch (error) {
    const level = isCode(error, 'DELIVERY_BUSY') ? 'debug' : 'warn';
    log[level]({ request: row.request, run: row.run, error }, 'a card could not be shown');
    await afterFailure(chat, row, asAppError(error), sending).catch(() => undefined);
  }
}

/** How a card is shown: sent for the first time, sent once more because the answer was lost, or edited where it is. */
type Sending = 'first' | 'again' | 'edit';

/** Why a card whose answer was lost is not sent now: it may still be looked at, or it was sent once more already. */
function restOf({ posted, activity, tries, sent_ms }: CardRow, ended: boolean) {
  if (!posted || activity !== null) return undefined;
  if (tries >= sentAgain) return { pauseMs: uncertainPauseMs, giveUp: ended };
  const pauseMs = lostMs - (sent_ms ?? 0);
  return pauseMs > 0 ? { pauseMs, giveUp: false } : undefined;
}

const noteSending = (database: Database, request: number, sending: 'first' | 'again'): Promise<boolean> =>
  sending === 'first' ? notePosting(database, request) : markPostingAgain(database, request, lostMs);

/** A card whose id does not get into the record counts as one that may be there. */
const markSurely = ({ database, log }: Chat, card: ShownCard, run: number): Promise<void> =>
  noted(() => noteShown(database, card)).catch((error: unknown) =>
    log.warn({ request: card.request, run, error }, 'a card was shown, and the record does not know'),
  );

const noteShown = together(markShown);
const notePosting = gathering(markPosting);

type CardDraft = Extract<Draft, { readonly card: unknown }>;

/** Posts the card, or edits it where it is; returns its id. What Teams finds too large or does not understand is told in a line. */
async function put(chat: Chat, row: CardRow, draft: CardDraft, ended: boolean): Promise<string> {
  try {
    return await putDraft(chat, row, draft, ended);
  } catch (error) {
    const isRefused = isCode(error, 'DELIVERY_FAILED') && error.details.missing !== true;
    if (!isRefused && !isCode(error, 'DELIVERY_TOO_LARGE')) throw error;
    return putDraft(chat, row, { text: draft.summary ?? '' }, ended);
  }
}

async function putDraft(chat: Chat, row: CardRow, draft: Draft, ended: boolean): Promise<string> {
  const { messenger } = chat;
  if (row.activity === null) return messenger.post(placeOf(row), draft, 'card');
  await messenger.edit(placeOf(row), row.activity, draft, ended ? 'card' : 'progress');
  return row.activity;
}

const placeOf = ({ place }: CardRow): Conversation => {
  if (place) return place;
  throw gone('The bot is no longer in this conversation.');
};

/** Of a post only lost answers leave it open whether it is there. */
async function afterFailure({ database }: Chat, row: CardRow, error: AppError, sending: Sending): Promise<void> {
  const { code, details, retryable } = error;
  const sameTry = row.posted && row.activity === null;
  const again = { unsent: sending === 'first', unsentAgain: sending === 'again', sameTry };
  switch (code) {
    case 'DELIVERY_BUSY': {
      const asked = typeof details.retryAfterMs === 'number' ? details.retryAfterMs : quietMs;
      // Progress that finds no place must not hold up the end of the run, for which there is one.
      const pauseMs = details.budget === true ? Math.min(asked, lookAgainMs.running) : asked;
      return markUnshown(database, row.request, pauseMs, again);
    }
    case 'DELIVERY_UNCERTAIN':
      return markUnshown(database, row.request, sending === 'first' ? lostMs : uncertainPauseMs);
    case 'DELIVERY_CHAT_GONE':
    case 'DELIVERY_TOO_LARGE':
    case 'DELIVERY_FAILED':
      return markUnshown(database, row.request, 0, { giveUp: true });
    default:
      return markUnshown(database, row.request, retryable ? quietMs : 5 * quietMs, again);
  }
}

/** What a card shows, without what changes by itself (elapsed times move on with the next real change or look). */
const hashOf = (draft: object): string => createHash('sha256').update(JSON.stringify(draft)).digest('base64url');
