// Reading the record: a run with its steps and checks, its place in the queue, its workbook.
import {
  AppError,
  type CheckResult,
  type Failure,
  type RunParameters,
  type RunStatus,
  type StepView,
  type Total,
  type Verdict,
} from '@repsys/core';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import type { SourceOutage } from './source-outage.ts';

/** A run as people see it; times in ms since the epoch. `ahead`: how many runs of its company come first. */
export type RunView = {
  readonly id: number;
  readonly report: string;
  readonly company: number;
  readonly parameters: RunParameters;
  readonly status: RunStatus;
  readonly attempt: number;
  /** How many runners have taken it up; the second one took it over from one that was gone. */
  readonly starts: number;
  readonly acceptedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly verdict: Verdict | null;
  readonly totals: readonly Total[];
  readonly failure: Failure | null;
  readonly ahead: number;
  readonly requesters: readonly string[];
  readonly steps: readonly StepView[];
  readonly checks: readonly CheckResult[];
  readonly workbook: {
    readonly fileName: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly dataSha256: string;
  } | null;
  /** Its source does not answer, so that it waits. */
  readonly outage: SourceOutage | null;
};

const untiedStatement = sqlFile('./untied-before.sql', import.meta.url);
const viewStatement = sqlFile('./view-run.sql', import.meta.url, { often: true });

type Row = Omit<RunView, 'acceptedAt' | 'startedAt' | 'finishedAt'> & {
  readonly accepted_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
};

/** One run, whole. Throws REQUEST_RUN_UNKNOWN. */
export async function viewRun(database: Database, id: number): Promise<RunView> {
  return (await viewRuns(database, [id]))(id);
}

/** Runs, whole, by their id. What comes back throws REQUEST_RUN_UNKNOWN for a run that is not there. */
export async function viewRuns(database: Database, ids: readonly number[]): Promise<(id: number) => RunView> {
  const rows = await viewStatement.run<Row>(database.pool, { runs: ids });
  const views = new Map(rows.map((row) => [row.id, viewOf(row)]));
  return (id) => {
    const view = views.get(id);
    if (view) return view;
    throw new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${id}.`);
  };
}

function viewOf({ accepted_at, started_at, finished_at, ...view }: Row): RunView {
  const [acceptedAt, startedAt, finishedAt] = [accepted_at.getTime(), time(started_at), time(finished_at)];
  return { ...view, acceptedAt, startedAt, finishedAt };
}

const time = (value: Date | null): number | null => value?.getTime() ?? null;

/** The workbook's bytes, part by part, in order. Throws REQUEST_RUN_UNKNOWN when the run has none. */
export async function* readWorkbookParts(database: Database, run: number): AsyncGenerator<Buffer> {
  for (let part = 1; ; part += 1) {
    const row = await database.kysely
      .selectFrom('record.workbook_part')
      .select('content')
      .where('run', '=', run)
      .where('part', '=', part)
      .executeTakeFirst();
    if (!row && part === 1) throw new AppError('REQUEST_RUN_UNKNOWN', `Run ${run} has no workbook.`);
    if (!row) return;
    yield row.content;
  }
}

/** All differences that a check of a run keeps, with the names of their accounts; undefined for a check that the run has not. */
export async function differencesOf(database: Database, run: number, check: string): Promise<CheckResult | undefined> {
  const { rows } = await database.pool.query<{ readonly result: CheckResult }>(
    `select result from record.check where run = $1 and result ->> 'id' = $2`,
    [run, check],
  );
  return rows[0]?.result;
}

/** Who asked, and where. Throws REQUEST_RUN_UNKNOWN. */
export async function requestOf(
  database: Database,
  request: number,
): Promise<{ readonly person: string | null; readonly conversation: string | null }> {
  const found = await database.kysely
    .selectFrom('record.request')
    .select(['person', 'conversation'])
    .where('id', '=', request)
    .executeTakeFirst();
  if (found) return found;
  throw new AppError('REQUEST_RUN_UNKNOWN', `There is no request ${request}.`);
}

/** When the last earlier attempt of the same root whose checks failed ended, ms since the epoch; undefined when there is none. */
export async function untiedBefore(database: Database, run: number): Promise<number | undefined> {
  const [before] = await untiedStatement.run<{ finished_at: Date | null }>(database.pool, { run });
  return before?.finished_at?.getTime();
}

/** How many runs there are at all. */
export async function countRuns(database: Database): Promise<number> {
  const { runs } = await database.kysely
    .selectFrom('record.run')
    .select((builder) => builder.fn.countAll<string>().as('runs'))
    .executeTakeFirstOrThrow();
  return Number(runs);
}
