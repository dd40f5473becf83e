// What a report is: a description for people, steps, checks and sheets. Reports see ports only.
import type { AppError, Calendar, CheckResult, ErrorCode, ReportDescription, RunParameters, Total } from '@repsys/core';
import type { Logger } from '@repsys/core/node';
import type { ClientBase } from 'pg';
import type { Step } from '../engine/step.ts';
import type { DataSource, Plex, SourceQuery, SourceRow } from '../plex/data-source.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Sheet } from '../workbook/sheet.ts';

/** How Plex is asked: accounts per slice, periods per slice, slices in flight, tries per slice. */
export type SliceSettings = {
  readonly accounts: number;
  readonly periods: number;
  readonly concurrency: number;
  readonly attempts: number;
  /** How long Plex may be away before the run fails. */
  readonly outageMs: number;
};

/** Where a run tells that Plex is away, and that it is back. Neither ever throws. */
export type OutageBook = {
  away(error: AppError, waitMs: number): Promise<void>;
  back(): Promise<void>;
};

/** What a run gives to its report. `today` is `YYYY-MM-DD`; `source` names the system the data come from. */
export type ReportContext = {
  readonly run: number;
  readonly company: number;
  readonly parameters: RunParameters;
  readonly today: string;
  readonly source: string;
  readonly version: string;
  readonly plex: Plex;
  readonly keys: DataSourceKeys;
  readonly slices: SliceSettings;
  readonly warehouse: Warehouse;
  readonly log: Logger;
  /** A slice is asked for once more, and why. */
  retried(source: string, code: ErrorCode): void;
  readonly outages: OutageBook;
};

/** Keys of the customer-written data sources by setting name; an empty one is not there. */
export type DataSourceKeys = Readonly<Record<string, string | undefined>>;

/** Facts of the run that only the runner knows, for the Run sheet. */
export type RunFacts = {
  readonly companyName: string;
  readonly requesters: readonly string[];
  readonly acceptedAt: Date;
  readonly attempt: number;
  readonly checks: readonly CheckResult[];
  readonly stamp: string | undefined;
  readonly steps: readonly {
    readonly name: string;
    readonly title: string;
    readonly status: string;
    readonly rows: number | null;
    readonly startedAt: number | null;
    readonly finishedAt: number | null;
    readonly note: string | null;
  }[];
};

/** The sheets to write, and the hash of the data in them, known once they have been written. */
export type ReportSheets = { readonly sheets: readonly Sheet[]; dataSha256(): string };

export type Report = {
  readonly description: ReportDescription;
  readonly steps: readonly Step<ReportContext>[];
  /** Pure findings over what the steps wrote. */
  checks(context: ReportContext, signal: AbortSignal): Promise<readonly CheckResult[]>;
  /** The few numbers that it comes to. */
  totals?(context: ReportContext, signal: AbortSignal): Promise<readonly Total[]>;
  sheets(context: ReportContext, facts: RunFacts, signal: AbortSignal): Promise<ReportSheets>;
  fileName(context: ReportContext): string;
  /** Writes what must be kept of a delivery, inside the run's last transaction. */
  delivered?(context: ReportContext, client: ClientBase): Promise<void>;
  /** The company's calendar out of the rows that `probe` reads, where it reads a calendar. */
  calendar?(rows: readonly SourceRow[]): Calendar;
  /** The data sources that this report reads, for checks of the connection. */
  sources(keys: DataSourceKeys): readonly DataSource[];
  /** One small call by which it is seen whether Plex answers for a company. */
  probe(keys: DataSourceKeys, company: number): Pick<SourceQuery, 'source' | 'inputs'>;
};

/** Declares a report; the steps' titles go into its description. */
export function defineReport(
  definition: Omit<Report, 'description'> & { readonly description: Omit<ReportDescription, 'steps'> },
): Report {
  const steps = definition.steps.map(({ name, title, reads }) => ({ name, title, reads }));
  return { ...definition, description: { ...definition.description, steps } };
}
