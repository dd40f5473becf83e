// Tries one piece of reading work again when its error may pass (rule 28). The piece must be whole: a slice, never half of one.
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@repsys/core';

/** `attempts` counts all tries. `random` gives [0, 1) and `sleep` waits in milliseconds; both are replaceable for tests. */
export type RetryOptions = {
  readonly attempts: number;
  readonly signal: AbortSignal;
  readonly onRetry?: (retry: { readonly error: AppError; readonly attempt: number; readonly waitMs: number }) => void;
  readonly random?: () => number;
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

const baseMs = 500;
const capMs = 10_000;
const longestRetryAfterMs = 60_000;

/**
 * Runs `work` up to `attempts` times; only a `retryable` AppError is tried again, after a wait with full jitter
 * (base 500 ms, cap 10 s) or as long as Plex asked for by Retry-After (at most 60 s). An abort ends the wait at once.
 */
export async function retrying<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { attempts, signal, onRetry, random = Math.random, sleep = abortableSleep } = options;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || !error.retryable || attempt >= attempts) throw error;
      const waitMs = waitBefore(error, attempt, random());
      onRetry?.({ error, attempt, waitMs });
      await sleep(waitMs, signal);
    }
  }
}

function waitBefore(error: AppError, attempt: number, random: number): number {
  const jitter = Math.floor(random * Math.min(capMs, baseMs * 2 ** (attempt - 1)));
  const { retryAfterMs } = error.details;
  return typeof retryAfterMs === 'number' ? Math.max(jitter, Math.min(retryAfterMs, longestRetryAfterMs)) : jitter;
}

async function abortableSleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
