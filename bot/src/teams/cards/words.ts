// Numbers and times as words: durations, sizes, counts, periods, what a run usually takes.
import { counted, type Expected, formatPeriod, type Period } from '@repsys/core';

export { bytes, count, counted, duration, type Expected } from '@repsys/core';

/** Decimal text with its thousands apart: `1,234,567.89`; anything else as it is. */
export const grouped = (value: string): string =>
  /^-?\d+(\.\d+)?$/.test(value)
    ? value.replace(/^(-?)(\d+)/, (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ','))
    : value;

/** `2024-03`, or `2023-01..2023-12`. */
export function periods(from: Period, to: Period): string {
  return from === to ? formatPeriod(from) : `${formatPeriod(from)}..${formatPeriod(to)}`;
}

/** `37 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

const minute = 60_000;
const hour = 60 * minute;

type Rounded = { readonly value: number; readonly unit: 'second' | 'minute' | 'hour' };

/** Nobody's estimate is better than to five of a unit. */
function rounded(ms: number): Rounded {
  const [unit, length] =
    ms < 90_000
      ? (['second', 1000] as const)
      : ms < 90 * minute
        ? (['minute', minute] as const)
        : (['hour', hour] as const);
  const value = ms / length;
  return { unit, value: value < 10 ? Math.max(1, Math.round(value)) : Math.round(value / 5) * 5 };
}

/** `20–40 seconds`, `about 20 seconds`, `45 seconds to 2 minutes`. */
export function expectation({ p50, p90 }: Expected): string {
  const [low, high] = [rounded(Math.min(p50, p90)), rounded(Math.max(p50, p90))];
  const text = ({ value, unit }: Rounded) => counted(value, unit);
  if (low.unit !== high.unit) return `${text(low)} to ${text(high)}`;
  return low.value === high.value ? `about ${text(high)}` : `${low.value}–${text(high)}`;
}

const instant = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** A time of day that the reader's client writes in his time zone; only in text blocks. `at` in ms since the epoch. */
export const timeOfDay = (at: number): string => `{{TIME(${instant(at)})}}`;

/** Day and time of day, the same way. */
export const moment = (at: number): string => `{{DATE(${instant(at)}, COMPACT)}} ${timeOfDay(at)}`;
