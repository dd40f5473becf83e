// A bot with its API on a test world, an issuer of tokens, people of every role, and runs written straight into the record.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiRouteName, apiPath, apiRoutes, type Period, type RunStatus } from '@repsys/core';
import { accept, createLogger, publish, publishCalendar, resume } from '@repsys/core/node';
import { z } from 'zod';
import { developmentHeader, startSecret } from '../../../../test/kit/development.ts';
import { openWorld, type TestWorld } from '../../../../test/kit/world.ts';
import { type Bot, startBot } from '../../bot.ts';
import { readBotConfig } from '../../config.ts';
import { type Issuer, startIssuer } from './issuer.ts';

export const companies = { own: 111111, other: 222222 } as const;

/** Everybody has one role for company `own`, and nothing for `other`, unless their name says so. */
export const people = [
  'requester',
  'auditor',
  'operator',
  'admin',
  'nobody',
  'requester-of-other',
  'colleague',
] as const;
export type Who = (typeof people)[number];

const accessList = {
  people: [
    { person: 'requester', name: 'Rita', roles: ['requester'], companies: [companies.own] },
    { person: 'colleague', name: 'Carl', roles: ['requester'], companies: [companies.own] },
    { person: 'auditor', roles: ['auditor'], companies: [companies.own] },
    { person: 'operator', roles: ['operator'], companies: [companies.own] },
    { person: 'admin', roles: ['admin'], companies: [companies.own] },
    { person: 'requester-of-other', roles: ['requester'], companies: [companies.other] },
    // Roles are per company: asking here must not become asking there.
    { person: 'requester-of-other', roles: ['auditor'], companies: [companies.own] },
    { group: 'group-finance', roles: ['auditor'], companies: [companies.own] },
    { appRole: 'Reports.Requester', roles: ['requester'], companies: [companies.other] },
  ],
};

export type CallOptions = {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
};

type Routes = typeof apiRoutes;
type Answering = { [Name in ApiRouteName]: Routes[Name] extends { answer: z.ZodType } ? Name : never }[ApiRouteName];

export type RunWish = {
  readonly company?: number;
  readonly who?: Who;
  readonly status?: RunStatus;
  readonly period?: number;
  readonly file?: Buffer;
  readonly channel?: 'download' | 'chat';
};

export type TabWorld = {
  readonly world: TestWorld;
  readonly bot: Bot;
  readonly issuer: Issuer;
  /** Calls a route as a person, by the development sign-in; `who` undefined: not signed in. */
  call(name: ApiRouteName, who: Who | undefined, options?: CallOptions): Promise<Answered>;
  /** The same, read by the schema of the route's answer. Throws when the answer is another one. */
  read<Name extends Answering>(name: Name, who: Who, options?: CallOptions): Promise<z.output<Routes[Name]['answer']>>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** A run in the record as if it had been asked for, and had come so far. */
  run(wish?: RunWish): Promise<number>;
  /** The result of a check of a run, with as many differences. */
  check(run: number, id: string, found?: number): Promise<void>;
  close(): Promise<void>;
};

/** The credential of a person, by the development sign-in. */
export const signedIn = (who: string): string => `${developmentHeader} ${who}`;

export const report = {
  id: 'trial-balance',
  title: 'Trial balance',
  aliases: ['TB'],
  parameters: [],
  steps: [{ name: 'one', title: 'Step one', reads: 'outside' as const }],
};

/** Starts it; `more` are further settings. */
export async function openTabWorld(more: Readonly<Record<string, string>> = {}): Promise<TabWorld> {
  const world = await openWorld();
  const issuer = await startIssuer();
  await seed(world);
  const list = join(world.folder, 'access.json');
  await writeFile(list, JSON.stringify(accessList));
  const config = readBotConfig({ ...settingsOf(world), BOT_ACCESS_FILE: list, ...issuer.settings, ...more });
  const bot = await startBot(config, createLogger('bot', config.LOG_LEVEL));
  let months = 0;
  return {
    world,
    bot,
    issuer,
    call: (name, who, options) => call(bot.url, name, who, options),
    async read(name, who, options) {
      const { answer, status } = apiRoutes[name];
      const answered = await call(bot.url, name, who, options);
      if (answered.status !== status) throw new Error(`${name}: ${answered.status} ${JSON.stringify(answered.body)}`);
      return z.strictObject({ body: answer }).parse({ body: answered.body }).body as never;
    },
    get: (path, headers = {}) => fetch(bot.url + path, { headers, redirect: 'manual' }),
    run: (wish = {}) => {
      months += 1;
      return record(world, { period: 200001 + Math.floor(months / 12) * 100 + (months % 12), ...wish });
    },
    check: (run, id, found = 1) => recordCheck(world, run, id, found),
    async close() {
      await bot.stop();
      await issuer.close();
      await world.close();
    },
  };
}

