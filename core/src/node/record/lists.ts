// Lists of runs: the queue, a person's history.
import type { RunParameters, RunStatus, Verdict } from '@repsys/core';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';

const linesStatement = sqlFile('./run-lines.sql', import.meta.url);

/** A run as one line; times in ms since the epoch. `ahead`: runs of its company that come first. `step` of `steps` is at work or failed. */
export type RunLine = {
  readonly id: number;
  readonly report: string;
  readonly company: number;
  readonly companyName: string | null;
  readonly parameters: RunParameters;
  readonly status: RunStatus;
  readonly verdict: Verdict | null;
  readonly failureCode: string | null;
  readonly requesters: readonly string[];
  readonly persons: readonly string[];
  readonly acceptedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly runner: string | null;
  readonly step: number | null;
  readonly stepTitle: string | null;
  readonly steps: number;
  readonly ahead: number;
};

/** `companies` null means every company; `person` keeps the runs that this person asked for. */
export type RunFilter = {
  readonly companies: readonly number[] | null;
  readonly run?: number;
  readonly company?: number;
  readonly person?: string;
  readonly unfinished?: boolean;
  readonly most: number;
};

type Row = Omit<RunLine, 'companyName' | 'failureCode' | 'acceptedAt' | 'startedAt' | 'finishedAt' | 'stepTitle'> & {
  readonly company_name: string | null;
  readonly failure_code: string | null;
  readonly accepted_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly step_title: string | null;
};

/** Runs that pass the filter, newest first; unfinished ones oldest first, as they are worked off. */
export async function runLines(database: Database, filter: RunFilter): Promise<readonly RunLine[]> {
  const { companies, run = null, company = null, person = null, unfinished = false, most } = filter;
  const rows = await linesStatement.run<Row>(database.pool, { companies, run, company, person, unfinished, most });
  return rows.map((row) => ({
    id: row.id,
    report: row.report,
    company: row.company,
    companyName: row.company_name,
    parameters: row.parameters,
    status: row.status,
    verdict: row.verdict,
    failureCode: row.failure_code,
    requesters: row.requesters ?? [],
    persons: row.persons ?? [],
    acceptedAt: row.accepted_at.getTime(),
    startedAt: row.started_at?.getTime() ?? null,
    finishedAt: row.finished_at?.getTime() ?? null,
    runner: row.runner,
    step: row.step,
    stepTitle: row.step_title,
    steps: row.steps,
    ahead: row.ahead,
  }));
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
    .orderBy('record.request.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
