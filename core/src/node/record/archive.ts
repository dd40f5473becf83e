// Queue, history and archive: runs by filter and in any order, page by page, each with the facts that its rights depend on.
import type { ErrorCode, RunParameters, RunStatus, Verdict } from '@repsys/core';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import type { SourceOutage } from './source-outage.ts';

const statement = sqlFile('./archive.sql', import.meta.url);

export type ArchiveSort =
  | 'id'
  | 'report'
  | 'company'
  | 'from'
  | 'requester'
  | 'status'
  | 'verdict'
  | 'finished'
  | 'took';

/** The last row of a page: where the next one goes on. */
export type ArchivePlace = { readonly key: string; readonly id: number };

/** `companies` null means every company. `from` and `to` keep runs whose range touches them; days are both included. */
export type ArchiveFilter = {
  readonly companies: readonly number[] | null;
  readonly run?: number | undefined;
  readonly company?: number | undefined;
  readonly report?: string | undefined;
  readonly statuses?: readonly RunStatus[] | undefined;
  readonly verdicts?: readonly Verdict[] | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly person?: string | undefined;
  readonly requester?: string | undefined;
  readonly sort?: ArchiveSort;
  readonly ascending?: boolean;
  readonly after?: ArchivePlace | undefined;
  readonly most: number;
};

/** A run as one line; times in ms since the epoch. `persons`: Entra ids of its askers. */
export type ArchiveLine = {
  readonly id: number;
  readonly report: string;
  readonly company: number;
  readonly companyName: string | null;
  readonly parameters: RunParameters;
  readonly status: RunStatus;
  readonly verdict: Verdict | null;
  readonly failureCode: ErrorCode | null;
  readonly attempt: number;
  readonly attemptOf: number | null;
  readonly cancelRequestedBy: string | null;
  readonly runner: string | null;
  readonly acceptedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly requesters: readonly string[];
  readonly persons: readonly string[];
  readonly step: number | null;
  readonly stepTitle: string | null;
  readonly steps: number;
  readonly ahead: number;
  readonly outage: SourceOutage | null;
  readonly file: { readonly name: string; readonly bytes: number } | null;
};

type Row = Pick<ArchiveLine, 'report' | 'company' | 'parameters' | 'status' | 'verdict' | 'attempt' | 'runner'> &
  Pick<ArchiveLine, 'step' | 'steps' | 'ahead' | 'outage'> & {
    readonly total: number;
    readonly key: string;
    readonly id: number | null;
    readonly company_name: string | null;
    readonly failure_code: ErrorCode | null;
    readonly attempt_of: number | null;
    readonly cancel_requested_by: string | null;
    readonly accepted_at: Date;
    readonly started_at: Date | null;
    readonly finished_at: Date | null;
    readonly requesters: readonly string[] | null;
    readonly persons: readonly string[] | null;
    readonly step_title: string | null;
    readonly file_name: string | null;
    readonly bytes: string | null;
  };

/** One page. `total` counts every run that passes the filter; `last` continues the list. */
export async function archive(
  database: Database,
  filter: ArchiveFilter,
): Promise<{
  readonly lines: readonly ArchiveLine[];
  readonly total: number;
  readonly last: ArchivePlace | undefined;
}> {
  const rows = await statement.run<Row>(database.pool, valuesOf(filter));
  const lines = rows.flatMap((row) => (row.id === null ? [] : [lineOf(row, row.id)]));
  const row = rows.at(-1);
  const last = row && row.id !== null ? { key: row.key, id: row.id } : undefined;
  return { lines, total: row?.total ?? 0, last };
}

function valuesOf({ after, companies, most, sort = 'id', ascending = false, ...filter }: ArchiveFilter) {
  return {
    ...{ run: null, company: null, report: null, statuses: null, verdicts: null, from: null, to: null },
    ...{ since: null, until: null, person: null, requester: null },
    ...filter,
    ...{ companies, most, sort, ascending },
    after_key: after?.key ?? null,
    after_id: after?.id ?? null,
  };
}

const time = (value: Date | null): number | null => value?.getTime() ?? null;

function lineOf(row: Row, id: number): ArchiveLine {
  const { report, company, parameters, status, verdict, attempt, runner, step, steps, ahead, outage } = row;
  return {
    ...{ id, report, company, parameters, status, verdict, attempt, runner, step, steps, ahead, outage },
    companyName: row.company_name,
    failureCode: row.failure_code,
    attemptOf: row.attempt_of,
    cancelRequestedBy: row.cancel_requested_by,
    acceptedAt: row.accepted_at.getTime(),
    startedAt: time(row.started_at),
    finishedAt: time(row.finished_at),
    requesters: [...new Set(row.requesters ?? [])],
    persons: row.persons ?? [],
    stepTitle: row.step_title,
    file: row.file_name === null ? null : { name: row.file_name, bytes: Number(row.bytes) },
  };
}
