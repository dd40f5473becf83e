// Whether the bot says truly that it can do its work, on real servers: each of them is taken away, and brought back.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { markCanary, redisKey, sayPresent } from '@repsys/core/node';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HealthReport } from '../bot/src/api/health.ts';
import { chatOf, dana, startTestBot, type TestBot } from './kit/bot.ts';
import { type Gate, openGate } from './kit/gate.ts';
import { openRecorder, type Recorder } from './kit/recorded-runs.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let bot: TestBot;
let redis: Redis;
let recorder: Recorder;
let toPostgres: Gate;
let toRedis: Gate;

beforeAll(async () => {
  world = await openWorld();
  redis = new Redis(world.redis.url);
  recorder = openRecorder(world);
  const database = new URL(world.databaseUrl);
  toPostgres = await openGate(Number(database.port));
  toRedis = await openGate(world.redis.port);
  database.port = String(toPostgres.port);
  const gated = { ...world.redis, url: `redis://127.0.0.1:${toRedis.port}` };
  bot = await startTestBot({ databaseUrl: database.href, redis: gated }, { BOT_METRICS_PORT: '0' });
});
afterEach(async () => {
  toPostgres.open();
  toRedis.open();
  await redis.del(runnerKey, canaryKey);
});
afterAll(async () => {
  await bot?.close();
  for (const gate of [toPostgres, toRedis]) await gate?.close();
  recorder?.close();
  redis?.disconnect();
  await world?.close();
});

const runnerKey = redisKey('runners', 'seen');
const canaryKey = redisKey('canary', 'seen');
/** Nobody who asks whether we are well waits longer. */
const patienceMs = 8_000;

type Told = { readonly status: number; readonly report: HealthReport };

async function ready(): Promise<Told> {
  // What was answered a moment ago is kept for a second.
  await delay(1_100);
  const response = await fetch(`${bot.bot.watchUrl}/health/ready`, { signal: AbortSignal.timeout(patienceMs) });
  return { status: response.status, report: (await response.json()) as HealthReport };
}

const live = async (): Promise<number> =>
  (await fetch(`${bot.bot.url}/health/live`, { signal: AbortSignal.timeout(patienceMs) })).status;

/** After something came back: connections are made anew. */
async function untilReady(): Promise<HealthReport> {
  for (let waited = 0; waited < 40_000; waited += 100) {
    const { status, report } = await ready();
    if (status === 200) return report;
    await delay(100);
  }
  return expect.fail(`The bot is not ready: ${JSON.stringify(await ready())}`);
}

const givesSigns = async () => {
  await sayPresent(redis);
  await markCanary(redis);
};
const longAgo = (key: string, ageMs: number) => redis.set(key, Date.now() - ageMs);

describe('the bot is ready', () => {
  it('when PostgreSQL and Redis answer, a runner is there and a canary came through', async () => {
    await givesSigns();
    const { status, report } = await ready();
    expect(status).toBe(200);
    expect(report).toMatchObject({ ready: true, postgres: 'up', redis: 'up', busy: false });
    expect(report.runnerAgeMs).toBeGreaterThanOrEqual(0);
    expect(report.canaryAgeMs).toBeGreaterThanOrEqual(0);
  });

  it('without a canary while a run gives signs of life: every runner may be at work', async () => {
    await sayPresent(redis);
    const run = await recorder.asked(dana, chatOf(dana));
    await recorder.begun(run);
    const { pool } = world.database;
    await pool.query('update record.run set heartbeat_at = clock_timestamp() where id = $1', [run.run]);
    expect(await ready()).toMatchObject({ status: 200, report: { ready: true, busy: true, canaryAgeMs: null } });
    await pool.query(`update record.run set heartbeat_at = clock_timestamp() - interval '1 min' where id = $1`, [
      run.run,
    ]);
    expect(await ready()).toMatchObject({ status: 503, report: { ready: false, busy: false } });
    await recorder.ended(run);
  });
});

describe('the bot is not ready', () => {
  it('without a runner, though a canary came through a moment ago', async () => {
    await markCanary(redis);
    expect(await ready()).toMatchObject({ status: 503, report: { ready: false, runnerAgeMs: null, redis: 'up' } });
  });

  it('when the runner has been silent for long', async () => {
    await givesSigns();
    await longAgo(runnerKey, 25_000);
    const { status, report } = await ready();
    expect(status).toBe(503);
    expect(report.runnerAgeMs).toBeGreaterThanOrEqual(25_000);
  });

  it('without a canary, and with one that came through long ago', async () => {
    await sayPresent(redis);
    expect(await ready()).toMatchObject({ status: 503, report: { ready: false, canaryAgeMs: null } });
    await longAgo(canaryKey, 60_000);
    const { status, report } = await ready();
    expect(status).toBe(503);
    expect(report.canaryAgeMs).toBeGreaterThanOrEqual(60_000);
  });

  it('without PostgreSQL, says so, and is ready again when it is back', async () => {
    await givesSigns();
    toPostgres.shut();
    expect(await ready()).toMatchObject({ status: 503, report: { ready: false, postgres: 'down', redis: 'up' } });
    expect(await live()).toBe(200);
    toPostgres.open();
    await givesSigns();
    expect(await untilReady()).toMatchObject({ postgres: 'up' });
  });

  it('without Redis, says so, and is ready again when it is back', async () => {
    await givesSigns();
    toRedis.shut();
    expect(await ready()).toMatchObject({
      status: 503,
      report: { ready: false, postgres: 'up', redis: 'down', runnerAgeMs: null, canaryAgeMs: null },
    });
    expect(await live()).toBe(200);
    toRedis.open();
    await givesSigns();
    expect(await untilReady()).toMatchObject({ redis: 'up' });
  });

  it('without either, and answers all the same', async () => {
    toPostgres.shut();
    toRedis.shut();
    expect(await ready()).toMatchObject({ status: 503, report: { ready: false, postgres: 'down', redis: 'down' } });
    expect(await live()).toBe(200);
  });

  it('while Redis takes calls and answers none', async () => {
    await givesSigns();
    const server = Number(await readFile(join(world.folder, 'redis', 'redis.pid'), 'utf8'));
    process.kill(server, 'SIGSTOP');
    try {
      expect(await ready()).toMatchObject({ status: 503, report: { ready: false, postgres: 'up', redis: 'down' } });
    } finally {
      process.kill(server, 'SIGCONT');
    }
    await givesSigns();
    expect(await untilReady()).toMatchObject({ redis: 'up' });
  });
});

describe('the checks', () => {
  it('wait for nobody who holds the runs', async () => {
    await givesSigns();
    const client = await world.database.pool.connect();
    try {
      await client.query('begin');
      await client.query('lock table record.run in access exclusive mode');
      expect(await ready()).toMatchObject({ status: 200, report: { postgres: 'up', busy: false } });
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('believe a real runner, which takes the canary out of the queue by itself', async () => {
    const runner = await world.runner();
    const report = await untilReady();
    expect(report).toMatchObject({ ready: true, busy: false });
    expect(report.canaryAgeMs).not.toBeNull();
    await runner.stop();
    await longAgo(runnerKey, 25_000);
    expect((await ready()).status).toBe(503);
  });
});
