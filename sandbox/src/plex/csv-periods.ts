// The calendar of CSV books: periods.csv where there is one, otherwise calendar months by the usual rule.
// periods.csv: period (202403 or 2024-03; 01 to 14), begin_date, end_date, status (open or closed)[, period_display (MM-YYYY by default), fiscal_order
// (its place in the fiscal year, which begins where the order falls back; by default the second number of the period)].
// Where a 13th period overlaps the 12th, postings belong to the 12th; give it days of its own to post into it.
import { parsePeriod } from '@repsys/core';
import type { BookPeriod } from './books.ts';
import { calendarByRule, firstPeriodKey, label, madeOn } from './calendar.ts';
import { type CsvRow, csvDay, csvRows, type ProblemList } from './csv-table.ts';
import { addDays } from './day.ts';

/** A calendar that may depend on the day, and the period that takes a posting. `complete` is false when it could not be read. */
export type CsvCalendar = {
  readonly on: (today: string) => readonly BookPeriod[];
  readonly periodOf: (day: string) => number | undefined;
  readonly complete: boolean;
};

/** Months from one year before the first posting to a year after today (or the last posting); closed from the 6th day after their end. */
export function ruledCalendar(lines: readonly { readonly day: string }[]): CsvCalendar {
  const months = lines.map(({ day }) => monthOf(day));
  const newest = months.reduce((later, month) => Math.max(later, month), months[0] ?? 0);
  const oldest = lines.map(({ day }) => day).toSorted()[0] ?? '1970-01-01';
  const first = monthOf(inYears(oldest, -1));
  return {
    on: (today) => {
      const last = Math.max(monthOf(inYears(today, 1)), newest);
      const years = { from: yearOf(first), to: yearOf(last) };
      return calendarByRule({ kind: 'civil', ...years, first, last, labels: 'MM-YYYY', yearsOfThirteen: [] }, today);
    },
    periodOf: monthOf,
    complete: true,
  };
}

/** The same day so many years later. */
const inYears = (day: string, years: number): string => `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;
const yearOf = (period: number): number => Number(String(period).slice(0, 4));
const monthOf = (day: string): number => Number(day.slice(0, 7).replace('-', ''));

/** The calendar as the file has it, the same on every day. */
export function csvCalendar(file: string, bytes: Uint8Array, problems: ProblemList): CsvCalendar {
  const rows = [...csvRows(file, bytes, ['period', 'begin_date', 'end_date', 'status'], problems)];
  const read = rows.flatMap((row) => readPeriod(row) ?? []);
  const complete = rows.length > 0 && read.length === rows.length;
  const ordered = read.toSorted((a, b) => a.period - b.period);
  const years = fiscalYears(ordered);
  const periods = ordered.map(({ row: _, ...period }, index) => ({
    ...period,
    ...{ key: firstPeriodKey + index, fiscalYear: years[index] ?? 0 },
  }));
  reportDisorder(read);
  if (rows.length === 0) problems.add(file, 0, 'there is no period that can be used');
  if (!complete) return { on: () => periods, periodOf: () => undefined, complete };
  return { on: () => periods, periodOf: (day) => periods.find((each) => contains(each, day))?.period, complete };
}

/** A fiscal year ends where the order falls back; here it is called after the civil year of its last period's end. */
function fiscalYears(ordered: readonly ReadPeriod[]): readonly number[] {
  const ends = ordered.map((each, index) => (ordered[index + 1]?.fiscalOrder ?? 0) <= each.fiscalOrder);
  return ordered.map((_, index) => {
    const last = ordered[ends.indexOf(true, index)];
    return Number(last?.end.slice(0, 4));
  });
}

function contains({ begin, end }: BookPeriod, day: string): boolean {
  return begin <= day && day <= end;
}

type ReadPeriod = Omit<BookPeriod, 'key' | 'fiscalYear'> & { readonly row: CsvRow };

function readPeriod(row: CsvRow): ReadPeriod | undefined {
  const period = periodNumber(row);
  const [begin, end] = [day(row, 'begin_date'), day(row, 'end_date')];
  const status = row.cell('status').toLowerCase();
  if (status !== 'open' && status !== 'closed') row.problem(`status "${status}" is neither open nor closed`);
  if (begin && end && end < begin) row.problem(`the period ends (${end}) before it begins (${begin})`);
  const order = row.cell('fiscal_order') || String(period ?? '').slice(4);
  if (period && !/^\d{1,2}$/.test(order)) row.problem(`fiscal_order "${order}" is not a number as 1`);
  if (!period || !begin || !end) return undefined;
  const open = status === 'open';
  const display = row.cell('period_display') || label(period, 'MM-YYYY');
  return {
    row,
    period,
    display,
    begin,
    end,
    open,
    fiscalOrder: Number(order),
    updated: open ? madeOn : `${addDays(end, 6)}T15:03:00`,
  };
}

function periodNumber(row: CsvRow) {
  try {
    return parsePeriod(row.cell('period'));
  } catch {
    row.problem(`"${row.cell('period')}" is not a period as 202403 or 2024-03`);
    return undefined;
  }
}

function day(row: CsvRow, column: string): string | undefined {
  const value = csvDay(row.cell(column));
  if (value === undefined) row.problem(`${column} "${row.cell(column)}" is not a date as 2024-03-31 or 3/31/2024`);
  return value;
}

/** A period may be there once, and later periods may not begin earlier. */
function reportDisorder(periods: readonly ReadPeriod[]): void {
  const ordered = periods.toSorted((a, b) => a.period - b.period);
  ordered.forEach((each, index) => {
    const before = ordered[index - 1];
    if (before?.period === each.period) each.row.problem(`period ${each.period} is there twice`);
    else if (before && each.begin < before.begin) {
      each.row.problem(`period ${each.period} begins before period ${before.period}`);
    }
  });
}
