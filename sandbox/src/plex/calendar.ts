// Calendars by rule: one period per month, an optional 13th on 31 December, closed from the 6th day after its end on.
import type { Period } from '@repsys/core';
import type { BookPeriod } from './books.ts';
import { addDays, lastDayOf } from './day.ts';

/** How a company labels its periods. */
export type LabelForm = 'MM-YYYY' | 'YYYY-MM';

/** A closed period that is open once more from `from` until the day before `until`. */
export type Reopening = { readonly period: number; readonly from: string; readonly until: string };

/** The rule of a calendar. `from` and `to` are periods of months 01 to 12, both inclusive. */
export type CalendarRule = {
  readonly from: number;
  readonly to: number;
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
  return periodNumbers(rule).map((period, index) => {
    const { begin, end } = daysOf(period);
    return {
      period: period as Period,
      key: firstPeriodKey + index,
      display: label(period, rule.labels),
      begin,
      end,
      ...statusOf(rule, period, end, today),
    };
  });
}

function periodNumbers(rule: CalendarRule): readonly number[] {
  const numbers: number[] = [];
  for (let year = Math.trunc(rule.from / 100); year <= Math.trunc(rule.to / 100); year++) {
    const months = rule.yearsOfThirteen.includes(year) ? 13 : 12;
    for (let month = 1; month <= months; month++) numbers.push(year * 100 + month);
  }
  return numbers.filter(
    (each) => each >= rule.from && (each <= rule.to || (each % 100 === 13 && each === rule.to + 1)),
  );
}

/** First and last day of a period, `YYYY-MM-DD`; a 13th begins and ends on 31 December. */
export function daysOf(period: number): { readonly begin: string; readonly end: string } {
  const year = Math.trunc(period / 100);
  const month = Math.min(period % 100, 12);
  const end = lastDayOf(year, month);
  return { begin: period % 100 === 13 ? end : `${end.slice(0, 8)}01`, end };
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
