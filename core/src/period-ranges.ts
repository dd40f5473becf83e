// Which periods are read as closed and which as open: the customer's formula, and that both parts join.
import { AppError } from './errors.ts';
import { middleOf } from './months.ts';
import {
  type Calendar,
  type CalendarPeriod,
  formatPeriod,
  nextPeriod,
  type Period,
  type PeriodRanges,
  periodOfDay,
  previousPeriod,
} from './period.ts';

/**
 * The customer's range formula (trial balance §1.4, rule 15): open from one period before the oldest open one to the
 * period of today; periods before the first entry of the books count as closed.
 *  closed from the same period a year ago to the period before. Throws LEDGER_CALENDAR_GAP.
 */
export function rangesFor(calendar: Calendar, today: string, firstEntry = 0): PeriodRanges {
  const endOpen = periodOfDay(calendar, today);
  const isOpen = ({ open, period }: CalendarPeriod) => open && firstEntry <= period && period <= endOpen;
  const oldestOpen = calendar.find(isOpen)?.period ?? endOpen;
  const startOpen = periodBefore(calendar, oldestOpen) || oldestOpen;
  const end = periodBefore(calendar, startOpen);
  if (end === 0) return { start: 0, end: 0, startOpen, endOpen };
  const now = calendar.find(({ period }) => period === endOpen);
  const yearAgo = calendar.find((each) => now !== undefined && each.end >= yearBefore(middleOf(now)))?.period ?? end;
  return { start: Math.min(yearAgo, end) as Period, end, startOpen, endOpen };
}

/** The period before this one; 0 where the calendar begins with it. */
export function periodBefore(calendar: Calendar, period: Period): Period | 0 {
  return calendar[0]?.period === period ? 0 : previousPeriod(calendar, period);
}

/** The same day a year earlier, as text, to be compared with others. */
const yearBefore = (day: string): string => `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;

/** Throws LEDGER_CALENDAR_GAP unless the two ranges are in order and touch (rule 16). */
export function assertContiguous(calendar: Calendar, ranges: PeriodRanges): void {
  const { start, end, startOpen, endOpen } = ranges;
  if (end === 0 && calendar[0]?.period === startOpen && startOpen <= endOpen) return;
  if (end !== 0 && start <= end && nextPeriod(calendar, end) === startOpen && startOpen <= endOpen) return;
  const shown = [start, end, startOpen, endOpen].map((period) => (period === 0 ? 'none' : formatPeriod(period)));
  throw new AppError(
    'LEDGER_CALENDAR_GAP',
    `The closed range ${shown[0]}..${shown[1]} and the open range ${shown[2]}..${shown[3]} do not join.`,
    { details: ranges },
  );
}
