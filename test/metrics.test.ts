// What Prometheus sees of one real report, from the chat to the file, on both processes; and that watching never hurts.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { metricRows } from '@repsys/core/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Runner } from '../runner/src/runner.ts';
import { chatOf, dana, startTestBot, type TestBot } from './kit/bot.ts';
import { type Gate, openGate } from './kit/gate.ts';
import { hasPromtool, judged, type Scrape, scrape } from './kit/metrics.ts';
import { openUploadDrive, type UploadDrive } from './kit/upload-drive.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let runner: Runner;
let bot: TestBot;
let drive: UploadDrive;
let toPostgres: Gate;
let toRedis: Gate;

beforeAll(async () => {
  world = await openWorld();
  const database = new URL(world.databaseUrl);
  toPostgres = await openGate(Number(database.port));
  toRedis = await openGate(world.redis.port);
  database.port = String(toPostgres.port);
  runner = await world.runner({
    DATABASE_URL: database.href,
    REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
    RUNNER_HTTP_PORT: '0',
    DELIVERY_FOLDER: join(world.folder, 'workbooks'),
    PLEX_ATTEMPTS: '2',
  });
  drive = await openUploadDrive();
  bot = await startTestBot(world, { BOT_FILE_HOSTS: drive.host, BOT_METRICS_PORT: '0' });
});
afterEach(() => {
  toPostgres.open();
  toRedis.open();
});
afterAll(async () => {
  await bot?.close();
  await drive?.close();
  await world?.close();
  for (const gate of [toPostgres, toRedis]) await gate?.close();
});

const ofRunner = () => scrape(runner.watchUrl);
const ofBot = () => scrape(bot.bot.watchUrl);

/** Scrapes until it fits. */
async function until(take: () => Promise<Scrape>, fits: (scraped: Scrape) => boolean): Promise<Scrape> {
  for (const end = Date.now() + 60_000; ; await delay(100)) {
    const scraped = await take();
    if (fits(scraped)) return scraped;
    if (Date.now() > end) throw new Error(`never seen:\n${scraped.text.replace(/^(#.*|nodejs.*|process.*)\n/gm, '')}`);
  }
}

const tb = { report: 'trial-balance' } as const;
const company = 111111;

describe('before anything has happened', () => {
  it('there is a zero for each first event that an alert waits for', async () => {
    const atRunner = await ofRunner();
    const givenUp = { status: 'given-up' };
    expect(atRunner.value('repsys_deliveries_total', { channel: 'folder', ...givenUp })).toBe(0);
    expect((await ofBot()).value('repsys_deliveries_total', { channel: 'chat', ...givenUp })).toBe(0);
    const { reports, keys } = runner.workshop;
    for (const { name: source } of reports.flatMap((report) => report.sources(keys))) {
      for (const outcome of ['PLEX_REJECTED', 'PLEX_FAULT', 'PLEX_UNEXPECTED_SHAPE'])
        expect(atRunner.value('repsys_plex_calls_total', { source, outcome }), `${source} ${outcome}`).toBe(0);
    }
  });
});

