// Between a runner and PostgreSQL the network goes silent: no byte, no end, no reset. Redis it still reaches. Another runner finishes its run.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger, type Logger, requestCancel, viewRun } from '@repsys/core/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRunnerConfig } from '../runner/src/config.ts';
import { type Runner, startRunner } from '../runner/src/runner.ts';
import { type RunnerProcess, startRunnerProcess, untilStep } from './kit/runner-process.ts';
import { openSilentProxy, type SilentProxy } from './kit/silent-proxy.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const companies = Array.from({ length: 7 }, (_, index) => ({ number: 600001 + index, accounts: 60 }));
const accountsKey = '18002';

let world: TestWorld;
let proxy: SilentProxy;
let runners: RunnerProcess[] = [];
let folder: string;
let next = 0;
/** Each test has a company of its own. */
let company: number;

beforeAll(async () => {
  world = await openWorld({ companies });
  folder = join(world.folder, 'delivered');
});
beforeEach(async () => {
  company = companies[next]?.number ?? 0;
  next += 1;
  proxy = await openSilentProxy(Number(new URL(world.databaseUrl).port));
});
afterEach(async () => {
  for (const runner of runners) await runner.end();
  runners = [];
  await proxy.close();
  await world.clearFaults();
});
afterAll(() => world.close());

