// Numbers and times as words, the same on cards and in the tab.
import type { Proof } from './run.ts';

/** Median and 90th percentile of past durations, ms. */
export type Expected = { readonly p50: number; readonly p90: number };

/** `4 s`, `1 min 20 s`, `2 h 5 min`. Below half a second: `under 1 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  if (seconds === 0) return 'under 1 s';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

const joined = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `960,000`. */
export const count = (value: number): string => numbers.format(Math.round(value));

/** `1 row`, `2 rows`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `812 bytes`, `34 KB`, `1.2 MB`; 1 KB is 1,024 bytes. */
export function bytes(size: number): string {
  if (size < 1024) return counted(size, 'byte');
  const big = size >= 1024 * 1023.5;
  const value = size / (big ? 1024 * 1024 : 1024);
  return `${value < 9.95 ? value.toFixed(1) : count(value)} ${big ? 'MB' : 'KB'}`;
}

/** `All 11 checks passed, 2 notes.`, `9 of 11 checks passed.` */
export function proofWords({ passed, total, notes }: Proof): string {
  if (total === 0) return 'This report has no checks.';
  const proved =
    passed === total ? `All ${counted(total, 'check')} passed` : `${passed} of ${counted(total, 'check')} passed`;
  return notes === 0 ? `${proved}.` : `${proved}, ${counted(notes, 'note')}.`;
}
