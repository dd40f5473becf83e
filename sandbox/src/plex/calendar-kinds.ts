// The kinds of calendar that companies have: civil years, fiscal years from April or October, weeks, and periods behind the last.
import { addDays, dayNumber, dayText, lastDayOf } from './day.ts';

/** `SANDBOX_CALENDAR`. */
export const calendarKinds = [
  'civil',
  'april-fiscal',
  'april-calendar',
  'october',
  '445',
  '13x4',
  'with-14th',
  'new-company',
] as const;
export type CalendarKind = (typeof calendarKinds)[number];

/** A period: its number, its days, its fiscal year and place there. `extra`: one day behind the last, for adjustments. */
export type Slot = {
  readonly period: number;
  readonly begin: string;
  readonly end: string;
  readonly fiscalYear: number;
  readonly fiscalOrder: number;
  readonly extra: boolean;
};

type KindOf = { readonly kind: CalendarKind; readonly yearsOfThirteen: readonly number[] };

/** The periods whose numbers begin with `year`, in order. */
export function slotsOf({ kind, yearsOfThirteen }: KindOf, year: number): readonly Slot[] {
  switch (kind) {
    case 'april-fiscal':
      return months(4).map((month, index) => ({
        ...daysOfMonth(month < 4 ? year + 1 : year, month),
        ...numbered(year, index + 1),
      }));
    case 'april-calendar':
      return civilMonths(year, 4);
    case 'october':
      return civilMonths(year, 10);
    case '445':
      return weeks(year, [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5]);
    case '13x4':
      return weeks(
        year,
        Array.from({ length: 13 }, () => 4),
      );
    case 'with-14th':
      return [...civilMonths(year, 1), adjusting(year, 13), adjusting(year, 14)];
    default:
      return [...civilMonths(year, 1), ...(yearsOfThirteen.includes(year) ? [adjusting(year, 13)] : [])];
  }
}

const numbered = (year: number, order: number): Pick<Slot, 'period' | 'fiscalYear' | 'fiscalOrder' | 'extra'> => ({
  period: Number(`${year}${String(order).padStart(2, '0')}`),
  fiscalYear: year,
  fiscalOrder: order,
  extra: false,
});

/** The months of a year that begins with `first`. */
const months = (first: number): readonly number[] => Array.from({ length: 12 }, (_, at) => ((first - 1 + at) % 12) + 1);

function daysOfMonth(year: number, month: number): Pick<Slot, 'begin' | 'end'> {
  const end = lastDayOf(year, month);
  return { begin: `${end.slice(0, 8)}01`, end };
}

/** Numbers are those of the months; the fiscal year begins with month `first` and is named after the year in which it ends. */
function civilMonths(year: number, first: number): readonly Slot[] {
  return months(1).map((month) => ({
    ...daysOfMonth(year, month),
    ...numbered(year, month),
    fiscalYear: first > 1 && month >= first ? year + 1 : year,
    fiscalOrder: months(first).indexOf(month) + 1,
  }));
}

/** 31 December, once more. */
const adjusting = (year: number, order: number): Slot => ({
  ...{ begin: `${year}-12-31`, end: `${year}-12-31` },
  ...numbered(year, order),
  extra: true,
});

/** Periods of whole weeks. The last takes a 53rd week where the year has one. */
function weeks(year: number, lengths: readonly number[]): readonly Slot[] {
  const [first, next] = [firstMonday(year), firstMonday(year + 1)];
  let begin = first;
  return lengths.map((length, index) => {
    const after = index === lengths.length - 1 ? next : addDays(begin, length * 7);
    const slot = { begin, end: addDays(after, -1), ...numbered(year, index + 1) };
    begin = after;
    return slot;
  });
}

/** The Monday nearest to 1 January. Day 4 of 1970 was a Monday. */
function firstMonday(year: number): string {
  const day = dayNumber(`${year}-01-01`);
  return dayText(Math.round((day - 4) / 7) * 7 + 4);
}
