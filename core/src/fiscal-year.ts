// Fiscal years: where each begins, what it is called, and the place of every period in it. From the calendar, never from a period's number alone.
import { middleOf } from './months.ts';
import { type CalendarPeriod, numberInYear, yearOf } from './period.ts';

/** A period as the source has it. `fiscalOrder`: its place in the fiscal year, null where the source does not say. */
export type OrderedPeriod = Pick<CalendarPeriod, 'period' | 'begin' | 'end'> & { readonly fiscalOrder: number | null };

type FiscalPlace = Pick<CalendarPeriod, 'fiscalYear' | 'fiscalOrder'>;

/** No regular year has more periods; what comes behind them (a 13th, a 14th) adjusts. */
const regularPeriods = 12;

/**
 * The periods with their fiscal years, all of a company's, in order. A year begins where `fiscalOrder` falls back; where the
 * source gives none, where the year in the number changes, which for numbers of civil months is where the civil year does.
 *
 * @example withFiscalYears(fromApril)[0] // { period: 202404, fiscalYear: 2025, fiscalOrder: 1, … }
 */
export function withFiscalYears<T extends OrderedPeriod>(periods: readonly T[]): readonly (T & FiscalPlace)[] {
  const starts = startsOf(periods);
  const named = numbersAreFiscal(periods, starts);
  const found: (T & FiscalPlace)[] = [];
  let before = Number.NEGATIVE_INFINITY;
  for (const [index, start] of starts.entries()) {
    const year = periods.slice(start.at, starts[index + 1]?.at);
    before = Math.max(nameOf(year, start, named), before + 1);
    for (const [at, period] of year.entries()) {
      found.push({ ...period, fiscalYear: before, fiscalOrder: period.fiscalOrder ?? placeOf(period, at, start) });
    }
  }
  return found;
}

/** Where a year begins. `whole` is false for the first one of a calendar that begins in the middle of it. */
type Start = { readonly at: number; readonly whole: boolean };

function startsOf(periods: readonly OrderedPeriod[]): readonly Start[] {
  const given = isGiven(periods);
  const starts: Start[] = [];
  let order = 0;
  for (const [at, { fiscalOrder, period }] of periods.entries()) {
    const before = periods[at - 1];
    const begins = given
      ? (fiscalOrder ?? order) < order
      : before !== undefined && yearOf(before.period) !== yearOf(period);
    if (at === 0) starts.push({ at, whole: given ? fiscalOrder === 1 : numberInYear(period) === 1 });
    else if (begins) starts.push({ at, whole: true });
    order = fiscalOrder ?? order;
  }
  return starts;
}

/** The source says the order where every regular period has one and they are not all the same. */
function isGiven(periods: readonly OrderedPeriod[]): boolean {
  const regular = periods.filter(({ period }) => numberInYear(period) <= regularPeriods);
  return (
    regular.every(({ fiscalOrder }) => fiscalOrder !== null && fiscalOrder >= 1) &&
    new Set(regular.map(({ fiscalOrder }) => fiscalOrder)).size > 1
  );
}

/** Do the numbers count fiscal years (2024-01 opens 2024), or civil months? */
function numbersAreFiscal(periods: readonly OrderedPeriod[], starts: readonly Start[]): boolean {
  return starts.every(({ at, whole }) => {
    const [first, before] = [periods[at], periods[at - 1]];
    if (!first || !whole) return true;
    return before ? yearOf(before.period) !== yearOf(first.period) : numberInYear(first.period) === 1;
  });
}

/** What the numbers say, where they count fiscal years; else the civil year in which the fiscal year ends. */
function nameOf(year: readonly OrderedPeriod[], { whole }: Start, named: boolean): number {
  const [first, last] = [year[0], year.at(-1)];
  if (!first || !last) return 0;
  if (named) return yearOf(first.period);
  return whole ? yearAfter(first.begin) : Number(middleOf(last).slice(0, 4));
}

/** The civil year of the last day of the twelve months that begin on a day. */
function yearAfter(begin: string): number {
  const [year = 0, month = 1, day = 1] = begin.split('-').map(Number);
  return new Date(Date.UTC(year + 1, month - 1, day - 1)).getUTCFullYear();
}

const placeOf = ({ period }: OrderedPeriod, at: number, { whole }: Start): number =>
  whole ? at + 1 : numberInYear(period);
