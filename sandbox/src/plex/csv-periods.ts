// The calendar of CSV books: periods.csv where there is one, otherwise calendar months by the usual rule.
// periods.csv: period (202403 or 2024-03; months 01 to 13), begin_date, end_date, status (open or closed)[, period_display (MM-YYYY by default)].
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
  const first = months.reduce((earlier, month) => Math.min(earlier, month), months[0] ?? 0);
  const last = months.reduce((later, month) => Math.max(later, month), first);
  return {
    on: (today) => {
      const to = Math.max(monthOf(today) + 100, last);
      return calendarByRule({ from: first - 100, to, labels: 'MM-YYYY', yearsOfThirteen: [] }, today);
    },
    periodOf: monthOf,
    complete: true,
  };
}

const monthOf = (day: string): number => Number(day.slice(0, 7).replace('-', ''));

/** The calendar as the file has it, the same on every day. */
export function csvCalendar(file: string, bytes: Uint8Array, problems: ProblemList): CsvCalendar {
  const rows = [...csvRows(file, bytes, ['period', 'begin_date', 'end_date', 'status'], problems)];
  const read = rows.flatMap((row) => readPeriod(row) ?? []);
  const complete = rows.length > 0 && read.length === rows.length;
  const periods = read
    .toSorted((a, b) => a.period - b.period)
    .map(({ row: _, ...period }, index) => ({ ...period, key: firstPeriodKey + index }));
  reportDisorder(read);
  if (rows.length === 0) problems.add(file, 0, 'there is no period that can be used');
  if (!complete) return { on: () => periods, periodOf: () => undefined, complete };
  return { on: () => periods, periodOf: (day) => periods.find((each) => contains(each, day))?.period, complete };
}

function contains({ begin, end }: BookPeriod, day: string): boolean {
  return begin <= day && day <= end;
}

type ReadPeriod = Omit<BookPeriod, 'key'> & { readonly row: CsvRow };

function readPeriod(row: CsvRow): ReadPeriod | undefined {
  const period = periodNumber(row);
  const [begin, end] = [day(row, 'begin_date'), day(row, 'end_date')];
  const status = row.cell('status').toLowerCase();
  if (status !== 'open' && status !== 'closed') row.problem(`status "${status}" is neither open nor closed`);
  if (begin && end && end < begin) row.problem(`the period ends (${end}) before it begins (${begin})`);
  if (!period || !begin || !end) return undefined;
  const open = status === 'open';
  const display = row.cell('period_display') || label(period, 'MM-YYYY');
  return { row, period, display, begin, end, open, updated: open ? madeOn : `${addDays(end, 6)}T15:03:00` };
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
