// Every way a runner can die, on real processes: killed in every step, frozen past its time, drained, twice dead.
import { setTimeout as delay } from 'node:timers/promises';
import { type RunView, viewRun } from '@repsys/core/node';
import type { PoolClient } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunnerProcess, startRunnerProcess, untilStep } from './kit/runner-process.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

/** Where each company's run is held up, by the key of the data source, or by a row that the step must wait for. */
type Station = {
  readonly step: string;
  readonly key?: string;
  /** So many calls before it: step 1 of a first run reads the calendar for the fiscal year. */
  readonly after?: number;
  readonly period?: number;
  readonly workbook?: boolean;
};
const places: readonly Station[] = [
  { step: 'AccountingYearCategoryType', key: '18001' },
  { step: 'AccountingAccount', key: '18002' },
  { step: 'AccountingPeriod', key: '18003', after: 1 },
  { step: 'AccountingPeriodRanges', key: '18004' },
  { step: 'AccountingBalanceAppendPeriodRange', key: '18005' },
  { step: 'AccountActivitySummaryGetOpenPeriodRange', key: '4814' },
  { step: 'AccountPeriodBalanceRecreatePeriodRange', period: 202403 },
  { step: 'AccountPeriodBalanceRecreateOpenPeriodRange', period: 202405 },
  { step: 'Workbook', workbook: true },
];
const faultAt = ({ key = '', after = 0 }: Station) => ({ key, after });
const stations = places.map((place, index) => ({ ...place, company: 500001 + index }));

