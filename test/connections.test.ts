// A runner with all its calls to Plex under way: each has a connection to PostgreSQL, and signs of life have theirs.
import { setTimeout as delay } from 'node:timers/promises';
import { requestCancel, silenceSeconds, viewRun } from '@repsys/core/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type TestWorld } from './kit/world.ts';

const companies = [111111, 222222, 333333];
const lines = 16;
const movementsKey = '18005';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld({ companies: companies.map((number) => ({ number, accounts: 60 })), firstPeriod: 202201 });
});
afterAll(() => world.close());

it('is heard of all the while, and its runs can be cancelled', { timeout: 120_000 }, async () => {
  await world.fault('hang-before', { key: movementsKey, times: 'all' });
  await world.runner({
    RUNNER_CONCURRENCY: String(companies.length),
    PLEX_CONCURRENCY: String(lines),
    PLEX_SLICE_PERIODS: '1',
    PLEX_TIMEOUT_S: '120',
  });
  const runs = await Promise.all(companies.map((company) => world.ask({ company, from: 202403 })));
  for (const run of runs) await world.ring(run);
  const copying = async () => {
    const { rows } = await world.database.pool.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and state = 'active' and query like 'copy stage.%'`,
    );
    return rows[0]?.count;
  };
  await expect.poll(copying, { timeout: 60_000 }).toBe(companies.length * lines);
  await delay((silenceSeconds + 2) * 1_000);
  const { rows } = await world.database.pool.query<{ id: number; status: string; starts: number }>(
    `select id, status, starts from record.run
     where heartbeat_at > clock_timestamp() - make_interval(secs => $1) order by id`,
    [silenceSeconds],
  );
  expect(rows).toEqual([...runs].sort((a, b) => a - b).map((id) => ({ id, status: 'running', starts: 1 })));
  for (const run of runs) await requestCancel(world.database, run, 'ada');
  for (const run of runs) expect((await world.ended(run, 30_000)).status).toBe('cancelled');
  expect((await viewRun(world.database, runs[0] ?? 0)).failure?.code).toBe('RUN_CANCELLED');
});
