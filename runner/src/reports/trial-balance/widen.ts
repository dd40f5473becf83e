// Widening the closed range: back to what was asked for, and further back until every account's anchor can be believed.
import {
  AppError,
  type Calendar,
  fiscalYearOf,
  formatPeriod,
  type Period,
  type PeriodRanges,
  periodsBetween,
  periodsOfYear,
} from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { ReportContext } from '../report.ts';
import { anchorOf, firstOf } from './calendar.ts';

const firstEntryStatement = sqlFile('./first-entry.sql', import.meta.url);
const unanchoredStatement = sqlFile('./unanchored.sql', import.meta.url);

/**
 * Moves `start` back to the first period asked for and to the first of its fiscal year, then on to the first entry of every account that
 * had entries before the range and has no stored balance right before it: then the anchor is zero and nothing has to be believed.
 * Throws REQUEST_PERIOD_UNAVAILABLE when the request reaches outside the company's books.
 */
export async function widen(context: ReportContext, calendar: Calendar, ranges: PeriodRanges): Promise<PeriodRanges> {
  const firstEntry = await firstEntryOf(context);
  assertAvailable(context, calendar, ranges, firstEntry);
  if (ranges.end === 0) return ranges;
  let start = fromYearStart(
    calendar,
    Math.min(firstOf(ranges), context.parameters.from, ranges.end) as Period,
    context,
  );
  for (;;) {
    const anchor = anchorOf(calendar, start);
    const needed = await periodFrom(context, unanchoredStatement, { anchor });
    if (needed === undefined || needed >= start) return { ...ranges, start };
    start = needed;
  }
}

/**
 * Plex's own balances of the open periods prove stored balances that are carried; they say nothing of revenue and expense
 * of a year that is over. So the fiscal year of the first period asked for is computed from its first period on.
 */
function fromYearStart(calendar: Calendar, start: Period, { parameters }: ReportContext): Period {
  const year = fiscalYearOf(calendar, start);
  if (year < fiscalYearOf(calendar, parameters.from)) return start;
  return periodsOfYear(calendar, year)[0]?.period ?? start;
}

/** The first period in which any account has an entry, as the chart says; undefined where none has. */
export const firstEntryOf = (context: ReportContext): Promise<Period | undefined> =>
  periodFrom(context, firstEntryStatement, {});

async function periodFrom(
  context: ReportContext,
  statement: typeof firstEntryStatement,
  values: Readonly<Record<string, unknown>>,
): Promise<Period | undefined> {
  const rows = await context.warehouse.query<{ period: Period | null }>(statement, {
    company: context.company,
    ...values,
  });
  return rows[0]?.period ?? undefined;
}

function assertAvailable(
  { parameters: { from, to }, company }: ReportContext,
  calendar: Calendar,
  ranges: PeriodRanges,
  firstEntry: Period | undefined,
): void {
  const first = Math.min(firstEntry ?? firstOf(ranges), firstOf(ranges)) as Period;
  const known = new Set(calendar.map((each) => each.period));
  if (from >= first && to <= ranges.endOpen && known.has(from) && known.has(to)) return;
  const possible = periodsBetween(calendar, { from: first, to: ranges.endOpen });
  const outside = [from, to].find((period) => !possible.includes(period)) ?? from;
  throw new AppError(
    'REQUEST_PERIOD_UNAVAILABLE',
    `Company ${company} has no numbers for ${formatPeriod(outside)}. There are numbers from ${formatPeriod(first)} to ${formatPeriod(ranges.endOpen)}.`,
    { details: { from: first, to: ranges.endOpen } },
  );
}
