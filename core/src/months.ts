// Calendar months and the periods of a company: which period covers June 2024, and which month a period is. By dates alone.
import { type Calendar, type CalendarPeriod, formatPeriod, type Period, type PeriodRange } from './period.ts';

/** A month of the civil calendar; `month` is 1 to 12. */
export type CalendarMonth = { readonly year: number; readonly month: number };

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** `June 2024`. */
export const monthTitle = ({ year, month }: CalendarMonth): string => `${monthNames[month - 1]} ${year}`;

const dayMs = 86_400_000;
const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / dayMs;
const dayOf = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10);

type Days = { readonly begin: string; readonly end: string };

/** The first and the last day of a month. */
const daysOf = ({ year, month }: CalendarMonth): Days => ({
  begin: new Date(Date.UTC(year, month - 1, 1)).toISOString().slice(0, 10),
  end: new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10),
});

/** The month of a day, `YYYY-MM-DD`. */
export const monthOfDay = (day: string): CalendarMonth => ({
  year: Number(day.slice(0, 4)),
  month: Number(day.slice(5, 7)),
});

function daysShared(one: Days, other: Days): number {
  const begin = Math.max(dayNumber(one.begin), dayNumber(other.begin));
  const end = Math.min(dayNumber(one.end), dayNumber(other.end));
  return Math.max(end - begin + 1, 0);
}

/** The one of `all` that has the most of `days`; of equal ones the first. Undefined where none has any. */
function mostOf<T extends Days>(all: readonly T[], days: Days): T | undefined {
  let [found, most]: [T | undefined, number] = [undefined, 0];
  for (const each of all) {
    if (each.end < days.begin || each.begin > days.end) continue;
    const shared = daysShared(each, days);
    if (shared > most) [found, most] = [each, shared];
  }
  return found;
}

/**
 * The period that covers a month: the one with most of its days. Undefined where no period has any.
 *
 * @example periodOfMonth(fiscalYearFromApril, { year: 2024, month: 6 })?.period // 202403
 */
export const periodOfMonth = (calendar: Calendar, month: CalendarMonth): CalendarPeriod | undefined =>
  mostOf(calendar, daysOf(month));

/** The month that a period covers: `periodOfMonth` of it is this period. Undefined for a 13th period inside the 12th. */
export function monthOfPeriod(calendar: Calendar, { period, begin, end }: CalendarPeriod): CalendarMonth | undefined {
  const months = monthsBetween(begin, end).map((month) => ({ ...month, ...daysOf(month) }));
  return mostOf(
    months.filter((month) => periodOfMonth(calendar, month)?.period === period),
    { begin, end },
  );
}

function monthsBetween(begin: string, end: string): readonly CalendarMonth[] {
  const [first, last] = [monthOfDay(begin), monthOfDay(end)];
  const count = (last.year - first.year) * 12 + last.month - first.month + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, at) => {
    const months = first.month - 1 + at;
    return { year: first.year + Math.floor(months / 12), month: (months % 12) + 1 };
  });
}

/** The day in the middle of a period: it says in which year a period lies that begins a few days before it. */
export const middleOf = ({ begin, end }: Days): string => dayOf(Math.floor((dayNumber(begin) + dayNumber(end)) / 2));

/** The month of a period, where its number is not that of the month: `June 2024` for 2024-03 of a fiscal year from April. */
export function otherMonth(calendar: Calendar, period: Period): string | undefined {
  const found = calendar.find((each) => each.period === period);
  const month = found && monthOfPeriod(calendar, found);
  const isSame = month && formatPeriod(period) === `${month.year}-${String(month.month).padStart(2, '0')}`;
  return month && !isSame ? monthTitle(month) : undefined;
}

/**
 * Which months a range of periods is, in words, where their numbers do not say it: `June 2024 = period 2024-03`.
 * Undefined where the numbers are those of the months.
 */
export function monthWords(calendar: Calendar, { from, to }: PeriodRange): string | undefined {
  const [first, last] = [otherMonth(calendar, from), otherMonth(calendar, to)];
  if (!first || !last) return undefined;
  if (from === to) return `${first} = period ${formatPeriod(from)}`;
  return `${first} to ${last} = periods ${formatPeriod(from)} to ${formatPeriod(to)}`;
}
