// Queue, mutex and record together, against the real Redis and against the pure-JavaScript stand-in.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectRedis, mutexHolder, publishCancel, requestCancel, results, viewRun } from '@repsys/core/node';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findServer, startRedis } from '../sandbox/src/world/redis.ts';
import { untilStep } from './kit/runner-process.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const [main, second] = [111111, 222222];
const hasRedis = (await findServer()) !== undefined;

describe.each([
  { kind: 'redis-server', options: {}, here: hasRedis },
  { kind: 'the in-memory stand-in', options: { only: 'memory' } as const, here: true },
])('on $kind', ({ options, here }) => {
  let world: TestWorld;
  beforeAll(async () => {
    if (!here) return;
    world = await openWorld({}, options);
    await world.runner({ PLEX_TIMEOUT_S: '30' });
  });
  afterEach(async () => here && world.clearFaults());
  afterAll(async () => here && world.close());
  const test = it.skipIf(!here);

  test('equal requests join one run, and every asker is served', async () => {
    await world.fault('slow', { key: '18001', times: 1, delayMs: 300 });
    const [first, other] = await Promise.all([
      world.ask({ from: 202403, requester: 'ada' }),
      world.ask({ from: 202403, requester: 'ben' }),
    ]);
    expect(other).toBe(first);
    const view = await world.ended(first);
    expect([...view.requesters].sort()).toEqual(['ada', 'ben']);
    const { rows } = await world.database.pool.query('select channel, status from record.delivery where run = $1', [
      first,
    ]);
    expect(rows).toEqual([
      { channel: 'download', status: 'due' },
      { channel: 'download', status: 'due' },
    ]);
  });

  test('the same request repeated is the same run, even after it has ended', async () => {
    const first = await world.ask({ from: 202402, idempotencyKey: 'activity-1' });
    await world.ended(first);
    expect(await world.ask({ from: 202402, idempotencyKey: 'activity-1' })).toBe(first);
  });

  test('two companies run at the same time; two requests of one company run one after the other', async () => {
    await world.fault('slow', { key: '18001', times: 'all', delayMs: 1_000 });
    const asked = await Promise.all([
      world.ask({ company: main, from: 202401 }),
      world.ask({ company: second, from: 202401 }),
      world.ask({ company: main, from: 202403, to: 202404 }),
    ]);
    for (const run of asked) await world.ring(run);
    const [one, abroad, two] = await Promise.all(asked.map((run) => world.ended(run)));
    expect([one?.verdict, abroad?.verdict, two?.verdict]).toEqual(['tied', 'tied', 'tied']);
    const [earlier, later] = [one, two].sort((a, b) => (a?.startedAt ?? 0) - (b?.startedAt ?? 0));
    expect(later?.startedAt).toBeGreaterThanOrEqual(earlier?.finishedAt ?? Number.POSITIVE_INFINITY);
    expect(abroad?.startedAt).toBeLessThan(earlier?.finishedAt ?? 0);
  });

  test('a lost ring is mended: the accepted run is rung again from the record', async () => {
    const run = await world.ask({ from: 202311 });
    expect((await world.ended(run)).verdict).toBe('tied');
  });

  test('a run rung many times runs once', async () => {
    const { workshop } = await world.runner();
    await world.forgetCalls();
    const run = await world.ask({ from: 202310 });
    await Promise.all(Array.from({ length: 20 }, () => workshop.bell.ring(run)));
    await world.ended(run);
    const chart = (await world.calls()).filter((call) => call.key === '18002');
    expect(chart.map((call) => call.count)).toEqual([1]);
  });

  test('the mutex shows who holds the company, for which run and at which step, and is released', async () => {
    const redis = connectRedis(world.redis.url, 'command', () => undefined);
    await world.fault('slow', { key: '4814', times: 1, delayMs: 600 });
    const run = await world.ask({ from: 202309 });
    await untilStep(world, run, 'AccountActivitySummaryGetOpenPeriodRange', ['running']);
    await delay(100);
    expect(await mutexHolder(redis, main)).toMatchObject({ run, step: 'AccountActivitySummaryGetOpenPeriodRange' });
    await world.ended(run);
    await delay(300);
    expect(await mutexHolder(redis, main)).toBeUndefined();
    expect((await results(redis, main))[0]).toMatchObject({ run, status: 'succeeded', verdict: 'tied' });
    redis.disconnect();
  });

  test('a running run is cancelled in mid-step, promptly, and nothing of it is delivered', async () => {
    await world.fault('hang-before', { key: '18005', times: 1 });
    const run = await world.ask({ from: 202308 });
    await untilStep(world, run, 'AccountingBalanceAppendPeriodRange', ['running']);
    const redis = connectRedis(world.redis.url, 'command', () => undefined);
    expect(await requestCancel(world.database, run, 'ada')).toBe('running');
    await publishCancel(redis, run);
    const view = await world.ended(run, 5_000);
    expect(view).toMatchObject({ status: 'cancelled', failure: { code: 'RUN_CANCELLED' }, workbook: null });
    expect(await requestCancel(world.database, run, 'ada')).toBe('cancelled');
    redis.disconnect();
  });

  test('a waiting run is cancelled at once, and rings for it do no harm', async () => {
    await world.fault('slow', { key: '18001', times: 1, delayMs: 800 });
    const holder = await world.ask({ from: 202307 });
    await untilStep(world, holder, 'AccountingYearCategoryType', ['running']);
    const waiting = await world.ask({ from: 202306 });
    expect(await requestCancel(world.database, waiting, 'ada')).toBe('cancelled');
    expect((await world.ended(holder)).verdict).toBe('tied');
    expect((await viewRun(world.database, waiting)).steps).toEqual([]);
  });

  test('a Redis that comes back empty in mid-run loses nothing: what runs ends once, what waits is rung again', async () => {
    await world.fault('slow', { key: '18005', times: 1, delayMs: 3_000 });
    await world.forgetCalls();
    const running = await world.ask({ from: 202305 });
    const waiting = await world.ask({ from: 202304 });
    await untilStep(world, running, 'AccountingBalanceAppendPeriodRange', ['running']);
    await world.redis.stop();
    await rm(join(world.folder, 'redis'), { recursive: true, force: true });
    const again = await startRedis(join(world.folder, 'redis'), () => undefined, {
      ...options,
      port: world.redis.port,
    });
    const views = [await world.ended(running), await world.ended(waiting)];
    expect(views.map((view) => view.verdict)).toEqual(['tied', 'tied']);
    const chart = (await world.calls()).filter((call) => call.key === '18002' && Number(call.company) === main);
    expect(chart.map((call) => call.count)).toEqual([2]);
    const probe = new Redis(again.url);
    expect(await probe.ping()).toBe('PONG');
    probe.disconnect();
    await again.stop();
  });
});
