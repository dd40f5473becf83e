// What comes in a bunch is done once; many readers do not come in the same instant.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { soon, soonMs } from './soon.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is asked for soon', () => {
  it('is done once for a bunch, and again for the next', () => {
    let done = 0;
    const reload = soon(
      () => {
        done += 1;
      },
      () => 500,
    );
    for (let event = 0; event < 40; event += 1) reload.ask();
    expect(done).toBe(0);
    vi.advanceTimersByTime(500);
    expect(done).toBe(1);
    reload.ask();
    vi.advanceTimersByTime(500);
    expect(done).toBe(2);
    reload.ask();
    reload.stop();
    vi.advanceTimersByTime(5_000);
    expect(done).toBe(2);
  });

  it('comes at another moment for each reader, within a second or so', () => {
    const moments = Array.from({ length: 200 }, () => soonMs());
    for (const moment of moments) expect(moment >= 100 && moment <= 1_100).toBe(true);
    expect(Math.max(...moments) - Math.min(...moments)).toBeGreaterThan(500);
    expect([soonMs(0), soonMs(1)]).toEqual([100, 1_100]);
  });
});
