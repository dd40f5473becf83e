// Keeps every run's card true: posted once, then edited in place as the run and its file move on, never faster than Teams allows.
import { createHash } from 'node:crypto';
import { AppError, asAppError, type ProgressEvent } from '@repsys/core';
import {
  type CardRow,
  claimCards,
  dropConversation,
  markPosting,
  markShown,
  markUnshown,
  repeat,
} from '@repsys/core/node';
import type { ModelMaker } from './card-model.ts';
import { runCard } from './cards/run-card.ts';
import { runSummary } from './cards/run-summary.ts';
import type { Chat } from './chat.ts';
import type { Draft } from './draft.ts';

/** Progress of one card is shown at most this often. */
const quietMs = 2_000;
const sweepMs = 1_000;
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

type Heard = { readonly phase?: 'checks' | 'workbook' };

export function startNotifier(chat: Chat, modelOf: ModelMaker): Notifier {
  const { database, log } = chat;
  const moved = new Map<number, Heard>();
  const urgent = new Set<number>();
  const phases = new Map<number, Heard['phase']>();
  const onTrouble = (error: unknown) => log.warn({ error }, 'cards could not be looked at');
  const show = (row: CardRow) => showCard(chat, modelOf, row, phases.get(row.run));
  const round = async (runs: readonly number[], quiet: number) => {
    for (let rows = await claimCards(database, { runs, quietMs: quiet }); rows.length > 0; ) {
      await Promise.all(rows.map(show));
      rows = rows.length < 20 ? [] : await claimCards(database, { runs, quietMs: quiet });
    }
  };
  const sweep = repeat(
    sweepMs,
    async () => {
      const runs = [...moved.keys()];
      moved.clear();
      await round(runs, quietMs);
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
  const wake = (run: number) => {
    urgent.add(run);
    rushing ??= Promise.resolve()
      .then(rush)
      .finally(() => {
        rushing = undefined;
      });
  };
  return {
    wake,
    hear({ run, status, phase }) {
      if (status === 'queued' || status === 'running') {
        moved.set(run, {});
        if (phase) phases.set(run, phase);
        return;
      }
      phases.delete(run);
      wake(run);
    },
    async stop() {
      await sweep.stop();
      await rushing;
    },
  };
}

/** Shows one claimed card; every way it can fail leaves a time for the next look. */
async function showCard(chat: Chat, modelOf: ModelMaker, row: CardRow, phase: Heard['phase']): Promise<void> {
  const { database, log } = chat;
  try {
    const { model, settled } = await modelOf(row, phase);
    const { status } = model.run;
    const ended = status !== 'queued' && status !== 'running';
    if (row.posted && row.activity === null && !(ended && row.tries >= uncertainLooks)) {
      return await markUnshown(database, row.request, uncertainPauseMs);
    }
    const draft = { card: runCard(model), summary: runSummary(model) };
    const shown = hashOf(draft);
    const activity = shown === row.shown ? row.activity : await put(chat, row, draft, ended);
    const nextMs = ended ? uncertainPauseMs : status === 'running' ? lookAgainMs.running : lookAgainMs.waiting;
    await markShown(database, row.request, { activity, shown, settled, nextMs });
  } catch (error) {
    log.warn({ request: row.request, run: row.run, error }, 'a card could not be shown');
    await afterFailure(chat, row, asAppError(error)).catch(() => undefined);
  }
}

/** Posts the card, or edits it where it is; returns its id. */
async function put({ database, messenger }: Chat, row: CardRow, draft: Draft, ended: boolean): Promise<string> {
  if (row.activity !== null) {
    await messenger.edit(row.conversation, row.activity, draft, ended ? 'answer' : 'progress');
    return row.activity;
  }
  await markPosting(database, row.request);
  return messenger.post(row.conversation, draft);
}

async function afterFailure({ database }: Chat, row: CardRow, error: AppError): Promise<void> {
  const { code, details } = error;
  const first = row.activity === null;
  switch (code) {
    case 'DELIVERY_BUSY': {
      const pauseMs = typeof details.retryAfterMs === 'number' ? details.retryAfterMs : quietMs;
      return markUnshown(database, row.request, pauseMs, { unsent: first && !row.posted });
    }
    case 'DELIVERY_UNCERTAIN':
      return markUnshown(database, row.request, uncertainPauseMs);
    case 'DELIVERY_CHAT_GONE':
      await dropConversation(database, row.conversation);
      return markUnshown(database, row.request, 0, { giveUp: true });
    case 'DELIVERY_TOO_LARGE':
    case 'DELIVERY_FAILED':
      return markUnshown(database, row.request, 0, { giveUp: true });
    default:
      return markUnshown(database, row.request, error instanceof AppError && error.retryable ? quietMs : 5 * quietMs, {
        unsent: first && !row.posted,
      });
  }
}

/** What a card shows, without what changes by itself (elapsed times move on with the next real change or look). */
const hashOf = (draft: object): string => createHash('sha256').update(JSON.stringify(draft)).digest('base64url');
