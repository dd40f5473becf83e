// The company's calendar and ranges as the warehouse has them.
import {
  type Calendar,
  type OrderedPeriod,
  type Period,
  type PeriodRanges,
  periodBefore,
  withFiscalYears,
} from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { ReportContext } from '../report.ts';

const calendarStatement = sqlFile('./calendar.sql', import.meta.url);
const storedStatement = sqlFile('./calendar-of-source.sql', import.meta.url);
const rangesStatement = sqlFile('./ranges.sql', import.meta.url);

/** A period as Plex gave it, before its fiscal year is known. */
export type CalendarRow = OrderedPeriod & { readonly display: string; readonly open: boolean };
type RangesRow = { start_period: number; end_period: number; start_open_period: number; end_open_period: number };

/** The current generation of periods, in order. */
export async function readCalendar(context: ReportContext): Promise<Calendar> {
  const rows = await context.warehouse.query<CalendarRow>(calendarStatement, { company: context.company });
  return withFiscalYears(rows);
}

/** The calendar that an earlier run read from the same system; empty before the first. */
export async function storedCalendar({ company, source, warehouse }: ReportContext): Promise<Calendar> {
  return withFiscalYears(await warehouse.query<CalendarRow>(storedStatement, { company, source }));
}

/** The ranges written by the step AccountingPeriodRanges of this run. */
export async function readRanges(context: ReportContext): Promise<PeriodRanges> {
  const [row] = await context.warehouse.query<RangesRow>(rangesStatement, { company: context.company });
  if (!row) throw new Error('The ranges have not been written yet.');
  return {
    start: row.start_period as Period | 0,
    end: row.end_period as Period | 0,
    startOpen: row.start_open_period as Period,
    endOpen: row.end_open_period as Period,
  };
}

/**
 * The period on whose balances a range from `first` on stands; 0, which no balance has, where the calendar begins with
 * `first`, or where the range is empty: then everything starts from zero. Throws LEDGER_CALENDAR_GAP when the calendar lacks `first`.
 */
export const anchorOf = (calendar: Calendar, first: Period | 0): Period | 0 =>
  first === 0 ? 0 : periodBefore(calendar, first);

/** The first period that is computed: of a new company, which has nothing closed, the first open one. */
export const firstOf = ({ start, startOpen }: PeriodRanges): Period => start || startOpen;
