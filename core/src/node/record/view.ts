// Reading the record: a run with its steps and checks, its place in the queue, its workbook.
import {
  AppError,
  type CheckResult,
  type Failure,
  type RunParameters,
  type RunStatus,
  type StepView,
  type Verdict,
} from '@repsys/core';
import type { Database } from '../database.ts';

/** A run as people see it; times in ms since the epoch. `ahead`: how many runs of its company come first. */
export type RunView = {
  readonly id: number;
  readonly report: string;
  readonly company: number;
  readonly parameters: RunParameters;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly acceptedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly verdict: Verdict | null;
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
};

const time = (value: Date | null): number | null => value?.getTime() ?? null;

/** One run, whole. Throws REQUEST_RUN_UNKNOWN. */
export async function viewRun(database: Database, id: number): Promise<RunView> {
  const run = await database.kysely.selectFrom('record.run').selectAll().where('id', '=', id).executeTakeFirst();
  if (!run) throw new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${id}.`);
  const [steps, checks, workbook, requesters, ahead] = await Promise.all([
    viewSteps(database, id),
    viewChecks(database, id),
    viewWorkbook(database, id),
    requestersOf(database, id),
    run.status === 'queued' ? runsAhead(database, run.company, id) : 0,
  ]);
  return {
    id,
    report: run.report,
    company: run.company,
    parameters: run.parameters,
    status: run.status,
    attempt: run.attempt,
    acceptedAt: run.accepted_at.getTime(),
    startedAt: time(run.started_at),
    finishedAt: time(run.finished_at),
    verdict: run.verdict,
    failure: run.failure,
    ahead,
    requesters,
    steps,
    checks,
    workbook,
  };
}

/** The steps of a run, in order. */
export async function viewSteps(database: Database, run: number): Promise<readonly StepView[]> {
  const rows = await database.kysely
    .selectFrom('record.step')
    .selectAll()
    .where('run', '=', run)
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    number: row.number,
    name: row.name,
    title: row.title,
    status: row.status,
    rows: row.rows === null ? null : Number(row.rows),
    startedAt: time(row.started_at),
    finishedAt: time(row.finished_at),
    note: row.note,
  }));
}

async function viewChecks(database: Database, run: number): Promise<readonly CheckResult[]> {
  const rows = await database.kysely
    .selectFrom('record.check')
    .select('result')
    .where('run', '=', run)
    .orderBy('number')
    .execute();
  return rows.map((row) => row.result);
}

async function viewWorkbook(database: Database, run: number): Promise<RunView['workbook']> {
  const row = await database.kysely.selectFrom('record.workbook').selectAll().where('run', '=', run).executeTakeFirst();
  return row
    ? { fileName: row.file_name, bytes: Number(row.bytes), sha256: row.sha256, dataSha256: row.data_sha256 }
    : null;
}

async function requestersOf(database: Database, run: number): Promise<readonly string[]> {
  const rows = await database.kysely
    .selectFrom('record.request')
    .select('requester')
    .where('run', '=', run)
    .orderBy('id')
    .execute();
  return [...new Set(rows.map((row) => row.requester))];
}

async function runsAhead(database: Database, company: number, id: number): Promise<number> {
  const { ahead } = await database.kysely
    .selectFrom('record.run')
    .select((builder) => builder.fn.countAll<string>().as('ahead'))
    .where('company', '=', company)
    .where('id', '<', id)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  return Number(ahead);
}

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

/** How many runs there are at all. */
export async function countRuns(database: Database): Promise<number> {
  const { runs } = await database.kysely
    .selectFrom('record.run')
    .select((builder) => builder.fn.countAll<string>().as('runs'))
    .executeTakeFirstOrThrow();
  return Number(runs);
}
