// Calendars by rule: the periods of a kind of calendar, closed from the 6th day after their end on.
import type { Period } from '@repsys/core';
import type { BookPeriod } from './books.ts';
import { type CalendarKind, slotsOf } from './calendar-kinds.ts';
import { addDays } from './day.ts';

/** How a company labels its periods. */
export type LabelForm = 'MM-YYYY' | 'YYYY-MM';

/** A closed period that is open once more from `from` until the day before `until`. */
export type Reopening = { readonly period: number; readonly from: string; readonly until: string };

/** The rule of a calendar. `from` and `to` are the years of the numbers, both inclusive; periods before `first` and after `last` are left out. */
export type CalendarRule = {
  readonly kind: CalendarKind;
  readonly from: number;
  readonly to: number;
  readonly first?: number;
  readonly last?: number;
  readonly labels: LabelForm;
  readonly yearsOfThirteen: readonly number[];
  readonly reopening?: Reopening;
};

const daysUntilClosed = 6;
/** The key of the first period of a calendar. */
export const firstPeriodKey = 48_000;

/** When the calendar was set up: the last change of every period that was never closed. */
export const madeOn = '2018-12-03T08:00:00';

/** The periods of the rule as they stand on `today` (`YYYY-MM-DD`). */
export function calendarByRule(rule: CalendarRule, today: string): readonly BookPeriod[] {
  const years = Array.from({ length: rule.to - rule.from + 1 }, (_, index) => rule.from + index);
  const { first = 0, last = Number.POSITIVE_INFINITY } = rule;
  const slots = years.flatMap((year) => slotsOf(rule, year)).filter(({ period }) => first <= period && period <= last);
  return slots.map(({ period, begin, end, fiscalYear, fiscalOrder }, index) => ({
    period: period as Period,
    key: firstPeriodKey + index,
    display: label(period, rule.labels),
    ...{ begin, end, fiscalYear, fiscalOrder },
    ...statusOf(rule, period, end, today),
  }));
}

/** The label of a period in the company's form. */
export function label(period: number, form: LabelForm): string {
  const year = Math.trunc(period / 100);
  const month = String(period % 100).padStart(2, '0');
  return form === 'MM-YYYY' ? `${month}-${year}` : `${year}-${month}`;
}

function statusOf({ reopening }: CalendarRule, period: number, end: string, today: string) {
  const closes = addDays(end, daysUntilClosed);
  if (reopening?.period === period && today >= reopening.from) {
    const again = today < reopening.until;
    return { open: again, updated: `${again ? reopening.from : reopening.until}T16:45:10` };
  }
  return today < closes ? { open: true, updated: madeOn } : { open: false, updated: `${closes}T15:03:00` };
}
