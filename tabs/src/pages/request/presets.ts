// Ranges of periods that people ask for again and again, by the company's calendar.
import {
  type CalendarAnswer,
  fiscalYearOf,
  formatPeriod,
  type Period,
  type PeriodRange,
  periodsOfYear,
} from '@repsys/core';
import { requestStrings } from '../../strings.ts';

export type Preset = PeriodRange & { readonly title: string };

/** The last closed period, its year so far, and the year before; whatever the calendar has. */
export function presetsOf({ periods, lastClosed }: CalendarAnswer): readonly Preset[] {
  if (lastClosed === null) return [];
  const year = fiscalYearOf(periods, lastClosed);
  const inYear = (wanted: number) => periodsOfYear(periods, wanted).map(({ period }) => period);
  const soFar = rangeOf(inYear(year).filter((each) => each <= lastClosed));
  const before = rangeOf(inYear(year - 1));
  return [
    { title: requestStrings.lastClosed(formatPeriod(lastClosed)), from: lastClosed, to: lastClosed },
    ...(soFar && soFar.from !== soFar.to ? [{ title: yearSoFar(soFar), ...soFar }] : []),
    ...(before ? [{ title: requestStrings.lastYear(year - 1), ...before }] : []),
  ];
}

const yearSoFar = ({ from, to }: PeriodRange): string =>
  requestStrings.yearToDate(formatPeriod(from), formatPeriod(to));

function rangeOf(periods: readonly Period[]): PeriodRange | undefined {
  const [from, to] = [periods[0], periods.at(-1)];
  return from === undefined || to === undefined ? undefined : { from, to };
}
