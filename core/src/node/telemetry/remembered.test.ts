// What is remembered for a scrape grows old by time that has passed, whatever the clock on the wall says.
import { setTimeout as delay } from 'node:timers/promises';
import { remembered } from '@repsys/core/node';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.restoreAllMocks());

it('an answer is kept for a second, and no longer when the clock is set back', async () => {
  let asked = 0;
  const read = remembered(async () => {
    asked += 1;
    return asked;
  });
  expect([await read(), await read()]).toEqual([1, 1]);
  const before = Date.now() - 3_600_000;
  vi.spyOn(Date, 'now').mockReturnValue(before);
  await delay(1_100);
  expect(await read()).toBe(2);
});
