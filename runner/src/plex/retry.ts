// Tries one piece of reading work again when its error may pass (rule 28). The piece must be whole: a slice, never half of one.
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@repsys/core';

export type Retry = { readonly error: AppError; readonly attempt: number; readonly waitMs: number };

/**
 * `attempts` counts all tries. While Plex is away it is tried for `outageMs` at least, however many tries that takes.
 * `onBack`: Plex answers again. `random` gives [0, 1), `now` the time in milliseconds and `sleep` waits for some; all three are
 * replaceable for tests.
 */
export type RetryOptions = {
  readonly attempts: number;
  readonly outageMs?: number;
  readonly signal: AbortSignal;
  readonly onRetry?: (retry: Retry & { readonly away: boolean }) => unknown;
  readonly onBack?: () => unknown;
  readonly random?: () => number;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

const baseMs = 500;
const capMs = 10_000;
const longestRetryAfterMs = 60_000;

/** What has happened so far: tries that failed although Plex was there, and since when it is not. */
type Trouble = { attempt: number; failures: number; awaySince: number | undefined };

/**
 * Runs `work` until it succeeds; only a `retryable` AppError is tried again, after a wait that grows (500 ms, doubled up to 10 s,
 * half of it by chance) or as long as Plex asked for by Retry-After (at most 60 s). An abort ends the wait at once.
 */
export async function retrying<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, sleep = abortableSleep } = options;
  const trouble: Trouble = { attempt: 0, failures: 0, awaySince: undefined };
  for (;;) {
    signal.throwIfAborted();
    trouble.attempt += 1;
    try {
      const result = await work(trouble.attempt);
      if (trouble.awaySince !== undefined) await options.onBack?.();
      return result;
    } catch (error) {
      signal.throwIfAborted();
      const retry = await retryAfter(error, trouble, options);
      await options.onRetry?.({ ...retry, away: trouble.awaySince !== undefined });
      await sleep(retry.waitMs, signal);
    }
  }
}

/** How it goes on after `error`; throws it when it does not. */
async function retryAfter(error: unknown, trouble: Trouble, options: RetryOptions): Promise<Retry> {
  const { attempts, outageMs = 0, onBack, random = Math.random, now = Date.now } = options;
  const { attempt } = trouble;
  const away = isAway(error);
  if (!away && trouble.awaySince !== undefined) await onBack?.();
  if (!(error instanceof AppError) || !error.retryable) throw error;
  trouble.failures += away ? 0 : 1;
  trouble.awaySince = away ? (trouble.awaySince ?? now()) : undefined;
  const waitMs = waitBefore(error, attempt, random());
  const { awaySince } = trouble;
  const isOver =
    awaySince === undefined
      ? trouble.failures >= attempts
      : attempt >= attempts && now() + waitMs - awaySince > outageMs;
  if (isOver) throw error;
  return { error, attempt, waitMs };
}

const certificateCodes = /CERT|TLS|SSL|ALTNAME|UNABLE_TO/;

/** Plex does not answer, or says that it cannot just now. A certificate that is not trusted will not be in a minute. */
export function isAway(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  const { code, details } = error;
  if (code === 'PLEX_TIMEOUT' || code === 'PLEX_BUSY') return true;
  return code === 'PLEX_UNREACHABLE' && !certificateCodes.test(String(details.systemCode ?? ''));
}

function waitBefore(error: AppError, attempt: number, random: number): number {
  const half = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 10)) / 2;
  const waitMs = Math.floor(half + random * half);
  const { retryAfterMs } = error.details;
  return typeof retryAfterMs === 'number' ? Math.max(waitMs, Math.min(retryAfterMs, longestRetryAfterMs)) : waitMs;
}

async function abortableSleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
