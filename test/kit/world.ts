// A world for one test file: a database of its own on the shared server, a Redis of its own, a sandbox Plex, and runners as needed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError, parseRequest } from '@repsys/core';
import {
  accept,
  createLogger,
  type Database,
  type Logger,
  migrate,
  openDatabase,
  type RunView,
  resume,
  viewRun,
} from '@repsys/core/node';
import { readRunnerConfig } from '../../runner/src/config.ts';
import { type Runner, startRunner } from '../../runner/src/runner.ts';
import { type PlexSandbox, type PlexSandboxOptions, startPlexSandbox } from '../../sandbox/src/plex/server.ts';
import { type LocalRedis, type RedisOptions, startRedis } from '../../sandbox/src/world/redis.ts';
import { createDatabase } from './database.ts';
import { startSecret } from './development.ts';

export type Wish = {
  readonly company?: number;
  readonly from: number | string;
  readonly to?: number | string;
  readonly allowUntied?: boolean;
  readonly requester?: string;
  readonly idempotencyKey?: string;
};

export type TestWorld = {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly database: Database;
  readonly redis: LocalRedis;
  readonly plex: PlexSandbox;
  /** The runner's environment, e.g. for a runner in a process of its own. */
  environment(more?: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** Starts a runner in this process; closed with the world. */
  runner(more?: Readonly<Record<string, string>>, log?: Logger): Promise<Runner>;
  /** Accepts a request; the reconciler or `ring` brings it to a runner. */
  ask(wish: Wish): Promise<number>;
  /** Rings for a run at every runner of this process. */
  ring(run: number): Promise<void>;
  /** Accepts, rings, and waits for the end. */
  report(wish: Wish): Promise<RunView>;
  resume(run: number): Promise<RunView>;
  ended(run: number, timeoutMs?: number): Promise<RunView>;
  fault(fault: string, more?: Readonly<Record<string, unknown>>): Promise<void>;
  clearFaults(): Promise<void>;
  /** Hash of everything stored for a company in the warehouse: equal means not one row has changed. */
  fingerprint(company: number): Promise<string>;
  /** How often each data source was called since `forgetCalls`. */
  calls(): Promise<readonly PlexCall[]>;
  forgetCalls(): Promise<void>;
  close(): Promise<void>;
};

export type PlexCall = {
  readonly key: string;
  readonly company: string;
  readonly periodStart?: string;
  readonly count: number;
};

const asker = { requester: 'tester', source: 'command-line', channel: 'download' } as const;

type Ground = Pick<TestWorld, 'folder' | 'databaseUrl' | 'database' | 'redis' | 'plex' | 'environment'>;
type Running = { readonly runner: Runner; readonly dropping: AbortController };

const small = { today: '2024-05-06', accounts: 60, movingAccountsPerPeriod: 12, firstPeriod: 202301 };

/** Starts everything but a runner. Small books by default: 60 accounts, from 2023 on, today 2024-05-06. */
export async function openWorld(
  options: Partial<PlexSandboxOptions> = {},
  redisOptions: RedisOptions = {},
): Promise<TestWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-world-'));
  const { url: databaseUrl, drop } = await createDatabase();
  const plex = await startPlexSandbox({ ...(options.booksDirectory ? {} : small), today: small.today, ...options });
  const redis = await startRedis(join(folder, 'redis'), () => undefined, redisOptions);
  const database = openDatabase(databaseUrl, { name: 'test', max: 12 });
  await migrate(database);
  const settings = { databaseUrl, redis, plex, folder, today: options.today ?? small.today };
  const environment = (more: Readonly<Record<string, string>> = {}) => ({ ...runnerEnvironment(settings), ...more });
  const ground: Ground = { folder, databaseUrl, database, redis, plex, environment };
  const runners: Running[] = [];
  return {
    ...ground,
    ...askingIn(ground, runners),
    ...controlOf(plex),
    runner: (more, log) => addRunner(ground, runners, more, log),
    fingerprint: (company) => fingerprint(database, company),
    async close() {
      await stopAll(runners);
      await database.close();
      await redis.stop();
      await plex.close();
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Settings = Pick<Ground, 'databaseUrl' | 'redis' | 'plex' | 'folder'> & { readonly today: string };

function runnerEnvironment({ databaseUrl, redis, plex, folder, today }: Settings): Readonly<Record<string, string>> {
  return {
    ...plexEnvironment(plex),
    REPSYS_DEVELOPMENT_SECRET: startSecret,
    LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    REPSYS_TODAY: today,
    RUNNER_FOLDER: join(folder, 'runner'),
    PLEX_TIMEOUT_S: '5',
    PLEX_ATTEMPTS: '1',
    PLEX_OUTAGE_S: '0',
    PLEX_CHECK: '0',
    PLEX_CALENDAR_REFRESH_S: '0',
  };
}

async function addRunner(
  ground: Ground,
  runners: Running[],
  more?: Readonly<Record<string, string>>,
  log?: Logger,
): Promise<Runner> {
  const config = readRunnerConfig(ground.environment(more));
  const dropping = new AbortController();
  const runner = await startRunner(config, log ?? createLogger('runner', config.LOG_LEVEL), dropping.signal);
  runners.push({ runner, dropping });
  return runner;
}

async function stopAll(runners: readonly Running[]): Promise<void> {
  for (const { runner, dropping } of runners) {
    dropping.abort();
    await runner.stop();
  }
}

function askingIn(
  { database, plex }: Ground,
  runners: readonly Running[],
): Pick<TestWorld, 'ask' | 'ring' | 'report' | 'resume' | 'ended'> {
  const ask = async (wish: Wish) => (await accept(database, requestOf(wish, plex))).run;
  const ended = (run: number, timeoutMs = 60_000) => untilEnded(database, run, timeoutMs);
  const ring = async (run: number) => {
    for (const { runner } of runners) await runner.workshop.bell.ring(run);
  };
  const ringAndWait = async (run: number) => {
    await ring(run);
    return ended(run);
  };
  return {
    ask,
    ring,
    ended,
    report: async (wish) => ringAndWait(await ask(wish)),
    resume: async (run) => ringAndWait((await resume(database, run, asker)).run),
  };
}

function controlOf({ origin }: PlexSandbox): Pick<TestWorld, 'fault' | 'clearFaults' | 'calls' | 'forgetCalls'> {
  const control = (path: string, init?: RequestInit) => controlPlex(origin + path, init);
  return {
    fault: async (fault, more) =>
      void (await control('/faults', { method: 'POST', body: JSON.stringify({ fault, ...more }) })),
    clearFaults: async () => void (await control('/faults', { method: 'DELETE' })),
    async calls() {
      const { calls } = (await (await control('/calls')).json()) as { calls: readonly PlexCall[] };
      return calls.map((call) => ({ ...call, key: String(call.key), company: String(call.company) }));
    },
    forgetCalls: async () => void (await control('/calls', { method: 'DELETE' })),
  };
}

function plexEnvironment({ url, source, companies }: PlexSandbox): Readonly<Record<string, string>> {
  const accounts = companies.flatMap(({ number, user, password }) => [
    [`PLEX_${number}_USER`, user],
    [`PLEX_${number}_PASSWORD`, password],
  ]);
  const numbers = companies.map(({ number }) => number).join(',');
  return { PLEX_URL: url, PLEX_SOURCE: source, PLEX_COMPANIES: numbers, ...Object.fromEntries(accounts) };
}

function requestOf(
  { company, from, to = from, allowUntied = false, requester = 'tester', idempotencyKey }: Wish,
  plex: PlexSandbox,
) {
  return parseRequest({
    report: 'trial-balance',
    company: company ?? plex.companies[0]?.number,
    parameters: { from, to, allowUntied },
    requester,
    source: 'command-line',
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
}

const warehouseTables = [
  'accounting_account',
  'accounting_account_year_category_type',
  'accounting_period',
  'accounting_period_ranges',
  'accounting_balance',
  'account_activity_summary',
  'account_period_balance',
];

async function fingerprint(database: Database, company: number): Promise<string> {
  const parts = warehouseTables.map(
    (table) =>
      `(select count(*) || ':' || coalesce(sum(hashtextextended(each::text, 0)), 0) from plex.${table} each where pcn = ${company})`,
  );
  const { rows } = await database.pool.query<{ hash: string }>(`select concat_ws(' ', ${parts.join(', ')}) as hash`);
  return rows[0]?.hash ?? '';
}

/** Ends the sessions that wait for a lock with a statement in which `words` occur, as a failover does; returns how many. */
export async function endWaiting({ database }: Pick<TestWorld, 'database'>, words: string): Promise<number> {
  const { rows } = await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and strpos(query, $1) > 0`,
    [words],
  );
  return rows.length;
}

async function untilEnded(database: Database, run: number, timeoutMs: number): Promise<RunView> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const view = await viewRun(database, run);
    if (view.status !== 'queued' && view.status !== 'running') return view;
    if (Date.now() > deadline)
      throw new AppError('UNEXPECTED', `run ${run} is still ${view.status}: ${JSON.stringify(view.steps)}`);
    await delay(25);
  }
}

async function controlPlex(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { headers: { 'content-type': 'application/json' }, ...init });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}
