// Our numbers against Plex's own export of the same periods (§4.5, rules 36, 37, 38): loaded by COPY, compared by the database.
import { createReadStream } from 'node:fs';
import { AppError } from '@repsys/core';
import { type SqlFile, sqlFile } from '@repsys/core/node';
import type { WarehouseTransaction } from '../../../warehouse/warehouse.ts';
import { exportColumns, UnusableExport } from './export-file.ts';

const load = (name: string): SqlFile => sqlFile(`./${name}.sql`, import.meta.url);
const exportTable = load('export-table');
const comparedTable = load('compared-table');
const problem = load('problem');
const compare = load('compare');
const totals = load('totals');
const differences = load('differences');
const oneSided = load('one-sided');
const keptRun = load('kept-run');

/** Rule 37: up to one cent is equal. */
const tolerance = '0.01';
/** How many findings of a kind are listed; all are counted. */
const most = 20;
/** Plain or exponent decimals, read by PostgreSQL without a float. */
const amount = String.raw`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$`;

/** A line of a file that PostgreSQL refused. */
export type RefusedLine = { readonly line: number; readonly reason: string };

/** One open transaction. `copyCsv` loads CSV with a header line and says what it refused; then the transaction is over. */
export type ComparisonPorts = {
  readonly run: WarehouseTransaction['run'];
  copyCsv(table: string, columns: readonly string[], bytes: AsyncIterable<Buffer>): Promise<RefusedLine | undefined>;
};

/** What to compare: the warehouse as it is, or what a run delivered. */
export type ComparisonWish = { readonly company: number; readonly run?: number; readonly file: string };

/** An amount that differs by more than a cent. `period` is the label, amounts are decimal text with up to 5 places. */
export type AmountDifference = {
  readonly period: string;
  readonly account: string;
  readonly amount: 'current' | 'ytd';
  readonly ours: string;
  readonly theirs: string;
};

/** Accounts and in how many periods. */
export type AccountFinding = { readonly account: string; readonly periods: number };
export type Findings<Finding> = { readonly found: number; readonly first: readonly Finding[] };

/** `equal`: no difference, and nothing of Plex's is missing in ours; what only we have is information (rule 38). */
export type Comparison = {
  readonly company: number;
  readonly run: number | null;
  readonly rows: number;
  readonly equal: boolean;
  readonly differences: Findings<AmountDifference>;
  readonly missing: Findings<AccountFinding>;
  readonly onlyOurs: Findings<AccountFinding>;
  readonly unknownPeriods: readonly string[];
};

/** Throws UnusableExport for a file that is no such export, REQUEST_RUN_UNKNOWN for a run that cannot be compared. */
export async function compareWithPlex(ports: ComparisonPorts, wish: ComparisonWish): Promise<Comparison> {
  const { company, run = null, file } = wish;
  const columns = await exportColumns(file);
  if (run !== null) await assertKept(ports, run, company);
  await ports.run(exportTable, {});
  const refused = await ports.copyCsv('plex_export', columns, createReadStream(file));
  if (refused) throw new UnusableExport(file, refused.line, refused.reason);
  await assertUsable(ports, file);
  await ports.run(comparedTable, {});
  await ports.run(compare, { company, run });
  return summary(ports, company, run);
}

async function assertKept({ run: ask }: ComparisonPorts, run: number, company: number): Promise<void> {
  type Row = { status: string; report: string; company: number; kept: boolean };
  const [row] = await ask<Row>(keptRun, { run });
  const reason =
    row?.report !== 'trial-balance' || row.company !== company
      ? `is no trial balance of company ${company}`
      : row.status !== 'succeeded'
        ? 'has delivered nothing'
        : row.kept
          ? undefined
          : 'is too old: its numbers are no longer kept';
  if (reason) throw new AppError('REQUEST_RUN_UNKNOWN', `Run ${run} ${reason}.`);
}

async function assertUsable({ run }: ComparisonPorts, file: string): Promise<void> {
  const [found] = await run<RefusedLine>(problem, { amount });
  if (found) throw new UnusableExport(file, found.line, found.reason);
}

type Found = { readonly found: number };

async function summary({ run: ask }: ComparisonPorts, company: number, run: number | null): Promise<Comparison> {
  const [total] = await ask<{ rows: number; unknown: readonly string[] }>(totals, {});
  const differing = findings(await ask<AmountDifference & Found>(differences, { tolerance, most }));
  const missing = findings(await ask<AccountFinding & Found>(oneSided, { side: 'theirs', most }));
  const onlyOurs = findings(await ask<AccountFinding & Found>(oneSided, { side: 'ours', most }));
  return {
    company,
    run,
    rows: total?.rows ?? 0,
    equal: differing.found === 0 && missing.found === 0,
    differences: differing,
    missing,
    onlyOurs,
    unknownPeriods: total?.unknown ?? [],
  };
}

function findings<Finding>(rows: readonly (Finding & Found)[]): Findings<Omit<Finding & Found, 'found'>> {
  return { found: rows[0]?.found ?? 0, first: rows.map(({ found: _, ...finding }) => finding) };
}
