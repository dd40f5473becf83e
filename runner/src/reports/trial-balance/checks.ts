// The checks of the trial balance: each one statement or pure function, each a finding with its differences (§4.5, rules 24, 30, 31).
import {
  type CheckResult,
  type Difference,
  type ErrorCode,
  formatPeriod,
  type PeriodRanges,
  periodsBetween,
} from '@repsys/core';
import { type SqlFile, sqlFile } from '@repsys/core/node';
import { concurrently } from '../../engine/concurrently.ts';
import type { ReportContext } from '../report.ts';
import { anchorOf, firstOf, readCalendar, readRanges } from './calendar.ts';
import { withNames } from './checks/account-names.ts';
import { changesCheck } from './checks/changes.ts';
import { ledgerChecks } from './checks/ledger-balance.ts';
import { readSums } from './checks/period-sums.ts';

const load = (name: string): SqlFile => sqlFile(`./checks/${name}.sql`, import.meta.url);
const unrecordedYears = load('unrecorded-years');
/** The database answers two big questions side by side about as quickly as one. */
const checksAtOnce = 2;
/** How many differences a check keeps, the largest; it always counts all. */
const most = 10_000;
/** Rule 37: up to one cent is equal to a figure that Plex has rounded to cents. */
const tolerance = '0.01';

/** A check that is a query for differences: none found is good. `%` in `bad` becomes their number. */
type DifferenceCheck = {
  readonly id: string;
  readonly title: string;
  readonly severity: CheckResult['severity'];
  readonly code?: ErrorCode;
  readonly statement: SqlFile;
  readonly good: string;
  readonly bad: string;
  /** A check of its own for the rows that the statement marks as `aside`. */
  readonly aside?: Omit<DifferenceCheck, 'statement' | 'aside'>;
};

const differenceChecks: readonly DifferenceCheck[] = [
  {
    id: 'roll-forward',
    title: 'Each balance is the one before plus the movement',
    severity: 'blocking',
    code: 'LEDGER_OUT_OF_BALANCE',
    statement: load('roll'),
    good: 'Every year-to-date amount is its anchor plus its movements; revenue and expense open the year at zero.',
    bad: '% year-to-date amounts are not the one before plus the movement.',
  },
  {
    id: 'movements-complete',
    title: 'Each movement is the one that Plex gave',
    severity: 'blocking',
    code: 'LEDGER_INCOMPLETE',
    statement: load('movement'),
    good: 'Every debit and credit that Plex gave is in the report, once.',
    bad: '% movements are not those that Plex gave.',
  },
  {
    id: 'control-balance',
    title: "Open periods end where Plex's own balance ends",
    severity: 'blocking',
    code: 'LEDGER_CONTROL_TOTAL_DIFFERS',
    statement: load('control'),
    good: "In the open periods every account's balance equals Plex's own ending balance; where Plex rounds it to cents, up to 0.01.",
    bad: "% balances differ from Plex's own ending balance, or Plex's beginning plus movement does.",
    aside: {
      id: 'control-rounded',
      title: 'Balances that Plex rounds to cents',
      severity: 'info',
      good: 'No balance differs by a rounded cent from the one that Plex gives.',
      bad: '% balances differ from those that Plex rounds to cents, each by 0.01 at most.',
    },
  },
  {
    id: 'complete',
    title: 'Every account in every period',
    severity: 'blocking',
    code: 'LEDGER_INCOMPLETE',
    statement: load('missing'),
    good: 'Every account of the chart has a row in every period.',
    bad: '% rows are missing: accounts × periods is not complete.',
  },
  {
    id: 'no-account-lost',
    title: 'No account with a balance was lost',
    severity: 'blocking',
    code: 'LEDGER_INCOMPLETE',
    statement: load('lost'),
    good: 'Every account with a balance before the report is in it.',
    bad: '% accounts with a balance are missing.',
  },
  {
    id: 'categories-recorded',
    title: "Categories are those of each year's own record",
    severity: 'warning',
    statement: load('filled'),
    good: 'Every account that existed has a category for every year.',
    bad: '% account years have no recorded category; the nearest later one was taken.',
  },
  {
    id: 'inside-chart',
    title: 'All accounts are in the chart of accounts',
    severity: 'warning',
    statement: load('outside-chart'),
    good: 'Every account with entries is in the chart of accounts.',
    bad: '% accounts have balances and are not in the chart of accounts; they are kept.',
  },
  {
    id: 'rounding',
    title: 'Rounding to cents',
    severity: 'info',
    statement: load('rounding'),
    good: 'The cells, rounded to cents, sum to the exact sums.',
    bad: 'In % periods the cells, rounded to cents, sum to something else than the exact sum does.',
  },
  {
    id: 'exact-cells',
    title: 'Cells that Excel shows exactly',
    severity: 'info',
    statement: load('exact-cells'),
    good: 'No cell has more than the 15 digits that Excel keeps.',
    bad: '% cells have more than the 15 digits that Excel keeps: it shows them rounded, and their text stands beside them, exactly.',
  },
];

