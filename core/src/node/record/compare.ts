// Looking back over several runs: what changed since the run before, how totals move, how long it will take.
import type { Period, RunParameters, RunStatus } from '@repsys/core';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import { scopeHash } from './open-run.ts';

const comparedStatement = sqlFile('./compared-with.sql', import.meta.url);
const changesStatement = sqlFile('./changes-between.sql', import.meta.url);
const trendStatement = sqlFile('./trend.sql', import.meta.url);

/** An earlier delivery; `kept`: what both delivered is still there, to be compared in the periods `shared` by both. */
export type EarlierRun = {
  readonly id: number;
  readonly finishedAt: number | null;
  readonly from: Period;
  readonly to: Period;
  readonly kept: boolean;
  readonly shared: { readonly from: Period; readonly to: Period };
};

type EarlierRow = Omit<EarlierRun, 'finishedAt' | 'shared'> & {
  readonly finished_at: Date | null;
  readonly shared_from: Period;
  readonly shared_to: Period;
};

/** What a run can be compared with, or the one run asked for: the likeliest first, at most `most`; none for the first of its periods. */
export async function earlierRuns(
  database: Database,
  run: number,
  { earlier = null, most }: { readonly earlier?: number | null; readonly most: number },
): Promise<readonly EarlierRun[]> {
  const rows = await comparedStatement.run<EarlierRow>(database.pool, { run, earlier, most });
  return rows.map(({ finished_at, shared_from, shared_to, ...found }) => ({
    ...found,
    finishedAt: finished_at?.getTime() ?? null,
    shared: { from: shared_from, to: shared_to },
  }));
}

/** Amounts are decimal text. `found` counts all changes, whatever the limit. */
export type ChangedBalance = {
  readonly account: string;
  readonly period: Period;
  readonly movement: string;
  readonly movement_before: string;
  readonly balance: string;
  readonly balance_before: string;
  readonly found: number;
};

/** What two runs delivered differently, movements first, at most `most`. */
export async function changesBetween(
  database: Database,
  run: number,
  { id, shared }: Pick<EarlierRun, 'id' | 'shared'>,
  most: number,
): Promise<readonly ChangedBalance[]> {
  return changesStatement.run<ChangedBalance>(database.pool, { run, earlier: id, ...shared, most });
}

export type TrendRow = { readonly period: Period; readonly category: string; readonly movement: string };

/** Totals by period and category, oldest period first: the newest `most` periods between `from` and `to`. */
export async function trendOf(
  database: Database,
  company: number,
  range: { readonly from?: number | undefined; readonly to?: number | undefined },
  most: number,
): Promise<{ readonly rows: readonly TrendRow[]; readonly asOf: number | null }> {
  const { from = null, to = null } = range;
  const [rows, { rows: written }] = await Promise.all([
    trendStatement.run<TrendRow>(database.pool, { company, from, to, most }),
    database.pool.query<{ at: Date | null }>('select max(written_at) as at from record.dataset where company = $1', [
      company,
    ]),
  ]);
  return { rows, asOf: written[0]?.at?.getTime() ?? null };
}

/** What a person asked for last: the company and report to propose next time. */
export async function lastChoice(
  database: Database,
  person: string,
): Promise<{ readonly report: string; readonly company: number; readonly parameters: RunParameters } | undefined> {
  return database.kysely
    .selectFrom('record.request')
    .innerJoin('record.run', 'record.run.id', 'record.request.run')
    .select(['record.run.report', 'record.run.company', 'record.run.parameters'])
    .where('record.request.person', '=', person)
    .where('record.request.asks_for', '=', 'report')
    .orderBy('record.request.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The open run of this scope, which an equal wish would join, and how many runs of the company are open. */
export async function openRunOf(
  database: Database,
  scope: { readonly report: string; readonly company: number; readonly parameters: RunParameters },
): Promise<{ readonly run: { readonly id: number; readonly status: RunStatus } | undefined; readonly open: number }> {
  const { rows } = await database.pool.query<{ id: number; status: RunStatus; scope_hash: string }>(
    `select id, status, scope_hash from record.run where company = $1 and status in ('queued', 'running')`,
    [scope.company],
  );
  const hash = scopeHash(scope.report, scope.company, scope.parameters);
  return { run: rows.find((row) => row.scope_hash === hash), open: rows.length };
}

/** The Entra ids of everybody who asked for one of these runs, by run. */
export async function askersOf(
  database: Database,
  runs: readonly number[],
): Promise<ReadonlyMap<number, readonly string[]>> {
  const { rows } = await database.pool.query<{ run: number; persons: readonly string[] }>(
    `select run, array_agg(distinct person) as persons
     from record.request where run = any($1::int[]) and person is not null and asks_for = 'report' group by run`,
    [runs],
  );
  return new Map(rows.map(({ run, persons }) => [run, persons]));
}
