// Trying again: only what may pass, not too often, not too soon, and never after an abort.
import { AppError, type ErrorCode } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { type RetryOptions, retrying } from './retry.ts';

const failing = (code: ErrorCode, details = {}) => new AppError(code, 'no', { details });

function rig(more: Partial<RetryOptions> = {}) {
  const waits: number[] = [];
  const signal = new AbortController().signal;
  const sleep = async (ms: number) => void waits.push(ms);
  return { waits, options: { attempts: 4, signal, random: () => 0.999999, sleep, ...more } };
}

describe('a slice that fails', () => {
  it('is tried again until it comes, with growing waits', async () => {
    const { waits, options } = rig();
    const told: number[] = [];
    const work = async (attempt: number) => {
      if (attempt < 4) throw failing('PLEX_TIMEOUT');
      return attempt;
    };
    expect(await retrying(work, { ...options, onRetry: ({ attempt }) => told.push(attempt) })).toBe(4);
    expect(waits).toEqual([499, 999, 1999]);
    expect(told).toEqual([1, 2, 3]);
  });
  it('ends with its last error when the attempts are used up', async () => {
    const { waits, options } = rig({ attempts: 9 });
    const error = failing('PLEX_BUSY');
    await expect(retrying(() => Promise.reject(error), options)).rejects.toBe(error);
    expect(waits).toHaveLength(8);
    expect(Math.max(...waits)).toBe(9999);
  });
  it.each([failing('PLEX_FAULT'), failing('PLEX_REJECTED'), failing('PLEX_TOO_LARGE'), new Error('bug')])(
    'is not tried again after %s',
    async (error) => {
      const { waits, options } = rig();
      await expect(retrying(() => Promise.reject(error), options)).rejects.toBe(error);
      expect(waits).toEqual([]);
    },
  );
  it('waits as long as Plex asks, within a minute', async () => {
    const { waits, options } = rig({ attempts: 3, random: () => 0 });
    const asked = [3000, 86_400_000];
    const work = (attempt: number) => Promise.reject(failing('PLEX_BUSY', { retryAfterMs: asked[attempt - 1] }));
    await expect(retrying(work, options)).rejects.toThrow('no');
    expect(waits).toEqual([3000, 60_000]);
  });
});

describe('an abort', () => {
  it('ends the wait with its reason', async () => {
    const abort = new AbortController();
    const work = () => {
      setTimeout(() => abort.abort('enough'), 20);
      return Promise.reject(failing('PLEX_BUSY', { retryAfterMs: 60_000 }));
    };
    await expect(retrying(work, { attempts: 4, signal: abort.signal })).rejects.toBe('enough');
  });
  it('before the first try lets nothing be tried', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
    };
    await expect(retrying(work, { attempts: 4, signal: AbortSignal.abort('early') })).rejects.toBe('early');
    expect(tries).toBe(0);
  });
});
