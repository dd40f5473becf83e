// How often rows are told: by time that has passed, whatever the clock on the wall says.
import { setTimeout as delay } from 'node:timers/promises';
import type { ClaimedRun } from '@repsys/core/node';
import type { Redis } from 'ioredis';
import { afterEach, expect, it, vi } from 'vitest';
import { announcer } from './progress.ts';

afterEach(() => vi.restoreAllMocks());

it('rows are told at most every 200 ms, and also after the clock is set back', async () => {
  const publish = vi.fn(async () => 0);
  const { rows } = announcer({ publish } as unknown as Redis, { id: 1, company: 111111 } as ClaimedRun);
  const event = { number: 1, of: 1, name: 'one', title: 'One', status: 'running', rows: 5, elapsedMs: 1 } as const;
  for (let time = 0; time < 5; time += 1) rows(event, undefined);
  expect(publish).toHaveBeenCalledTimes(1);
  const before = Date.now() - 3_600_000;
  vi.spyOn(Date, 'now').mockReturnValue(before);
  await delay(250);
  rows(event, undefined);
  expect(publish).toHaveBeenCalledTimes(2);
});