describe('one report, from the chat to the file', () => {
  it('is counted once, where it happened', async () => {
    const place = chatOf(dana);
    await world.fault('http-503');
    await bot.say(dana, 'run TB 2024-03 for 111111');
    const consent = await bot.until(place, (text) => text.includes('card.file.consent'));
    expect(await bot.consent(dana, consent, 'accept', drive.upload())).toBe(200);
    const atBot = await until(ofBot, ({ value }) => value('repsys_deliveries_total', { status: 'confirmed' }) === 1);
    const confirmed = { channel: 'folder', status: 'confirmed' };
    const atRunner = await until(ofRunner, ({ value }) => value('repsys_deliveries_total', confirmed) === 1);

    expect(atRunner.value('repsys_runs_total', { ...tb, company, status: 'succeeded' })).toBe(1);
    expect(atRunner.value('repsys_runs_total', { ...tb, company, status: 'failed' })).toBe(0);
    expect(atRunner.value('repsys_run_duration_seconds_count', { ...tb, status: 'succeeded' })).toBe(1);
    expect(atRunner.value('repsys_mutex_wait_seconds_count', tb)).toBe(1);
    expect(atRunner.value('repsys_runs_in_hand')).toBe(0);
    expect(atBot.value('repsys_requests_total', { source: 'chat', outcome: 'new' })).toBe(1);
    expect(atBot.value('repsys_deliveries_total', { channel: 'chat', status: 'sent' })).toBe(1);
    expect(atBot.value('repsys_http_requests_total', { route: '/api/messages', status: 200 })).toBeGreaterThanOrEqual(
      2,
    );
    expect(atBot.text).not.toMatch(/^repsys_runs_total\{/m);
  });

  it('has its rows by step as the record has them', async () => {
    const { rows } = await world.database.pool.query<{ name: string; rows: string | null }>(
      "select name, rows from record.step where status = 'done' order by number",
    );
    const scraped = await ofRunner();
    expect(rows.length).toBeGreaterThan(8);
    for (const { name: step, rows: written } of rows) {
      expect(scraped.value('repsys_steps_total', { ...tb, step, status: 'done' }), step).toBe(1);
      expect(scraped.value('repsys_step_duration_seconds_count', { ...tb, step }), step).toBe(1);
      const counted = scraped.value('repsys_step_rows_total', { ...tb, step });
      expect(counted, step).toBe(written === null ? undefined : Number(written));
    }
  });

  it('has the calls to Plex that the other side has seen', async () => {
    const scraped = await ofRunner();
    const calls = (await world.calls()).reduce((sum, { count }) => sum + count, 0);
    const told = [...scraped.text.matchAll(/^repsys_plex_calls_total\{.*\} (\d+)$/gm)];
    expect(told.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(calls);
    expect(told.join()).toContain('outcome="PLEX_BUSY"');
    expect(scraped.text).toMatch(/^repsys_plex_retries_total\{source="\w+",code="PLEX_BUSY"\} 1$/m);
    expect(scraped.value('repsys_plex_rows_total', { source: 'Accounting_Year_Category_Type_Get' })).toBeGreaterThan(0);
    expect(
      scraped.value('repsys_plex_received_bytes_total', { source: 'Accounting_Year_Category_Type_Get' }),
    ).toBeGreaterThan(1_000);
  });

  it('that fails is counted with its code', async () => {
    await world.fault('http-401', { times: 'all' });
    await world.report({ from: 202402 });
    await world.clearFaults();
    const failed = await ofRunner();
    expect(failed.value('repsys_runs_total', { ...tb, company, status: 'failed' })).toBe(1);
    expect(failed.value('repsys_run_failures_total', { ...tb, company, code: 'PLEX_REJECTED' })).toBe(1);
  });
});

describe('metrics', () => {
  it('keep the conventions of Prometheus', async (test) => {
    if (!hasPromtool()) test.skip('promtool is not here: Debian has it in the package prometheus');
    for (const { text } of [await ofRunner(), await ofBot()]) expect(judged(text)).toBe('');
  });

  it('are those of the table, each in the process that it is said to be of', async () => {
    const named = ({ text }: Scrape) => [...text.matchAll(/^# TYPE (repsys_\w+)/gm)].map(([, name]) => name).sort();
    const rows = (part: string) => metricRows.filter(({ of }) => of === part || of === 'both').map(({ name }) => name);
    expect(named(await ofRunner())).toEqual(rows('runner').sort());
    expect(named(await ofBot())).toEqual(rows('bot').sort());
  });

  it('name no person, run or address that somebody made up, however much is asked for', async () => {
    const before = (await ofBot()).text.match(/^repsys_/gm)?.length ?? 0;
    for (let number = 0; number < 30; number += 1) {
      await fetch(`${bot.bot.url}/api/runs/${number}`);
      await fetch(`${bot.bot.url}/made/up/${number}`, { method: number % 2 ? 'GET' : 'REPORT' });
    }
    const { text, value } = await ofBot();
    expect(text.match(/^repsys_/gm)?.length).toBeLessThan(before + 80);
    expect(value('repsys_http_requests_total', { method: 'GET', route: '/api/runs/:run' })).toBe(30);
    expect(text).not.toMatch(/made|REPORT|Dana|\/api\/runs\/\d/);
  });

  it('are told by the small server only, never by the public door', async () => {
    expect((await fetch(`${bot.bot.url}/metrics`)).headers.get('content-type')).not.toMatch(/text\/plain/);
    expect((await fetch(`${bot.bot.url}/health/ready`)).status).toBe(404);
    expect([200, 503]).toContain((await fetch(`${bot.bot.watchUrl}/health/ready`)).status);
    expect((await fetch(`${runner.watchUrl}/metrics`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${runner.watchUrl}/other`)).status).toBe(404);
  });

  it('are whole for two who scrape at the same moment', async () => {
    const both = await Promise.all(Array.from({ length: 8 }, ofRunner));
    for (const each of both) {
      expect(each.value('repsys_dependency_up', { dependency: 'postgres' })).toBe(1);
      expect(each.value('repsys_runs_open', { company, status: 'queued' })).toBe(0);
      expect(each.value('repsys_queue_jobs', { state: 'waiting' })).toBeDefined();
    }
  });
});

describe('with PostgreSQL and Redis away', () => {
  it('a scrape still answers and says so, and the runner is alive, not ready', async () => {
    const ready = () => fetch(`${runner.watchUrl}/health/ready`).then(({ status }) => status);
    expect(await ready()).toBe(200);
    toPostgres.shut();
    toRedis.shut();
    const away = await until(
      ofRunner,
      ({ value }) =>
        value('repsys_dependency_up', { dependency: 'postgres' }) === 0 &&
        value('repsys_dependency_up', { dependency: 'redis' }) === 0,
    );
    expect(away.value('repsys_runs_total', { ...tb, company, status: 'succeeded' })).toBe(1);
    expect(away.value('repsys_runs_open', { company, status: 'queued' })).toBeUndefined();
    expect(await ready()).toBe(503);
    expect((await fetch(`${runner.watchUrl}/health/live`)).status).toBe(200);
    toPostgres.open();
    toRedis.open();
    await until(ofRunner, ({ value }) => value('repsys_runs_open', { company, status: 'queued' }) === 0);
    await until(ofRunner, ({ value }) => value('repsys_queue_jobs', { state: 'waiting' }) !== undefined);
  });
});
