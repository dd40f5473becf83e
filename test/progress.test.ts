// What an asker sees while a run moves; cancelling in the middle of a statement; a PostgreSQL that goes away for a while.

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ProgressEvent, parseRequest } from '@repsys/core';
import {
  accept,
  connectRedis,
  createLogger,
  migrate,
  onProgress,
  openDatabase,
  publishCancel,
  requestCancel,
  viewRun,
} from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRunnerConfig } from '../runner/src/config.ts';
import { startRunner } from '../runner/src/runner.ts';
import { startPostgres } from '../sandbox/src/world/postgres.ts';
import { untilStep } from './kit/runner-process.ts';
import { endWaiting, openWorld, type TestWorld } from './kit/world.ts';

const company = 111111;

describe('while a run moves', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await openWorld();
    await world.runner();
  });
  afterAll(() => world.close());

  it('every step is told with its place, rows, elapsed time, and what it took in past runs', async () => {
    const connection = connectRedis(world.redis.url, 'blocking', () => undefined);
    const events: ProgressEvent[] = [];
    const hush = onProgress(connection, (event) => void events.push(event));
    await world.report({ from: 202403 });
    expect(events.every(({ step }) => step === undefined || step.expectedMs === null)).toBe(true);
    events.length = 0;
    const { id } = await world.report({ from: 202402 });
    await delay(200);
    const done = events.flatMap(({ step }) => (step?.status === 'done' ? [step] : []));
    expect(done.map(({ number, of }) => [number, of])).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((number) => [number, 8]));
    expect(done.every(({ rows, elapsedMs, expectedMs }) => rows > 0 && elapsedMs >= 0 && expectedMs !== null)).toBe(
      true,
    );
    expect(events.flatMap(({ phase }) => phase ?? [])).toEqual(['checks', 'workbook']);
    expect(events.at(-1)).toMatchObject({ run: id, company, status: 'succeeded' });
    hush();
    connection.disconnect();
  });

  it('a statement in the database is cancelled promptly, and the rows are as they were', async () => {
    // Rows that are right are not written: these are not.
    await world.database.pool.query('update plex.account_period_balance set ytd_debit = ytd_debit + 1 where pcn = $1', [
      company,
    ]);
    const before = await world.fingerprint(company);
    const client = await world.database.pool.connect();
    await client.query('begin');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await client.query('select from plex.account_period_balance where pcn = $1 for update', [company]);
    const run = await world.ask({ from: 202401 });
    await world.ring(run);
    await untilStep(world, run, 'AccountPeriodBalanceRecreatePeriodRange', ['running']);
    await delay(200);
    await requestCancel(world.database, run, 'ada');
    const redis = connectRedis(world.redis.url, 'command', () => undefined);
    await publishCancel(redis, run);
    const view = await world.ended(run, 5_000);
    expect(view.failure?.code).toBe('RUN_CANCELLED');
    await client.query('rollback');
    client.release();
    redis.disconnect();
    expect((await world.fingerprint(company)).split(' ').at(-1)).toBe(before.split(' ').at(-1));
  });

  it('a connection that PostgreSQL ends while a step is noted costs nothing: the run goes on', async () => {
    await world.fault('slow', { key: '18001', times: 1, delayMs: 2_000 });
    const run = await world.ask({ from: 202312 });
    await world.ring(run);
    await untilStep(world, run, 'AccountingYearCategoryType', ['running']);
    const client = await world.database.pool.connect();
    await client.query('begin');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await client.query('select from record.step where run = $1 for update', [run]);
    await expect.poll(() => endWaiting(world, 'update "record"."step"'), { timeout: 20_000 }).toBe(1);
    await client.query('rollback');
    client.release();
    const view = await world.ended(run);
    expect(view).toMatchObject({ status: 'succeeded', failure: null });
    const { rows } = await world.database.pool.query('select starts from record.run where id = $1', [run]);
    expect(rows).toEqual([{ starts: 1 }]);
  });
});

describe('a PostgreSQL that goes away in mid-run and comes back', () => {
  it('finds the run where it was: nothing is lost, nothing is done twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'repsys-outage-'));
    await chmod(folder, 0o755);
    const world = await openWorld();
    const first = await startPostgres(join(folder, 'postgres'), () => undefined);
    const open = () => openDatabase(first.url, { name: 'test', max: 2 });
    const config = readRunnerConfig(world.environment({ DATABASE_URL: first.url, PLEX_TIMEOUT_S: '30' }));
    const dropping = new AbortController();
    await migrateOnce(open);
    const runner = await startRunner(config, createLogger('runner', 'fatal'), dropping.signal);
    const database = open();
    await world.fault('slow', { key: '18005', times: 1, delayMs: 2_000 });
    const request = {
      report: 'trial-balance',
      company,
      parameters: { from: 202403, to: 202403 },
      requester: 'ada',
      source: 'command-line',
    };
    const { run } = await accept(database, parseRequest(request));
    await runner.workshop.bell.ring(run);
    const outer = { ...world, database };
    await untilStep(outer, run, 'AccountingBalanceAppendPeriodRange', ['running']);
    await first.stop();
    await delay(500);
    const second = await startPostgres(join(folder, 'postgres'), () => undefined, [], first.port);
    const view = await untilEnded(() => viewRun(database, run));
    expect(view).toMatchObject({ status: 'succeeded', verdict: 'tied' });
    const chart = (await world.calls()).filter((call) => call.key === '18002');
    expect(chart.map((call) => call.count)).toEqual([1]);
    dropping.abort();
    await runner.stop();
    await database.close();
    await second.stop();
    await world.close();
    await rm(folder, { recursive: true, force: true });
  });
});

async function migrateOnce(open: () => ReturnType<typeof openDatabase>): Promise<void> {
  const database = open();
  await migrate(database);
  await database.close();
}

async function untilEnded(look: () => ReturnType<typeof viewRun>): ReturnType<typeof viewRun> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const view = await look().catch(() => undefined);
    if (view && view.status !== 'queued' && view.status !== 'running') return view;
    await delay(50);
  }
  return look();
}
