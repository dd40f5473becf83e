// Holding a run: signs of life in the record, the sign on the company's mutex, and the one signal that ends the work.
import { randomUUID } from 'node:crypto';
import { AppError } from '@repsys/core';
import {
  beat,
  type ClaimedRun,
  type Database,
  type Logger,
  releaseMutex,
  showMutex,
  takeMutex,
} from '@repsys/core/node';
import type { Redis } from 'ioredis';

const beatMs = 2_000;

export type Hold = {
  /** Aborts with an AppError that says why: cancelled, timed out, lost; or with GivenBack at shutdown. */
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

/** Starts to hold a claimed run; release it whatever happens. Redis may be away: then only the sign is missing. */
export function holdRun(run: ClaimedRun, parts: HoldParts): Hold {
  const { database, redis, runner, log, dropping } = parts;
  const controller = new AbortController();
  const stop = (reason: Error) => controller.abort(reason);
  const drop = () => stop(new GivenBack());
  const holder = { token: randomUUID(), run: run.id, runner, since: Date.now(), step: null as string | null };
  const quietly = (work: Promise<unknown>) =>
    work.catch((error: unknown) => log.debug({ error }, 'the mutex could not be shown'));
  const pulse = async () => {
    await quietly(showMutex(redis, run.company, holder));
    const { lost, cancelledBy } = await beat(database, run.id, run.fence);
    if (lost) stop(new AppError('RUN_MUTEX_LOST', `Run ${run.id} has been taken over by another runner.`));
    if (cancelledBy !== null) stop(cancelled(cancelledBy));
  };
  const look = () => void pulse().catch((error: unknown) => log.warn({ error }, 'no sign of life'));
  const timer = setInterval(look, beatMs);
  const timeout = setTimeout(() => stop(timedOut(run.id, parts.timeoutMs)), parts.timeoutMs);
  dropping.addEventListener('abort', drop, { once: true });
  if (dropping.aborted) drop();
  void quietly(takeMutex(redis, run.company, holder));
  return {
    signal: controller.signal,
    at(step) {
      holder.step = step;
      void quietly(showMutex(redis, run.company, holder));
    },
    look,
    async release() {
      clearInterval(timer);
      clearTimeout(timeout);
      dropping.removeEventListener('abort', drop);
      await quietly(releaseMutex(redis, run.company, holder.token));
    },
  };
}

const cancelled = (by: string) => new AppError('RUN_CANCELLED', `Cancelled by ${by}.`);

function timedOut(run: number, timeoutMs: number): AppError {
  return new AppError('RUN_TIMED_OUT', `Run ${run} took longer than ${Math.round(timeoutMs / 60_000)} minutes.`);
}