/** The database as it is reached through the proxy. */
const silentUrl = () => {
  const url = new URL(world.databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  return url.href;
};
const start = async (name: string, databaseUrl = world.databaseUrl) => {
  const more = { DATABASE_URL: databaseUrl, DELIVERY_FOLDER: folder, PLEX_TIMEOUT_S: '60' };
  const runner = await startRunnerProcess(world, name, more);
  runners.push(runner);
  return runner;
};

/** A run at work in a runner behind the proxy; another runner stands by. */
async function runBehindProxy(step: string): Promise<{ readonly run: number; readonly first: RunnerProcess }> {
  const run = await world.ask({ company, from: 202403 });
  const first = await start('cut-off', silentUrl());
  await untilStep(world, run, step, ['running']);
  return { run, first };
}

/** The run is well and truly over, once: and nothing changes when the network is back. */
async function expectOneEnd(run: number, first: RunnerProcess): Promise<void> {
  const once = { verdict: 'tied', workbooks: 1, deliveries: ['confirmed 1', 'due 0'] };
  await expect.poll(() => outcomes(run), { timeout: 20_000 }).toEqual(once);
  const before = await world.fingerprint(company);
  const steps = (await viewRun(world.database, run)).steps;
  proxy.heal();
  await expect.poll(() => first.lines.join('\n'), { timeout: 60_000 }).toMatch(/in other hands|in reach again/);
  expect(await world.fingerprint(company)).toBe(before);
  expect((await viewRun(world.database, run)).steps).toEqual(steps);
  expect(await outcomes(run)).toEqual(once);
  expect((await readdir(folder)).filter((name) => name.includes(String(company)))).toHaveLength(1);
}

async function outcomes(run: number) {
  const { rows } = await world.database.pool.query(
    `select verdict, (select count(*)::int from record.workbook where run = run.id) as workbooks,
            (select array_agg(status || ' ' || attempts order by status) from record.delivery where run = run.id) as deliveries
     from record.run where id = $1`,
    [run],
  );
  return rows[0];
}

const holderOf = async (run: number): Promise<unknown> =>
  (await world.database.pool.query('select runner from record.run where id = $1', [run])).rows[0]?.runner;

/** The port at the proxy of the one session of a runner whose statement fits. */
async function portOf(statement: string): Promise<number> {
  const find = async () => {
    const { rows } = await world.database.pool.query<{ port: number }>(
      `select client_port as port from pg_stat_activity
       where datname = current_database() and application_name <> 'test' and strpos(query, $1) > 0 and state = 'active'`,
      [statement],
    );
    return rows.map(({ port }) => port);
  };
  await expect.poll(find, { timeout: 20_000 }).toHaveLength(1);
  return (await find())[0] ?? 0;
}

function tellTime(what: string, sinceMs: number): void {
  console.info(`${what}: ${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`);
}

describe('a run whose runner is cut off', () => {
  it('from everything, in mid-statement under its fence: another one takes over, and needs nothing of it', {
    timeout: 120_000,
  }, async () => {
    const free = await holdRow();
    const { run, first } = await runBehindProxy('AccountPeriodBalanceRecreatePeriodRange');
    const second = await start('second');
    await portOf('insert into plex.account_period_balance');
    proxy.silenceAll();
    const since = performance.now();
    await expect.poll(() => holderOf(run), { timeout: 60_000 }).toBe('second');
    tellTime('cut off from everything, taken over after', since);
    await free();
    await world.ended(run);
    tellTime('cut off from everything, ended after', since);
    // The record knows it before the log's line is here.
    await expect.poll(() => second.lines.join('\n')).toContain('run succeeded');
    await expectOneEnd(run, first);
  });

  it('on new connections only, when it has lost the old ones: another one goes on', { timeout: 120_000 }, async () => {
    const free = await holdRow();
    const { run, first } = await runBehindProxy('AccountPeriodBalanceRecreatePeriodRange');
    await start('second');
    await portOf('insert into plex.account_period_balance');
    proxy.silenceNew();
    const since = performance.now();
    await breakWorking();
    await free();
    await world.ended(run);
    tellTime('cut off on new connections, ended after', since);
    expect(await holderOf(run)).toBe('second');
    await expectOneEnd(run, first);
  });

  it('on one connection, which has the fence: that one is given up, and the run goes on', {
    timeout: 120_000,
  }, async () => {
    const free = await holdRow();
    const { run, first } = await runBehindProxy('AccountPeriodBalanceRecreatePeriodRange');
    await start('second');
    proxy.silenceOne(await portOf('insert into plex.account_period_balance'));
    const since = performance.now();
    await free();
    await world.ended(run);
    tellTime('one connection lost, ended after', since);
    await expectOneEnd(run, first);
  });

  it('on one connection, by which rows come in: they come by another', { timeout: 120_000 }, async () => {
    await slowPlex();
    const { run, first } = await runBehindProxy('AccountingAccount');
    proxy.silenceOne(await portOf('copy stage.'));
    await world.ended(run);
    await expectOneEnd(run, first);
  });
});

const slowPlex = () => world.fault('slow', { key: accountsKey, company: String(company), times: 1, delayMs: 12_000 });

/** Ends the connections by which runners work; those for signs of life stay. */
async function breakWorking(): Promise<void> {
  await world.database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and (application_name = 'runner' or application_name like 'fence of company %')`,
  );
}

/** Holds a row that the sixth step has to write. */
async function holdRow(): Promise<() => Promise<void>> {
  const client = await world.database.pool.connect();
  await client.query('begin');
  await client.query('set local idle_in_transaction_session_timeout = 0');
  await client.query(
    `insert into plex.account_period_balance
     select $1, 202403, account_no, '', 0, 0, 0, 0, 0, 0 from unnest(array['10100-000-0000']) account_no
     on conflict (pcn, period, account_no) do update set debit = 0`,
    [company],
  );
  return async () => {
    await client.query('rollback');
    client.release();
  };
}

describe('a run on a silent connection', () => {
  let dropping: AbortController;
  let runner: Runner | undefined;
  const startHere = async (minutes: number, log: Logger = createLogger('runner', 'fatal')) => {
    dropping = new AbortController();
    const config = readRunnerConfig(world.environment({ DATABASE_URL: silentUrl(), PLEX_TIMEOUT_S: '60' }));
    runner = await startRunner({ ...config, RUN_TIMEOUT_MIN: minutes }, log, dropping.signal);
    return runner;
  };
  afterEach(async () => {
    dropping.abort();
    await runner?.stop();
  });
  const silenced = async () => {
    await slowPlex();
    const run = await world.ask({ company, from: 202403 });
    await untilStep(world, run, 'AccountingAccount', ['running']);
    proxy.silenceOne(await portOf('copy stage.'));
    return run;
  };

  it('ends when somebody cancels it', { timeout: 120_000 }, async () => {
    await startHere(60);
    const run = await silenced();
    await requestCancel(world.database, run, 'ada');
    const since = performance.now();
    expect((await world.ended(run)).failure?.code).toBe('RUN_CANCELLED');
    tellTime('one connection lost, cancelled after', since);
  });

  it('ends at its time limit', { timeout: 120_000 }, async () => {
    await startHere(0.1);
    const run = await silenced();
    expect((await world.ended(run)).failure?.code).toBe('RUN_TIMED_OUT');
  });

  it('is not kept by its runner, which ends when it is asked to', { timeout: 120_000 }, async () => {
    const { stop } = await startHere(60);
    const run = await silenced();
    proxy.silenceAll();
    dropping.abort();
    await stop();
    runner = undefined;
    await delay(0);
    expect((await viewRun(world.database, run)).status).toBe('running');
  });
});