describe('a run survives its runner', () => {
  let world: TestWorld;
  let runners: RunnerProcess[] = [];
  let blockers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const companies = stations.map(({ company }) => ({ number: company, accounts: 60 }));
    world = await openWorld({ companies });
  });
  afterEach(async () => {
    for (const runner of runners) await runner.end();
    for (const free of blockers) await free();
    [runners, blockers] = [[], []];
    await world.clearFaults();
  });
  afterAll(() => world.close());

  const start = async (name: string, more?: Readonly<Record<string, string>>) => {
    // Calendars are read by runs alone: no call comes in between.
    const settings = { RUNNER_CONCURRENCY: '16', PLEX_TIMEOUT_S: '60', PLEX_CALENDAR_REFRESH_S: '0' };
    const runner = await startRunnerProcess(world, name, { ...settings, ...more });
    runners.push(runner);
    return runner;
  };

  /** Somebody else's open transaction: the step waits for its row. */
  const blocker = async (text: string, values: unknown[]): Promise<() => Promise<void>> => {
    const client: PoolClient = await world.database.pool.connect();
    let blocking = true;
    const free = async () => {
      if (blocking) await client.query('rollback').finally(() => client.release());
      blocking = false;
    };
    blockers.push(free);
    await client.query('begin');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await client.query(text, values);
    return free;
  };
  /** A row that the step has to write: it is made wrong first, where it is there. */
  const blockBalance = async (company: number, period: number) => {
    await world.database.pool.query(
      'update plex.account_period_balance set ytd_debit = ytd_debit + 1 where pcn = $1 and period = $2',
      [company, period],
    );
    return blocker(
      `insert into plex.account_period_balance
       select $1, $2, account_no, '', 0, 0, 0, 0, 0, 0 from unnest(array['10100-000-0000']) account_no
       on conflict (pcn, period, account_no) do update set debit = 0`,
      [company, period],
    );
  };

  it('killed in any step: another runner does what is unfinished, and one workbook comes out', {
    timeout: 180_000,
  }, async () => {
    const unblock: (() => Promise<void>)[] = [];
    const runs = new Map<number, number>();
    const runOf = (company: number) => runs.get(company) ?? 0;
    for (const { company, ...station } of stations) {
      const run = await world.ask({ company, from: 202403 });
      runs.set(company, run);
      if (station.key !== undefined)
        await world.fault('hang-before', { ...faultAt(station), company: String(company), times: 1 });
      if (station.period !== undefined) unblock.push(await blockBalance(company, station.period));
      if (station.workbook) {
        const text = `insert into plex.delivered_period values ($1, 202403, '{}', '{}', '{}')`;
        unblock.push(await blocker(text, [run]));
      }
    }
    const first = await start('first');
    for (const { company, step } of stations) await untilStep(world, runOf(company), step, ['running']);
    await delay(300);
    first.signal('SIGKILL');
    await first.child.exited;
    for (const free of unblock) await free();
    await world.forgetCalls();
    await start('second');
    for (const { company, step } of stations) {
      const view = await world.ended(runOf(company));
      expect(view.failure).toBeNull();
      expect(view.workbook?.bytes).toBeGreaterThan(1_000);
      const at = view.steps.findIndex((each) => each.name === step);
      expect(statuses(view)).toEqual(view.steps.map((_, index) => (index < Math.min(at, 8) ? 'skipped' : 'done')));
    }
    const calls = await world.calls();
    for (const [index, { company }] of stations.entries()) {
      const asked = new Set(calls.filter((call) => Number(call.company) === company).map((call) => call.key));
      const expected = stations.slice(index, 6).flatMap((station) => station.key ?? []);
      expect([...asked].sort()).toEqual(expected.sort());
    }
    const { rows } = await world.database.pool.query('select count(*)::int as workbooks from record.workbook');
    expect(rows[0]?.workbooks).toBe(stations.length);
  });

  it('frozen past its time: another runner takes over, and the first one writes nothing when it wakes', async () => {
    const company = stations[0]?.company ?? 0;
    await world.fault('slow', { key: '18002', company: String(company), times: 1, delayMs: 1_500 });
    const run = await world.ask({ company, from: 202402 });
    const first = await start('frozen');
    await untilStep(world, run, 'AccountingAccount', ['running']);
    first.signal('SIGSTOP');
    await start('awake');
    const view = await world.ended(run);
    expect(view.verdict).toBe('tied');
    const before = await world.fingerprint(company);
    first.signal('SIGCONT');
    await untilLine(first, /in other hands/);
    expect(await world.fingerprint(company)).toBe(before);
    expect((await viewRun(world.database, run)).steps.every((step) => step.status !== 'failed')).toBe(true);
  });

  it('frozen inside its transaction: the database ends that session, so that the company is not held up', async () => {
    const company = stations[1]?.company ?? 0;
    const free = await blockBalance(company, 202403);
    const run = await world.ask({ company, from: 202402 });
    const first = await start('frozen-inside');
    await untilStep(world, run, 'AccountPeriodBalanceRecreatePeriodRange', ['running']);
    await delay(300);
    first.signal('SIGSTOP');
    await free();
    await start('awake-outside');
    const view = await world.ended(run);
    expect(view.verdict).toBe('tied');
    const before = await world.fingerprint(company);
    first.signal('SIGCONT');
    await untilLine(first, /in other hands|given back/);
    expect(await world.fingerprint(company)).toBe(before);
  });

  it('frozen in mid-statement: it holds up its own company only, and that one goes on when the statement ends', {
    timeout: 180_000,
  }, async () => {
    const [company = 0, other = 0] = stations.slice(6).map((station) => station.company);
    const free = await blockBalance(company, 202403);
    const run = await world.ask({ company, from: 202402 });
    const first = await start('frozen-in-statement');
    await untilStep(world, run, 'AccountPeriodBalanceRecreatePeriodRange', ['running']);
    await delay(300);
    first.signal('SIGSTOP');
    const behind = [await world.ask({ company, from: 202401 }), await world.ask({ company, from: 202403 })];
    await start('with-two-hands', { RUNNER_CONCURRENCY: '2' });
    await untilSilent(world, run);
    // Every run of the company has been rung by now.
    await delay(5_000);
    const abroad = await world.ask({ company: other, from: 202402 });
    expect((await world.ended(abroad, 30_000)).verdict).toBe('tied');
    const views = await Promise.all(behind.map((each) => viewRun(world.database, each)));
    expect(views.map(({ status }) => status)).toEqual(['queued', 'queued']);
    await free();
    for (const each of [run, ...behind]) expect((await world.ended(each)).verdict).toBe('tied');
  });

  it('asked to end: it finishes what it has in hand, takes nothing new, and exits with 0', async () => {
    const [one = 0, other = 0] = stations.slice(2).map(({ company }) => company);
    await world.fault('slow', { key: '18003', company: String(one), times: 1, delayMs: 1_500 });
    const run = await world.ask({ company: one, from: 202402 });
    const runner = await start('draining');
    await untilStep(world, run, 'AccountingPeriod', ['running']);
    runner.signal('SIGTERM');
    const later = await world.ask({ company: other, from: 202402 });
    expect(await runner.child.exited).toBe(0);
    expect((await viewRun(world.database, run)).verdict).toBe('tied');
    expect((await viewRun(world.database, later)).status).toBe('queued');
  });

  it('asked twice to end: it gives its run back at once, and the next runner goes on where it was', async () => {
    const company = stations[4]?.company ?? 0;
    await world.fault('hang-before', { key: '18005', company: String(company), times: 1 });
    const run = await world.ask({ company, from: 202402 });
    const runner = await start('dropping');
    await untilStep(world, run, 'AccountingBalanceAppendPeriodRange', ['running']);
    runner.signal('SIGTERM');
    await delay(100);
    runner.signal('SIGTERM');
    expect(await runner.child.exited).toBe(0);
    expect((await viewRun(world.database, run)).status).toBe('queued');
    // It may have ended before its question was out, and the next one must not hang.
    await world.clearFaults();
    await start('going-on');
    const view = await world.ended(run);
    expect(statuses(view).slice(0, 4)).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
    expect(view.verdict).toBe('tied');
  });

  it('a run that takes its runner down twice is not tried a third time, and the queue flows on', {
    timeout: 180_000,
  }, async () => {
    const company = stations[5]?.company ?? 0;
    await world.fault('hang-before', { key: '18001', company: String(company), times: 'all' });
    const run = await world.ask({ company, from: 202402 });
    for (const name of ['victim-1', 'victim-2']) {
      const victim = await start(name);
      await untilHolder(world, run, name);
      victim.signal('SIGKILL');
      await victim.child.exited;
    }
    await world.clearFaults();
    const next = await world.ask({ company, from: 202401 });
    await start('careful');
    const view = await world.ended(run);
    expect(view.failure?.code).toBe('RUN_POISONED');
    expect((await world.ended(next)).verdict).toBe('tied');
  });
});

const statuses = (view: RunView): readonly string[] => view.steps.map((step) => step.status);

async function untilLine(runner: RunnerProcess, wanted: RegExp): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 20) {
    if (runner.lines.some((line) => wanted.test(line))) return;
    await delay(20);
  }
  throw new Error(`no line like ${wanted}:\n${runner.lines.join('\n')}`);
}

async function untilHolder(world: TestWorld, run: number, runner: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    const { rows } = await world.database.pool.query('select runner from record.run where id = $1', [run]);
    if (rows[0]?.runner === runner) return;
    await delay(20);
  }
  throw new Error(`${runner} did not take run ${run}`);
}

async function untilSilent(world: TestWorld, run: number): Promise<void> {
  const text = 'select from record.run where id = $1 and heartbeat_at < clock_timestamp() - make_interval(secs => 10)';
  for (let waited = 0; waited < 30_000; waited += 50) {
    if ((await world.database.pool.query(text, [run])).rowCount === 1) return;
    await delay(50);
  }
  throw new Error(`run ${run} is still heard of`);
}
