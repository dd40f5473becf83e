// Numbers, times and periods as words for people, as their locale writes them.
import {
  type Expected,
  formatExact,
  formatPeriod,
  type Period,
  parseAmount,
  duration as plainDuration,
} from '@repsys/core';
import { language, locale } from './locale.ts';

import type { CsvForm } from './pages/run/differences.ts';

/** A formatter of each locale is made once: a list of many rows is slow to draw when each makes its own. */
function remembered<Made>(make: (tag: string) => Made): () => Made {
  const made = new Map<string, Made>();
  return () => {
    const found = made.get(locale()) ?? make(locale());
    made.set(locale(), found);
    return found;
  };
}

const whole = remembered((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 0 }));
const tenth = remembered((tag) => new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
const marks = remembered((tag) => {
  const parts = new Intl.NumberFormat(tag, { useGrouping: 'always' }).formatToParts(12345.6);
  const mark = (type: string, usual: string) => parts.find((part) => part.type === type)?.value ?? usual;
  return { group: mark('group', ','), point: mark('decimal', '.') };
});

/** `960,000`, `960.000`. */
export const count = (value: number): string => whole().format(Math.round(value));

/** `1 row`, `2 rows`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `812 bytes`, `34 KB`, `1.2 MB`; 1 KB is 1,024 bytes. */
export function bytes(size: number): string {
  if (size < 1024) return language() === 'de' ? `${count(size)} Bytes` : counted(size, 'byte');
  const big = size >= 1024 * 1023.5;
  const value = size / (big ? 1024 * 1024 : 1024);
  return `${value < 9.95 ? tenth().format(value) : count(value)} ${big ? 'MB' : 'KB'}`;
}

/** `4 s`, `1 min 20 s`, `2 h 5 min`. */
export const duration = (ms: number): string =>
  language() === 'de' ? plainDuration(ms).replace('under', 'unter') : plainDuration(ms);

const joins = { en: { about: 'about', to: 'to' }, de: { about: 'etwa', to: 'bis' } } as const;

/** `about 40 s`, or `20 s to 1 min`. */
export function expectation({ p50, p90 }: Expected): string {
  const { about, to } = joins[language()];
  const [low, high] = [duration(Math.min(p50, p90)), duration(Math.max(p50, p90))];
  return low === high ? `${about} ${low}` : `${low} ${to} ${high}`;
}

/** How long a step takes: `0.3 s` where whole seconds are too coarse. */
export const stepTime = (ms: number): string =>
  ms < 9_950 ? `${tenth().format(Math.max(0, ms) / 1_000)} s` : duration(ms);

/** Whether something takes so much longer than usual that it is worth saying. */
export const isLong = (elapsed: number, { p90 }: Expected): boolean => elapsed > p90 * 1.2 && elapsed > p90 + 1_000;

/** `2024-03`, or `2023-01 to 2023-12`. */
export function periods({ from, to }: { readonly from: Period; readonly to: Period }): string {
  return from === to ? formatPeriod(from) : `${formatPeriod(from)} ${joins[language()].to} ${formatPeriod(to)}`;
}

/** `Ohio Castings · 111111`; the number once where it is the name too. */
export const companyText = (name: string | null, company: number): string =>
  name === null || name.includes(String(company)) ? (name ?? String(company)) : `${name} · ${company}`;

/** A number that a report comes to: money as money, a count as a count. */
export const totalText = (value: string): string => (/^-?\d+$/.test(value) ? count(Number(value)) : amount(value));

/** Day and time of day in the reader's own time zone, the year where it is another one; `at` in ms since the epoch. */
export function moment(at: number, now: number = Date.now()): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? dayAndTime() : yearDayAndTime()).format(at);
}

/** Time of day; with the day when it was not today. */
export function timeOfDay(at: number, now: number): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return sameDay ? time().format(at) : moment(at);
}

const hourAndMinute = { hour: '2-digit', minute: '2-digit' } as const;
const time = remembered((tag) => new Intl.DateTimeFormat(tag, hourAndMinute));
const dayAndTime = remembered((tag) => new Intl.DateTimeFormat(tag, { ...dayOf(tag), ...hourAndMinute }));
const yearDayAndTime = remembered(
  (tag) => new Intl.DateTimeFormat(tag, { ...dayOf(tag), year: 'numeric', ...hourAndMinute }),
);

/** German writes days in figures, `06.05.2024`; English with the name of the month, so that nobody takes it for the day. */
const dayOf = (tag: string) =>
  /^de\b/.test(tag) ? ({ day: '2-digit', month: '2-digit' } as const) : ({ day: 'numeric', month: 'short' } as const);

/** `(1,234.50)`, with all its places; text that is no amount stays as it is. */
export function amount(text: string | undefined): string {
  if (text === undefined) return '';
  try {
    return inLocale(formatExact(parseAmount(text)));
  } catch {
    return text;
  }
}

/** `(1,234.50)` as the locale writes it: German puts a minus before it, `-1.234,50`. */
function inLocale(text: string): string {
  const { group, point } = marks();
  const written = text.replace(/[.,]/g, (mark) => (mark === ',' ? group : point));
  return language() === 'de' ? written.replace(/^\((.*)\)$/, '-$1') : written;
}

/** How the reader's Excel reads CSV files. */
export const csvForm = (): CsvForm =>
  marks().point === ',' ? { separator: ';', point: ',' } : { separator: ',', point: '.' };

/** The first bytes of a hash, for people who compare by eye. */
export const shortHash = (hash: string): string => hash.slice(0, 12);
