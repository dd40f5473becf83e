// A bucket for each person: how much goes at once, how fast it fills, and that nobody pays for somebody else.
import { describe, expect, it } from 'vitest';
import { openRateLimit } from './rate.ts';

describe('a rate limit', () => {
  it('lets a burst through, then as much as flows in, and says how long to wait', () => {
    let time = 1_000_000;
    const limit = openRateLimit({ perSecond: 2, burst: 3 }, () => time);
    const take = () => limit.take('rita');
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 1]);
    time += 499;
    expect(take()).toBe(1);
    time += 1;
    expect([take(), take()]).toEqual([0, 1]);
    time += 60_000;
    expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 1]);
  });

  it('counts each person alone', () => {
    const limit = openRateLimit({ perSecond: 1, burst: 1 }, () => 0);
    expect([limit.take('rita'), limit.take('rita'), limit.take('carl')]).toEqual([0, 1, 0]);
  });

  it('does not forget whoever has just called, however many others call', () => {
    let time = 0;
    const limit = openRateLimit({ perSecond: 0.001, burst: 1 }, () => time);
    expect(limit.take('rita')).toBe(0);
    for (let other = 0; other < 25_000; other += 1) limit.take(`other ${other}`);
    expect(limit.take('rita')).toBe(1_000);
    time = 1_000_000;
    expect(limit.take('rita')).toBe(0);
  });

  it('is not moved by a clock that goes back', () => {
    let time = 10_000;
    const limit = openRateLimit({ perSecond: 1, burst: 1 }, () => time);
    limit.take('rita');
    time = 0;
    expect(limit.take('rita')).toBe(1);
  });
});
