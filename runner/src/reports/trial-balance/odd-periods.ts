// Rows of Plex's calendar that are no periods: told from those that are, each with what is wrong with it.
import { formatPeriod, mostPeriods, numberInYear, type Period, yearOf } from '@repsys/core';

/** A row of the calendar: its number as text, its first and last day. */
export type DatedNumber = { readonly period: string; readonly begin: string; readonly end: string };
export type OddPeriod = { readonly period: string; readonly reason: string };

/** Rows in order of their numbers, told apart. A period has a number 01 to 14 and does not begin before the one before it. */
export function sortOut<T extends DatedNumber>(
  rows: readonly T[],
): { readonly regular: readonly T[]; readonly odd: readonly OddPeriod[] } {
  const regular: T[] = [];
  const odd: OddPeriod[] = [];
  for (const row of rows) {
    const reason = wrongWith(row, regular.at(-1));
    if (reason === undefined) regular.push(row);
    else odd.push({ period: row.period, reason });
  }
  return { regular, odd };
}

function wrongWith({ period, begin, end }: DatedNumber, before: DatedNumber | undefined): string | undefined {
  const number = Number(period) as Period;
  const place = numberInYear(number);
  if (!/^\d{6}$/.test(period) || yearOf(number) < 1900 || place < 1 || place > mostPeriods)
    return `is not a year with a number from 01 to ${mostPeriods}`;
  if (end < begin) return `ends on ${end}, before it begins on ${begin}`;
  if (before && begin < before.begin)
    return `begins on ${begin}, before ${formatPeriod(Number(before.period) as Period)} does`;
  return undefined;
}

const mostNamed = 3;

/** What is said where they are in nobody's way. */
export function describeOdd(odd: readonly OddPeriod[]): string {
  const named = odd.slice(0, mostNamed).map(({ period, reason }) => `${period} ${reason}`);
  const more = odd.length > mostNamed ? `, and ${odd.length - mostNamed} more` : '';
  return `ignored rows of the calendar: ${named.join('; ')}${more}`;
}
