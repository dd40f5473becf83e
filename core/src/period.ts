// Fiscal periods (YYYYMM, a year may have a 13th) and the calendar of a company. Neighbours come from the calendar, never from arithmetic (rules 13, 14).
import { AppError } from './errors.ts';

/** A fiscal month as a number, `YYYYMM`; 01 to 14, where the company's calendar has so many. */
export type Period = number & { readonly __brand: 'Period' };

/**
 * One period as the company's calendar has it. `begin` and `end` are days, `YYYY-MM-DD`, both inclusive. `fiscalYear` is the
 * name of its fiscal year, `fiscalOrder` its place in it, from 1 on.
 */
export type CalendarPeriod = {
  readonly period: Period;
  readonly display: string;
  readonly begin: string;
  readonly end: string;
  readonly open: boolean;
  readonly fiscalYear: number;
  readonly fiscalOrder: number;
};

/** All periods of one company, in order. */
export type Calendar = readonly CalendarPeriod[];

/**
 * The closed range [start, end] and the open range [startOpen, endOpen]; they touch and never overlap (rule 16). A new company
 * has nothing closed: then `start` and `end` are 0, which no period is.
 */
export type PeriodRanges = {
  readonly start: Period | 0;
  readonly end: Period | 0;
  readonly startOpen: Period;
  readonly endOpen: Period;
};

/** From and to, both inclusive. */
export type PeriodRange = { readonly from: Period; readonly to: Period };

/** Behind the last month there may be two periods for adjustments. */
export const mostPeriods = 14;

const periodForm = /^(\d{4})-?(\d{2})$/;

/** Reads `202403` or `2024-03`. Throws REQUEST_INVALID. */
export function parsePeriod(input: string | number): Period {
  const [, year, month] = periodForm.exec(String(input).trim()) ?? [];
  if (!year || !month || Number(month) < 1 || Number(month) > mostPeriods || Number(year) < 1900) {
    throw new AppError('REQUEST_INVALID', `"${input}" is not a period. Write year and month, as in 2024-03.`);
  }
  return periodNumbered(Number(year), Number(month));
}

/** The period written with these two numbers: 2024 and 3 are 2024-03. */
export const periodNumbered = (year: number, number: number): Period => (year * 100 + number) as Period;

/** The second number of a period as it is written: 3 of 2024-03. It says nothing of its place in a fiscal year. */
export const numberInYear = (period: Period): number => period % 100;

/** Reads `2024-03` or `2023-01..2023-12`. Throws REQUEST_INVALID, also when the end lies before the start. */
export function parsePeriodRange(input: string): PeriodRange {
  const [first, last, ...rest] = input.trim().split(/\s*(?:\.\.|…)\s*/);
  if (first === undefined || rest.length > 0) {
    throw new AppError('REQUEST_INVALID', `"${input}" is not a range of periods. Write it as in 2023-01..2023-12.`);
  }
  const from = parsePeriod(first);
  const to = last === undefined ? from : parsePeriod(last);
  if (to < from) {
    throw new AppError(
      'REQUEST_INVALID',
      `The range ends (${formatPeriod(to)}) before it starts (${formatPeriod(from)}).`,
    );
  }
  return { from, to };
}

/** `2024-03`. */
export function formatPeriod(period: Period): string {
  return `${yearOf(period)}-${String(numberInYear(period)).padStart(2, '0')}`;
}

/** The year as it is written in a period's number. The fiscal year of a period is in the calendar (`fiscalYearOf`). */
export function yearOf(period: Period): number {
  return Math.trunc(period / 100);
}

function indexIn(calendar: Calendar, period: Period): number {
  const index = calendar.findIndex((each) => each.period === period);
  if (index < 0) throw gap(`The calendar has no period ${formatPeriod(period)}.`, period);
  return index;
}

/** The fiscal year of a period. Throws LEDGER_CALENDAR_GAP. */
export const fiscalYearOf = (calendar: Calendar, period: Period): number =>
  calendar[indexIn(calendar, period)]?.fiscalYear ?? 0;

/** The periods of a fiscal year, in order. */
export const periodsOfYear = (calendar: Calendar, year: number): Calendar =>
  calendar.filter(({ fiscalYear }) => fiscalYear === year);

function gap(message: string, period?: Period): AppError {
  return new AppError('LEDGER_CALENDAR_GAP', message, { details: { period } });
}

/** The period `steps` places after this one (before it when negative). Throws LEDGER_CALENDAR_GAP at the calendar's ends. */
export function stepPeriod(calendar: Calendar, period: Period, steps: number): Period {
  const neighbour = calendar[indexIn(calendar, period) + steps];
  if (!neighbour) {
    const side = steps < 0 ? 'before' : 'after';
    throw gap(`The calendar has no period ${side} ${formatPeriod(period)}.`, period);
  }
  return neighbour.period;
}

/** The period before this one. Throws LEDGER_CALENDAR_GAP. */
export const previousPeriod = (calendar: Calendar, period: Period): Period => stepPeriod(calendar, period, -1);

/** The period after this one. Throws LEDGER_CALENDAR_GAP. */
export const nextPeriod = (calendar: Calendar, period: Period): Period => stepPeriod(calendar, period, 1);

/** All periods from `from` to `to`, inclusive. Throws LEDGER_CALENDAR_GAP when an end is not in the calendar. */
export function periodsBetween(calendar: Calendar, { from, to }: PeriodRange): readonly Period[] {
  return calendar.slice(indexIn(calendar, from), indexIn(calendar, to) + 1).map((each) => each.period);
}

/** The period that contains a day (`YYYY-MM-DD`); where a 13th period overlaps the 12th, the 12th. Throws LEDGER_CALENDAR_GAP. */
export function periodOfDay(calendar: Calendar, day: string): Period {
  const found = calendar.find((each) => each.begin <= day && day <= each.end);
  if (!found) throw gap(`The calendar has no period that contains ${day}.`);
  return found.period;
}

/** The newest closed period that has ended before `today`; undefined when there is none. */
export function lastClosedPeriod(calendar: Calendar, today: string): Period | undefined {
  return calendar.findLast((each) => !each.open && each.end < today)?.period;
}
