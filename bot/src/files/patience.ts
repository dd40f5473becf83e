// How long to wait before the next try, and how often: Retry-After where the server gives one, else growing waits with jitter.
import { setTimeout as delay } from 'node:timers/promises';

/** `attempts`: tries in a row that bring nothing; waits in ms. `random` gives [0, 1); it and `sleep` are replaceable for tests. */
export type Patience = {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  readonly random?: () => number;
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

export const usualPatience: Patience = { attempts: 8, baseMs: 500, capMs: 15_000 };

/** The longest wait that a server can ask for, in ms. */
export const longestRetryAfterMs = 60_000;

/** Retry-After in ms, from seconds or an HTTP date, at most 60 s; undefined where there is none that can be read. */
export function retryAfterMs(header: string | null | undefined, now = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, 0), longestRetryAfterMs);
}

/** Waits before try `tries` + 1: at least `askedMs`, else between half and all of base × 2^(tries − 1). Throws the signal's reason. */
export async function pause(
  patience: Patience,
  tries: number,
  askedMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { baseMs, capMs, random = Math.random, sleep = abortableSleep } = patience;
  const step = Math.min(capMs, baseMs * 2 ** Math.max(0, tries - 1));
  await sleep(Math.max(askedMs ?? 0, Math.round(step * (0.5 + random() / 2))), signal);
  signal.throwIfAborted();
}

async function abortableSleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