const settingsOf = ({ databaseUrl, redis, folder }: TestWorld): Readonly<Record<string, string>> => ({
  REPSYS_DEVELOPMENT_SECRET: startSecret,
  LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
  DATABASE_URL: databaseUrl,
  REDIS_URL: redis.url,
  REPSYS_TODAY: '2024-05-06',
  BOT_PORT: '0',
  // The tests of rights ask more, and faster, than any person.
  RUNS_PER_PERSON: '1000',
  TAB_CALLS_PER_S: '1000',
  SHUTDOWN_GRACE_S: '5',
  TAB_FOLDER: join(folder, 'tab'),
});

async function seed({ database }: TestWorld): Promise<void> {
  const named = Object.values(companies).map((company) => ({ company, name: `Company ${company}` }));
  await publish(database, [report], named);
  const periods = [1, 2, 3, 4, 5].map((month) => ({
    period: (202400 + month) as Period,
    display: `0${month}-2024`,
    begin: `2024-0${month}-01`,
    end: `2024-0${month}-28`,
    open: month > 3,
    fiscalYear: 2024,
    fiscalOrder: month,
  }));
  const client = await database.pool.connect();
  for (const { company } of named) await publishCalendar(client, company, periods);
  client.release();
}

async function call(
  url: string,
  name: ApiRouteName,
  who: Who | undefined,
  { params = {}, query = {}, body, headers = {} }: CallOptions = {},
): Promise<Answered> {
  const { method, ...route } = apiRoutes[name];
  const search = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
  );
  const response = await fetch(`${url}${apiPath(name, params)}${search.size > 0 ? `?${search}` : ''}`, {
    method,
    headers: {
      ...(who !== undefined && { authorization: signedIn(who) }),
      ...('keyed' in route && { 'idempotency-key': randomUUID() }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type') ?? '';
  const content = type.includes('json') ? await response.json() : Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body: content };
}

const names: Partial<Readonly<Record<Who, string>>> = { requester: 'Rita', colleague: 'Carl' };

async function record({ database }: TestWorld, wish: RunWish & { readonly period: number }): Promise<number> {
  const { company = companies.own, who = 'requester', status = 'queued', period, file, channel = 'download' } = wish;
  const parameters = { from: period as Period, to: period as Period, allowUntied: false };
  const asker = { requester: names[who] ?? who, person: who, source: 'tab', channel } as const;
  const { run, request } = await accept(database, { ...asker, report: report.id, company, parameters });
  const query = (text: string, values: readonly unknown[]) => database.pool.query(text, [...values]);
  const ended = status === 'queued' || status === 'running' ? null : new Date();
  await query(
    `update record.run set status = $2, started_at = accepted_at, finished_at = $3, heartbeat_at = clock_timestamp(),
       verdict = case when $2 = 'succeeded' then 'tied' end,
       failure = case when $2 = 'failed' then '{"code":"PLEX_BUSY","message":"busy","move":"wait","details":{"secret":1}}'::jsonb end
     where id = $1`,
    [run, status, ended],
  );
  if (!file) return run;
  await query(`insert into record.workbook (run, file_name, bytes, sha256, data_sha256) values ($1, $2, $3, $4, 'd')`, [
    run,
    `TB_${run}.xlsx`,
    file.length,
    `sha-${run}`,
  ]);
  for (let part = 0; part * 7 < file.length; part += 1)
    await query('insert into record.workbook_part (run, part, content) values ($1, $2, $3)', [
      run,
      part + 1,
      file.subarray(part * 7, part * 7 + 7),
    ]);
  await query('insert into record.delivery (request, run, channel, status) values ($1, $2, $3, $4)', [
    request,
    run,
    channel,
    'failed',
  ]);
  return run;
}

async function recordCheck({ database }: TestWorld, run: number, id: string, found: number): Promise<void> {
  const differences = Array.from({ length: found }, (_, at) => ({
    account: `A${at}`,
    ours: `${found - at}`,
    theirs: '0',
  }));
  const names = { A0: 'Cash' };
  const result = { id, title: 'A check', severity: 'blocking', passed: false, summary: 's', found, differences, names };
  await database.pool.query('insert into record.check (run, number, result) values ($1, 1, $2)', [run, result]);
}

/** A further asker of a run that failed: its next attempt. */
export const resumeIn = ({ database }: TestWorld, run: number, who: Who) =>
  resume(database, run, { requester: who, person: who, source: 'tab', channel: 'download' });
