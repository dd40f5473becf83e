// Some things at the same time, not too many.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { concurrently } from './concurrently.ts';

const never = new AbortController().signal;

describe('work done concurrently', () => {
  it('never exceeds its limit and keeps the order of its results', async () => {
    let [now, most] = [0, 0];
    const results = await concurrently([5, 1, 4, 2, 3], 2, never, async (item) => {
      now += 1;
      most = Math.max(most, now);
      await delay(item);
      now -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('stops the others at the first failure, waits for them, and throws that failure', async () => {
    const ended: string[] = [];
    const work = async (item: string, signal: AbortSignal) => {
      if (item === 'bad') throw new Error('first');
      await delay(10_000, undefined, { signal }).catch(() => ended.push(item));
    };
    await expect(concurrently(['slow', 'bad', 'later'], 2, never, work)).rejects.toThrow('first');
    expect(ended).toEqual(['slow']);
  });

  it('throws the reason of the caller when it is aborted from outside', async () => {
    const controller = new AbortController();
    const waiting = concurrently([1], 1, controller.signal, (_item, signal) => delay(10_000, undefined, { signal }));
    controller.abort(new Error('outside'));
    await expect(waiting).rejects.toThrow('outside');
  });

  it('of nothing is nothing', async () => {
    expect(await concurrently([], 3, never, async () => 1)).toEqual([]);
  });
});
