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

describe('while Plex is away', () => {
  /** A clock that moves only while somebody waits. */
  function clocked(more: Partial<RetryOptions> = {}) {
    let at = 0;
    const { waits, options } = rig({ outageMs: 120_000, ...more });
    const sleep = async (ms: number) => {
      waits.push(ms);
      at += ms;
    };
    return { waits, now: () => at, options: { ...options, sleep, now: () => at } };
  }

  it.each(['PLEX_UNREACHABLE', 'PLEX_TIMEOUT', 'PLEX_BUSY'] as const)('%s is waited out, 119 s long', async (code) => {
    const { waits, now, options } = clocked();
    const told: string[] = [];
    const work = async () => {
      if (now() < 119_000) throw failing(code);
      return 'there';
    };
    const telling = {
      onRetry: ({ away }: { away: boolean }) => told.push(`away ${away}`),
      onBack: () => told.push('back'),
    };
    expect(await retrying(work, { ...options, outageMs: 130_000, ...telling })).toBe('there');
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
    expect(new Set(told)).toEqual(new Set(['away true', 'back']));
    expect(told.at(-1)).toBe('back');
  });
  it('it ends with the last error once that has taken too long', async () => {
    const { now, options } = clocked();
    await expect(retrying(() => Promise.reject(failing('PLEX_TIMEOUT')), options)).rejects.toThrow('no');
    expect(now()).toBeGreaterThan(105_000);
    expect(now()).toBeLessThanOrEqual(120_000);
  });
  it('each outage has its own time', async () => {
    const { now, options } = clocked();
    let answered: number | undefined;
    const work = async () => {
      if (now() < 100_000) throw failing('PLEX_BUSY');
      if (answered === undefined) {
        answered = now();
        throw failing('PLEX_INCOMPLETE');
      }
      if (now() < answered + 100_000) throw failing('PLEX_BUSY');
      return 'there';
    };
    expect(await retrying(work, options)).toBe('there');
  });
  it.each([
    failing('PLEX_INCOMPLETE'),
    failing('PLEX_UNREACHABLE', { systemCode: 'CERT_HAS_EXPIRED' }),
    failing('PLEX_UNREACHABLE', { systemCode: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
  ])('%s is no outage: it has its tries and no more', async (error) => {
    const { waits, options } = clocked();
    await expect(retrying(() => Promise.reject(error), options)).rejects.toBe(error);
    expect(waits).toHaveLength(3);
  });
  it('an answer that refuses ends it at once, and tells that Plex is back', async () => {
    const { options } = clocked();
    const refused = failing('PLEX_REJECTED');
    let back = 0;
    const work = (attempt: number) => Promise.reject(attempt < 3 ? failing('PLEX_BUSY') : refused);
    await expect(retrying(work, { ...options, onBack: () => (back += 1) })).rejects.toBe(refused);
    expect(back).toBe(1);
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
