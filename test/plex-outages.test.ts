// Plex goes away and comes back: runs wait and say so, the queue of the company waits with them, and no other fault is waited for.
import { setTimeout as delay } from 'node:timers/promises';
import { publishCancel, type RunView, requestCancel, viewRun } from '@repsys/core/node';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openSilentProxy, type SilentProxy } from './kit/silent-proxy.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const company = 111111;
const months = [202310, 202311, 202312];

let world: TestWorld;
afterEach(() => world.clearFaults());

async function until(run: number, fits: (view: RunView) => boolean): Promise<RunView> {
  for (const end = Date.now() + 60_000; ; await delay(25)) {
    const view = await viewRun(world.database, run);
    if (fits(view)) return view;
    if (Date.now() > end) throw new Error(`run ${run} is ${view.status}: ${JSON.stringify(view.outage)}`);
  }
}
const untilAway = (run: number) => until(run, ({ outage }) => outage !== null);

async function outages(): Promise<number> {
  return (await world.database.pool.query('select from record.source_outage')).rowCount ?? 0;
}

describe('a run that meets an outage of Plex', () => {
  let proxy: SilentProxy;
  beforeAll(async () => {
    world = await openWorld();
    const { port } = new URL(world.plex.url);
    proxy = await openSilentProxy(Number(port));
    const url = world.plex.url.replace(`:${port}/`, `:${proxy.port}/`);
    await world.runner({ PLEX_URL: url, PLEX_ATTEMPTS: '1', PLEX_OUTAGE_S: '300', PLEX_TIMEOUT_S: '1' });
  });
  afterAll(async () => {
    await world.close();
    await proxy.close();
  });

  it.each(['http-503', 'reset', 'hang-before'])('(%s) waits, says so, and goes on', async (fault) => {
    const before = Date.now();
    await world.fault(fault, { times: 'all' });
    const run = await world.ask({ from: 202403 });
    const { status, outage } = await untilAway(run);
    expect(status).toBe('running');
    expect(outage?.since).toBeGreaterThanOrEqual(before - 1_000);
    expect(outage?.nextAt).toBeGreaterThanOrEqual(outage?.triedAt ?? Number.POSITIVE_INFINITY);
    // Longer than four tries would take.
    await delay(6_000);
    expect((await viewRun(world.database, run)).status).toBe('running');
    await world.clearFaults();
    expect(await world.ended(run)).toMatchObject({ verdict: 'tied', outage: null });
    expect(await outages()).toBe(0);
  });

  it('(nothing comes through) waits, and goes on', async () => {
    proxy.silenceAll();
    const run = await world.ask({ from: 202402 });
    await untilAway(run);
    proxy.heal();
    expect(await world.ended(run)).toMatchObject({ verdict: 'tied' });
  });

  it('can be cancelled while it waits; then the queue waits, and goes on when Plex is back', async () => {
    await world.fault('http-503', { times: 'all' });
    const [first, second] = [await world.ask({ from: 202311 }), await world.ask({ from: 202312 })];
    await untilAway(first);
    await requestCancel(world.database, first, 'tester');
    const redis = new Redis(world.redis.url);
    await publishCancel(redis, first);
    redis.disconnect();
    expect(await world.ended(first)).toMatchObject({ status: 'cancelled' });
    await world.ring(second);
    await world.forgetCalls();
    await delay(2_500);
    expect(await viewRun(world.database, second)).toMatchObject({
      status: 'queued',
      outage: { since: expect.any(Number) },
    });
    const probes = (await world.calls()).reduce((sum, { count }) => sum + count, 0);
    expect(probes).toBeGreaterThan(0);
    expect(probes).toBeLessThan(4);
    await world.clearFaults();
    expect(await world.ended(second)).toMatchObject({ verdict: 'tied' });
  });

  it.each([
    ['http-401', 'PLEX_REJECTED'],
    ['soap-fault', 'PLEX_FAULT'],
    ['html-page', 'PLEX_UNEXPECTED_SHAPE'],
  ])('does not wait for %s', async (fault, code) => {
    await world.fault(fault, { times: 'all' });
    const view = await world.report({ from: 202401 });
    expect(view.failure?.code).toBe(code);
    expect(await outages()).toBe(0);
  });
});

describe('an outage of Plex that outlasts a run', () => {
  beforeAll(async () => {
    world = await openWorld();
    await world.runner({ PLEX_ATTEMPTS: '1', PLEX_OUTAGE_S: '1' });
  });
  afterAll(() => world.close());

  it('fails that run, and no other: the rest of the queue waits until Plex is back', async () => {
    await world.fault('http-503', { company: String(company), times: 'all' });
    const runs: number[] = [];
    for (const from of months) runs.push(await world.ask({ company, from }));
    const other = await world.ask({ company: 222222, from: 202403 });
    const [first = 0, ...rest] = runs;
    await world.ring(first);
    expect((await world.ended(first)).failure?.code).toBe('PLEX_BUSY');
    expect(await world.ended(other)).toMatchObject({ verdict: 'tied' });
    // Time enough for each of them to fail.
    await delay(3_000);
    for (const run of rest) {
      await world.ring(run);
      expect(await viewRun(world.database, run)).toMatchObject({
        status: 'queued',
        outage: { since: expect.any(Number) },
      });
    }
    await world.clearFaults();
    for (const run of rest) expect(await world.ended(run)).toMatchObject({ verdict: 'tied' });
    expect(await outages()).toBe(0);
  });
});
