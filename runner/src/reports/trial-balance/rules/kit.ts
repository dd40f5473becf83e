// Companies with little books, and real runs over them: record, queue, runner, all eight steps, checks, workbook.
import { join } from 'node:path';
import { parseRequest } from '@repsys/core';
import { accept, createLogger, type RunView, resume } from '@repsys/core/node';
import type { QueryResultRow } from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { type PlexSandbox, startPlexSandbox } from '../../../../../sandbox/src/plex/server.ts';
import { openWorld, type TestWorld } from '../../../../../test/kit/world.ts';
import { readRunnerConfig } from '../../../config.ts';
import { type Runner, startRunner } from '../../../runner.ts';
import { type LittleBooks, writeBooks } from './books.ts';

/** What is asked for. `today` is the day of the books, `settings` what the runner's environment says else. */
export type Asked = {
  readonly from: number;
  readonly to?: number;
  readonly today?: string;
  readonly allowUntied?: boolean;
  readonly requester?: string;
  readonly settings?: Readonly<Record<string, string>>;
};

/** One row of plex.account_period_balance; amounts are decimal text without trailing zeros. */
export type Balance = {
  readonly period: number;
  readonly account: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
  readonly ytdDebit: string;
  readonly ytdCredit: string;
  readonly ytd: string;
};

/** Calls with the same data source and inputs. */
export type PlexCall = {
  readonly key: number;
  readonly periodStart: string;
  readonly accountFrom: string;
  readonly accountTo: string;
  readonly count: number;
};

/** What the warehouse holds of a company. In `rows`, `$1` is the company. */
export type Readings = {
  rows<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  balances(from: number, to?: number): Promise<readonly Balance[]>;
  balance(account: string, period: number): Promise<Balance>;
  /** One column of an account, period by period: `{ 202401: '100', … }`. */
  course(account: string, column: keyof Balance, from: number, to: number): Promise<Readonly<Record<number, string>>>;
  /** Equal fingerprints: not one row of the company has changed. */
  fingerprint(): Promise<string>;
};

/** A company with books that can be rewritten between runs; its data source stays the same system. */
export type Company = Place &
  Readings & {
    rewrite(books: LittleBooks): Promise<void>;
    /** Asks, and waits for the end, good or bad. */
    attempt(asked: Asked): Promise<RunView>;
    /** Asks, and expects a delivered workbook. */
    report(asked: Asked): Promise<RunView>;
    /** A new attempt of a failed run. */
    resume(run: number, asked?: Pick<Asked, 'today' | 'settings'>): Promise<RunView>;
    fault(fault: string, more?: Readonly<Record<string, unknown>>): Promise<void>;
    clearFaults(): Promise<void>;
    calls(): Promise<readonly PlexCall[]>;
  };

/** Where a company lives. */
export type Place = {
  readonly world: TestWorld;
  readonly number: number;
  readonly today: string;
  plex(): PlexSandbox;
};

/** A world of companies. */
export type Rules = { readonly world: TestWorld; company(books: LittleBooks, today?: string): Promise<Company> };

/** A world for the tests of one file, opened before and closed after them. */
export function useRules(): () => Rules {
  let opened: (Rules & { close(): Promise<void> }) | undefined;
  beforeAll(async () => {
    opened = await openRules();
  });
  afterAll(() => opened?.close());
  return () => opened ?? missing('the world of the rules');
}

/** Opens a world; close it. */
export async function openRules(): Promise<Rules & { close(): Promise<void> }> {
  const world = await openWorld({ companies: [{ number: 1, accounts: 60 }] });
  const opened: { close(): Promise<void> }[] = [];
  return {
    world,
    async company(books, today = '2024-03-20') {
      const { company, close } = await openCompany(world, 700_001 + opened.length, books, today);
      opened.push({ close });
      return company;
    },
    async close() {
      for (const each of opened) await each.close();
      await world.close();
    },
  };
}

