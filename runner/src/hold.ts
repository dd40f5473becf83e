// Holding a run: signs of life in the record, the sign on the company's mutex, and the one signal that ends the work.
import { randomUUID } from 'node:crypto';
import { AppError } from '@repsys/core';
import {
  beat,
  type ClaimedRun,
  type Database,
  type Logger,
  releaseMutex,
  repeat,
  showMutex,
  silenceSeconds,
  takeMutex,
} from '@repsys/core/node';
import type { Redis } from 'ioredis';

const beatMs = 2_000;
const silenceMs = silenceSeconds * 1_000;
const lookMs = 250;

export type Hold = {
  /** Aborts with an AppError that says why: cancelled, timed out, lost, cut off; or with GivenBack at shutdown. */
  readonly signal: AbortSignal;
  /** Shows the step the run is at. */
  at(step: string): void;
  /** Somebody may have asked to stop: looks into the record now. */
  look(): void;
  release(): Promise<void>;
};

/** The reason of an abort at shutdown: the run goes back to the queue. */
export class GivenBack extends Error {}

export type HoldParts = {
  readonly database: Database;
  readonly redis: Redis;
  readonly runner: string;
  readonly log: Logger;
  readonly timeoutMs: number;
  readonly dropping: AbortSignal;
};

/**
 * Starts to hold a claimed run; release it whatever happens. Redis may be away: then only the sign is missing. Whoever has
 * not reached the record for as long as it takes to count as dead stops by itself: somebody else may have the run by now.
 */
export function holdRun(run: ClaimedRun, parts: HoldParts): Hold {
  const { database, log, dropping } = parts;
  const controller = new AbortController();
  const stop = (reason: Error) => controller.abort(reason);
  const drop = () => stop(new GivenBack());
  let provedMs = performance.now();
  const pulse = async () => {
    const askedMs = performance.now();
    const { lost, cancelledBy } = await beat(database, run.id, run.fence);
    provedMs = askedMs;
    if (lost) stop(new AppError('RUN_MUTEX_LOST', `Run ${run.id} has been taken over by another runner.`));
    if (cancelledBy !== null) stop(cancelled(cancelledBy));
  };
  const inVain = (error: unknown) => log.warn({ error }, 'no sign of life');
  const sign = signOf(run, parts);
  const beats = repeat(beatMs, () => Promise.all([sign.show(), pulse()]), inVain);
  const silence = setInterval(() => performance.now() - provedMs >= silenceMs && stop(cutOff(run.id)), lookMs);
  const timeout = setTimeout(() => stop(timedOut(run.id, parts.timeoutMs)), parts.timeoutMs);
  const end = () => {
    // Who has stopped gives no signs of life any more: the run may be taken over.
    void beats.stop();
    clearInterval(silence);
    clearTimeout(timeout);
    dropping.removeEventListener('abort', drop);
  };
  controller.signal.addEventListener('abort', end, { once: true });
  dropping.addEventListener('abort', drop, { once: true });
  if (dropping.aborted) drop();
  return {
    signal: controller.signal,
    at: sign.at,
    look: () => void pulse().catch(inVain),
    async release() {
      end();
      await sign.takeDown();
    },
  };
}

/** The sign on the company's mutex in Redis. Nobody waits for it, and nothing depends on it. */
function signOf(run: ClaimedRun, { redis, runner, log }: HoldParts) {
  const holder = { token: randomUUID(), run: run.id, runner, since: Date.now(), step: null as string | null };
  const quietly = (work: Promise<unknown>) =>
    work.catch((error: unknown) => log.debug({ error }, 'the mutex could not be shown'));
  const show = async () => void quietly(showMutex(redis, run.company, holder));
  void quietly(takeMutex(redis, run.company, holder));
  return {
    show,
    at(step: string) {
      holder.step = step;
      void show();
    },
    takeDown: () => quietly(releaseMutex(redis, run.company, holder.token)),
  };
}

const cancelled = (by: string) => new AppError('RUN_CANCELLED', `Cancelled by ${by}.`);

const cutOff = (run: number) =>
  new AppError(
    'WAREHOUSE_UNREACHABLE',
    `PostgreSQL did not answer for ${silenceSeconds} s; run ${run} is left to whoever reaches it.`,
  );

function timedOut(run: number, timeoutMs: number): AppError {
  return new AppError('RUN_TIMED_OUT', `Run ${run} took longer than ${Math.round(timeoutMs / 60_000)} minutes.`);
}

/** How long work has to obey an abort. */
const obeyMs = 3_000;

/** What `work` gives; after an abort it is waited for for 3 s and then left behind, whatever it waits for itself. */
export async function obeying<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let begin: () => void = () => undefined;
  const overdue = new Promise<never>((_, reject) => {
    begin = () => {
      timer = setTimeout(() => reject(signal.reason), obeyMs);
    };
  });
  signal.addEventListener('abort', begin, { once: true });
  if (signal.aborted) begin();
  return Promise.race([work, overdue]).finally(() => {
    signal.removeEventListener('abort', begin);
    clearTimeout(timer);
  });
}
