// Keeps every run's card true: posted once, then edited in place as the run and its file move on, never faster than Teams allows.
import { createHash } from 'node:crypto';
import { type AppError, asAppError, isCode, type ProgressEvent } from '@repsys/core';
import { type CardRow, claimCards, markPosting, markShown, markUnshown, repeat } from '@repsys/core/node';
import type { ModelMaker } from './card-model.ts';
import { runCard } from './cards/run-card.ts';
import { runSummary } from './cards/run-summary.ts';
import type { Chat } from './chat.ts';
import type { Draft } from './draft.ts';
import { noted } from './noted.ts';

/** Progress of one card is shown at most this often. */
const quietMs = 2_000;
const sweepMs = 1_000;
const mostAtOnce = 20;
const mostInHand = 60;
/** When to look at a card again of which nothing is heard. */
const lookAgainMs = { running: 3_000, waiting: 10_000 } as const;
/** A post whose answer was lost may be there; only an ended run is told once more, after this many looks. */
const uncertainLooks = 3;
const uncertainPauseMs = 30_000;

export type Notifier = {
  /** Something has happened to a run, e.g. it was accepted: its cards are shown now. */
  wake(run: number): void;
  /** To be called with every progress event. */
  hear(event: ProgressEvent): void;
  stop(): Promise<void>;
};

export function startNotifier(chat: Chat, modelOf: ModelMaker): Notifier {
  const { database, log } = chat;
  /** Until when a run that has moved is looked at: longer than its cards may have to rest. */
  const moved = new Map<number, number>();
  const urgent = new Set<number>();
  const onTrouble = (error: unknown) => log.warn({ error }, 'cards could not be looked at');
  const inHand = new Set<Promise<void>>();
  const begin = (row: CardRow) => {
    const work = showCard(chat, modelOf, row).finally(() => inHand.delete(work));
    inHand.add(work);
  };
  // Nobody waits for a card that is slow: only a claim keeps it from being shown twice.
  const round = async (runs: readonly number[], quiet: number) => {
    for (;;) {
      while (inHand.size >= mostInHand) await Promise.race(inHand);
      const most = Math.min(mostAtOnce, mostInHand - inHand.size);
      const rows = await claimCards(database, { runs, quietMs: quiet }, most);
      rows.forEach(begin);
      if (rows.length < most) return;
    }
  };
  const sweep = repeat(
    sweepMs,
    async () => {
      for (const [run, until] of moved) if (until < Date.now()) moved.delete(run);
      await round([...moved.keys()], quietMs);
    },
    onTrouble,
  );
  let rushing: Promise<void> | undefined;
  const rush = async () => {
    while (urgent.size > 0) {
      const runs = [...urgent];
      urgent.clear();
      await round(runs, 0).catch(onTrouble);
    }
  };
  let stopped = false;
  const wake = (run: number) => {
    if (stopped) return;
    urgent.add(run);
    rushing ??= Promise.resolve()
      .then(rush)
      .finally(() => {
        rushing = undefined;
      });
  };
  return {
    wake,
    hear({ run, status }) {
      if (status === 'queued' || status === 'running') moved.set(run, Date.now() + 2 * quietMs);
      else wake(run);
    },
    async stop() {
      stopped = true;
      await sweep.stop();
      await rushing;
      await Promise.all(inHand);
    },
  };
}

/** Shows one claimed card; every way it can fail leaves a time for the next look. */
async function showCard(chat: Chat, modelOf: ModelMaker, row: CardRow): Promise<void> {
  const { database, log } = chat;
  try {
    const { model, settled } = await modelOf(row);
    const { status } = model.run;
    const ended = status !== 'queued' && status !== 'running';
    const isLost = row.posted && row.activity === null;
    if (isLost && !(ended && row.tries === uncertainLooks)) {
      const giveUp = row.tries > uncertainLooks;
      return await markUnshown(database, row.request, uncertainPauseMs, { giveUp });
    }
    const draft = { card: runCard(model), summary: runSummary(model) };
    const shown = hashOf(draft);
    const activity = shown === row.shown ? row.activity : await put(chat, row, draft, ended);
    const nextMs = ended ? uncertainPauseMs : status === 'running' ? lookAgainMs.running : lookAgainMs.waiting;
    await markSurely(chat, row, { activity, shown, settled, nextMs });
  } catch (error) {
    log.warn({ request: row.request, run: row.run, error }, 'a card could not be shown');
    await afterFailure(chat, row, asAppError(error)).catch(() => undefined);
  }
}

/** A card whose id does not get into the record counts as one that may be there. */
const markSurely = ({ database, log }: Chat, row: CardRow, facts: Parameters<typeof markShown>[2]): Promise<void> =>
  noted(() => markShown(database, row, facts)).catch((error: unknown) =>
    log.warn({ request: row.request, run: row.run, error }, 'a card was shown, and the record does not know'),
  );

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
  const { database, messenger } = chat;
  if (row.activity !== null) {
    await messenger.edit(row.conversation, row.activity, draft, ended ? 'card' : 'progress');
    return row.activity;
  }
  if (!row.posted) await markPosting(database, row.request);
  return messenger.post(row.conversation, draft, 'card');
}

/** Of a first post only lost answers leave it open whether it is there. */
async function afterFailure({ database }: Chat, row: CardRow, error: AppError): Promise<void> {
  const { code, details, retryable } = error;
  const unsent = row.activity === null && !row.posted;
  const again = { unsent, sameTry: row.posted && row.activity === null };
  switch (code) {
    case 'DELIVERY_BUSY': {
      const asked = typeof details.retryAfterMs === 'number' ? details.retryAfterMs : quietMs;
      // Progress that finds no place must not hold up the end of the run, for which there is one.
      const pauseMs = details.budget === true ? Math.min(asked, lookAgainMs.running) : asked;
      return markUnshown(database, row.request, pauseMs, again);
    }
    case 'DELIVERY_UNCERTAIN':
      return markUnshown(database, row.request, uncertainPauseMs);
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