/** All findings, blocking ones first in order of the list above. */
export async function trialBalanceChecks(context: ReportContext, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const ranges = await readRanges(context);
  const values = await checkValues(context, ranges);
  const { from, to } = context.parameters;
  const ledger = ledgerChecks(await readSums(context, ranges.endOpen, signal), from, to);
  const differences = await concurrently(differenceChecks, checksAtOnce, signal, (check, both) =>
    runDifferenceCheck(context, check, values, both),
  );
  return [
    ...ledger,
    ...(await withNames(context, differences.flat(), signal)),
    await contiguousCheck(context, ranges),
    await unrecordedYearsCheck(context, values, signal),
    await changesCheck(context, signal),
  ];
}

type CheckValues = Readonly<Record<string, unknown>>;

async function checkValues(context: ReportContext, ranges: PeriodRanges): Promise<CheckValues> {
  const { from, to } = context.parameters;
  const anchor = anchorOf(await readCalendar(context), firstOf(ranges));
  const { startOpen: start_open, endOpen: end_open } = ranges;
  return { company: context.company, from, to, start_open, end_open, anchor, tolerance, most };
}

type FoundRow = Omit<Difference, 'note'> & {
  readonly note?: string | null;
  readonly found: string;
  readonly aside?: boolean;
};

async function runDifferenceCheck(
  context: ReportContext,
  { statement, aside, ...check }: DifferenceCheck,
  values: CheckValues,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const rows = await context.warehouse.query<FoundRow>(statement, values, signal);
  const beside =
    aside &&
    resultOf(
      aside,
      rows.filter((row) => row.aside),
    );
  return [
    resultOf(
      check,
      rows.filter((row) => !row.aside),
    ),
    ...(beside ? [beside] : []),
  ];
}

function resultOf(
  { good, bad, ...check }: Omit<DifferenceCheck, 'statement' | 'aside'>,
  rows: readonly FoundRow[],
): CheckResult {
  const found = Number(rows[0]?.found ?? 0);
  const summary = found === 0 ? good : bad.replace('%', String(found));
  return { ...check, passed: found === 0, summary, found, differences: rows.map(withoutCount) };
}

function withoutCount({ account, period, ours, theirs, note }: FoundRow): Difference {
  return {
    ...(account !== undefined && { account }),
    ...(period !== undefined && { period }),
    ...(ours !== undefined && { ours }),
    ...(theirs !== undefined && { theirs }),
    ...(typeof note === 'string' && { note }),
  };
}

/** Rules 14, 16: the periods of the report follow one another, and closed and open range touch. */
async function contiguousCheck(context: ReportContext, ranges: PeriodRanges): Promise<CheckResult> {
  const { start, end, startOpen, endOpen } = ranges;
  const calendar = await readCalendar(context);
  const isNew = start === 0 || end === 0;
  const passed = isNew
    ? calendar[0]?.period === startOpen
    : periodsBetween(calendar, { from: end, to: startOpen }).length === 2;
  const [open, now] = [startOpen, endOpen].map(formatPeriod);
  const closed = isNew
    ? 'Nothing is closed yet'
    : `Closed ${formatPeriod(start)} to ${formatPeriod(end)} from the reporting replica (up to 4 h old)`;
  return {
    id: 'ranges-join',
    title: 'Closed and open periods join',
    severity: 'blocking',
    code: 'LEDGER_CALENDAR_GAP',
    passed,
    summary: `${closed}, open ${open} to ${now} live.`,
    found: passed ? 0 : 1,
    differences: [],
  };
}

async function unrecordedYearsCheck(
  context: ReportContext,
  values: CheckValues,
  signal: AbortSignal,
): Promise<CheckResult> {
  const rows = await context.warehouse.query<{ year: number; accounts: number }>(unrecordedYears, values, signal);
  const years = rows.map((row) => row.year).join(', ');
  return {
    id: 'years-recorded',
    title: 'Years before this system kept categories',
    severity: 'info',
    passed: rows.length === 0,
    summary:
      rows.length === 0
        ? 'Categories were recorded in every year of the report.'
        : `No categories were recorded in ${years}; the oldest known ones stand in.`,
    found: rows.length,
    differences: rows.map((row) => ({ note: `${row.year}: ${row.accounts} accounts` })),
  };
}
