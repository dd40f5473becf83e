// From a wish in words to periods of the company's calendar, as they stand on a day.
import {
  backwardsSentence,
  formatPeriodWish,
  isBackwards,
  type PeriodPart,
  type PeriodWish,
  periodHelp,
} from './command-periods.ts';
import { AppError } from './errors.ts';
import { type CalendarMonth, middleOf, monthOfDay, periodOfMonth } from './months.ts';
import { type Calendar, type CalendarPeriod, formatPeriod, lastClosedPeriod, type PeriodRange } from './period.ts';

type Books = { readonly calendar: Calendar; readonly begun: Calendar; readonly today: string; readonly said: string };

/**
 * The periods of a wish on `today` (`YYYY-MM-DD`). Months in words go by dates: `jun 2024` is the period that covers June. Years, quarters and year to date end with the last period that has
 * begun; a year has its 13th period where the calendar has one. An empty calendar (a company before its first run)
 * takes written periods as they are. Throws REQUEST_PERIOD_UNAVAILABLE, with what is possible as `from` and `to` in
 * `details`, and REQUEST_INVALID for a range that ends before it starts.
 */
export function resolvePeriods(wish: PeriodWish, calendar: Calendar, today: string): PeriodRange {
  const begun = calendar.filter(({ begin }) => begin <= today);
  const books = { calendar, begun, today, said: formatPeriodWish(wish) };
  const range = wish.kind === 'span' ? spanned(books, wish.from, wish.to) : resolvePart(books, wish);
  if (isBackwards({ kind: 'range', ...range })) {
    const problem = backwardsSentence({ kind: 'range', ...range });
    throw new AppError('REQUEST_INVALID', `"${books.said}" cannot be a range. ${problem}`);
  }
  if (calendar.length > 0) assertInCalendar(books, range);
  return range;
}

const relative: readonly PeriodPart['kind'][] = [
  ...(['current', 'lastMonth', 'lastClosed', 'lastYear', 'yearToDate', 'month'] as const),
];

/** Does the wish mean something else tomorrow than today? Then the calendar must be that of this moment. */
export const isRelative = (wish: PeriodWish): boolean =>
  wish.kind === 'span' ? isRelative(wish.from) || isRelative(wish.to) : relative.includes(wish.kind);

function spanned(books: Books, from: PeriodPart, to: PeriodPart): PeriodRange {
  return { from: resolvePart(books, from).from, to: resolvePart(books, to).to };
}

function resolvePart(books: Books, part: PeriodPart): PeriodRange {
  if (part.kind === 'range') return { from: part.from, to: part.to };
  const found = periodsOf(books, part);
  const [first, last] = [found[0], found.at(-1)];
  if (!first || !last) throw unavailable(books);
  return { from: first.period, to: last.period };
}

/** All periods of a word that have begun; none when the calendar has none. */
function periodsOf(books: Books, part: Exclude<PeriodPart, { kind: 'range' }>): Calendar {
  const { begun } = books;
  const ofYear = (year: number) => begun.filter(({ fiscalYear }) => fiscalYear === year);
  const current = currentPeriod(books);
  switch (part.kind) {
    case 'current':
      return only(current);
    case 'lastMonth':
      return only(monthBefore(begun, current));
    case 'lastClosed':
      return only(begun.find(({ period }) => period === lastClosedPeriod(begun, books.today)));
    case 'month':
      return only(newestMonth(books, part.month));
    case 'calendarMonth':
      return only(begunMonth(books, part));
    case 'calendarYear':
      return begun.filter((each) => monthOfDay(middleOf(each)).year === part.year);
    case 'year':
      return ofYear(part.year);
    case 'quarter':
      return ofYear(part.year).filter((each) => quarterOf(each) === part.quarter);
    case 'yearToDate':
      return current ? ofYear(current.fiscalYear).filter(({ period }) => period <= current.period) : [];
    case 'lastYear':
      return current ? ofYear(current.fiscalYear - 1) : [];
  }
}

const only = (period: CalendarPeriod | undefined): Calendar => (period ? [period] : []);

/** The period that covers a month, once it has begun; of a month in words, never of its number. */
function begunMonth({ calendar, begun }: Books, month: CalendarMonth): CalendarPeriod | undefined {
  const found = periodOfMonth(calendar, month);
  return found && begun.includes(found) ? found : undefined;
}

/** The newest period that covers such a month of any year. A period may begin a few days before its month. */
function newestMonth(books: Books, month: number): CalendarPeriod | undefined {
  const [first, last] = [books.begun[0], books.begun.at(-1)];
  if (!first || !last) return undefined;
  for (let { year } = monthOfDay(last.end); year >= monthOfDay(first.begin).year; year -= 1) {
    const found = begunMonth(books, { year, month });
    if (found) return found;
  }
  return undefined;
}

/** Three periods of the fiscal year; what comes after the twelfth belongs to the fourth quarter. */
const quarterOf = ({ fiscalOrder }: CalendarPeriod): number => Math.min(Math.ceil(fiscalOrder / 3), 4);

const currentPeriod = ({ begun, today }: Books) => begun.find(({ end }) => today <= end);

/** In January the last month is December, not a 13th period inside it: the period of the day before the current one. */
function monthBefore(begun: Calendar, current: CalendarPeriod | undefined): CalendarPeriod | undefined {
  const ended = begun.filter(({ end }) => current !== undefined && end < current.begin);
  const lastDay = ended.at(-1)?.end ?? '';
  return ended.find(({ begin, end }) => begin <= lastDay && lastDay <= end);
}

/** What lies behind the end of a calendar that has not been renewed for long is left to the run, which reads it anew. */
function assertInCalendar(books: Books, { from, to }: PeriodRange): void {
  const last = books.calendar.at(-1);
  const isOld = last !== undefined && last.end < books.today;
  for (const period of [from, to]) {
    if (isOld && period > last.period) continue;
    if (!books.begun.some((each) => each.period === period)) throw unavailable(books, formatPeriod(period));
  }
}

function unavailable({ calendar, begun, said }: Books, outside = said): AppError {
  const [first, last] = [begun[0], begun.at(-1)];
  const asked = outside === said ? said : `${said}, and ${outside} is not there`;
  const message = `You asked for ${asked}. ${first && last ? bounds(first, last) : nothingYet(calendar)}`;
  const details = first && last ? { from: first.period, to: last.period } : {};
  return new AppError('REQUEST_PERIOD_UNAVAILABLE', message, { details });
}

function bounds(first: CalendarPeriod, last: CalendarPeriod): string {
  return `There are periods from ${formatPeriod(first.period)} to ${formatPeriod(last.period)}.`;
}

function nothingYet([first]: Calendar): string {
  if (first) return `The first period, ${formatPeriod(first.period)}, begins on ${first.begin}.`;
  return `The calendar is not known before the company's first run. ${periodHelp}`;
}