async function openCompany(world: TestWorld, number: number, books: LittleBooks, today: string) {
  const folder = join(world.folder, `books-${number}`);
  const open = async (next: LittleBooks) => {
    await writeBooks(folder, next);
    return startPlexSandbox({ booksDirectory: folder, companies: [{ number }], today });
  };
  let plex = await open(books);
  const place: Place = { world, number, today, plex: () => plex };
  const company: Company = {
    ...place,
    async rewrite(next) {
      await plex.close();
      plex = await open(next);
    },
    attempt: (asked) => attempt(place, asked),
    async report(asked) {
      const view = await attempt(place, asked);
      expect(view.failure).toBeNull();
      return view;
    },
    resume: (run, asked = {}) =>
      withRunner(place, asked, () =>
        resume(world.database, run, { requester: 'tester', source: 'command-line', channel: 'download' }),
      ),
    ...controls(place),
    ...readings(place),
  };
  return { company, close: () => plex.close() };
}

async function attempt(place: Place, asked: Asked): Promise<RunView> {
  const { from, to = from, allowUntied = false, requester = 'tester' } = asked;
  const request = parseRequest({
    report: 'trial-balance',
    company: place.number,
    parameters: { from, to, allowUntied },
    requester,
    source: 'command-line',
  });
  return withRunner(place, asked, () => accept(place.world.database, request));
}

/** A runner of this company's Plex and day, started for what is asked and stopped after its end. */
async function withRunner(
  place: Place,
  { today = place.today, settings = {} }: Pick<Asked, 'today' | 'settings'>,
  ask: () => Promise<{ readonly run: number }>,
): Promise<RunView> {
  place.plex().setToday(today);
  const { run } = await ask();
  const runner = await startCompanyRunner(place, { REPSYS_TODAY: today, ...settings });
  try {
    await runner.workshop.bell.ring(run);
    return await place.world.ended(run);
  } finally {
    await runner.stop();
  }
}

/** A runner that knows this company only. */
export async function startCompanyRunner(
  { world, number, plex }: Place,
  settings: Readonly<Record<string, string>> = {},
): Promise<Runner> {
  const config = readRunnerConfig(world.environment(companyEnvironment(number, plex(), settings)));
  return startRunner(config, createLogger('runner', config.LOG_LEVEL), new AbortController().signal);
}

/** The source's name stays the same when the books are rewritten: it is the same system, with other numbers. */
export function companyEnvironment(
  number: number,
  plex: PlexSandbox,
  settings: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    PLEX_URL: plex.url,
    PLEX_SOURCE: `books:${number}`,
    PLEX_COMPANIES: String(number),
    [`PLEX_${number}_USER`]: plex.companies[0]?.user ?? '',
    [`PLEX_${number}_PASSWORD`]: plex.companies[0]?.password ?? '',
    ...settings,
  };
}

function controls({ plex }: Place): Pick<Company, 'fault' | 'clearFaults' | 'calls'> {
  const ask = async (path: string, init: RequestInit) => {
    const response = await fetch(plex().origin + path, { headers: { 'content-type': 'application/json' }, ...init });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    fault: async (fault, more) =>
      void (await ask('/faults', { method: 'POST', body: JSON.stringify({ fault, ...more }) })),
    clearFaults: async () => void (await ask('/faults', { method: 'DELETE' })),
    calls: async () => ((await ask('/calls', { method: 'GET' })) as { calls: readonly PlexCall[] }).calls,
  };
}

const amounts = ['debit', 'credit', 'balance', 'ytd_debit', 'ytd_credit', 'ytd_balance'] as const;
const balanceColumns = amounts.map((column) => `trim_scale(${column})::text as "${camel(column)}"`).join(', ');

function camel(column: string): string {
  return column.replace('ytd_balance', 'ytd').replace(/_(\w)/, (_, letter: string) => letter.toUpperCase());
}

function readings({ world, number }: Place): Readings {
  const rows = async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
    (await world.database.pool.query<Row>(text, [number, ...values])).rows;
  const balances = (from: number, to = from) =>
    rows<Balance>(
      `select period, account_no as account, ${balanceColumns} from plex.account_period_balance
       where pcn = $1 and period between $2 and $3 order by period, account_no`,
      [from, to],
    );
  const balance = async (account: string, period: number) =>
    (await balances(period)).find((each) => each.account === account) ?? missing(`${account} in ${period}`);
  return {
    rows,
    balances,
    balance,
    async course(account, column, from, to) {
      const all = (await balances(from, to)).filter((each) => each.account === account);
      return Object.fromEntries(all.map((each) => [each.period, String(each[column])]));
    },
    fingerprint: () => world.fingerprint(number),
  };
}

function missing(what: string): never {
  throw new Error(`${what} is missing`);
}
