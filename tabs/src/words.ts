// Numbers, times and periods as words for people.
import { count, duration, type Expected, formatExact, formatPeriod, type Period, parseAmount } from '@repsys/core';

import type { CsvForm } from './pages/run/differences.ts';

export { bytes, count, counted, duration } from '@repsys/core';

/** `about 40 s`, or `20 s to 1 min`. */
export function expectation({ p50, p90 }: Expected): string {
  const [low, high] = [duration(Math.min(p50, p90)), duration(Math.max(p50, p90))];
  return low === high ? `about ${low}` : `${low} to ${high}`;
}

/** How long a step takes: `0.3 s` where whole seconds are too coarse. */
export const stepTime = (ms: number): string =>
  ms < 9_950 ? `${(Math.max(0, ms) / 1_000).toFixed(1)} s` : duration(ms);

/** Whether something takes so much longer than usual that it is worth saying. */
export const isLong = (elapsed: number, { p90 }: Expected): boolean => elapsed > p90 * 1.2 && elapsed > p90 + 1_000;

/** `2024-03`, or `2023-01 to 2023-12`. */
export function periods({ from, to }: { readonly from: Period; readonly to: Period }): string {
  return from === to ? formatPeriod(from) : `${formatPeriod(from)} to ${formatPeriod(to)}`;
}

/** `Ohio Castings · 111111`; the number once where it is the name too. */
export const companyText = (name: string | null, company: number): string =>
  name === null || name.includes(String(company)) ? (name ?? String(company)) : `${name} · ${company}`;

/** A number that a report comes to: money as money, a count as a count. */
export const totalText = (value: string): string => (/^-?\d+$/.test(value) ? count(Number(value)) : amount(value));

/** Day and time of day in the reader's own time zone, the year where it is another one; `at` in ms since the epoch. */
export function moment(at: number, now: number = Date.now()): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? dayAndTime : yearDayAndTime).format(at);
}

/** Time of day; with the day when it was not today. */
export function timeOfDay(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return sameDay ? time.format(at) : moment(at);
}

const hourAndMinute = { hour: '2-digit', minute: '2-digit' } as const;
// Made once: a list of many rows is slow to draw when each makes its own.
const time = new Intl.DateTimeFormat('en-GB', hourAndMinute);
const dayAndTime = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...hourAndMinute });
const yearDayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  ...hourAndMinute,
});

/** `(1,234.50)`, with all its places; text that is no amount stays as it is. */
export function amount(text: string | undefined): string {
  if (text === undefined) return '';
  try {
    return formatExact(parseAmount(text));
  } catch {
    return text;
  }
}

/** How the reader's Excel reads CSV files. */
export const csvForm = (): CsvForm => ({ separator: ',', point: '.' });

/** The first bytes of a hash, for people who compare by eye. */
export const shortHash = (hash: string): string => hash.slice(0, 12);
