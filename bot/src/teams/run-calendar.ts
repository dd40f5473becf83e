// The calendar by which a wish is understood: of this moment where its words mean something else tomorrow than today.
import { type Calendar, formatPeriodWish, isRelative, type PeriodWish } from '@repsys/core';
import { freshCalendar, timeZoneOf } from '@repsys/core/node';
import { calendarOf } from './ask-run.ts';
import type { Chat } from './chat.ts';

/** Teams waits 15 s for an answer, people less. */
const patienceMs = 3_000;

/** `today` is the company's day. `fresh`: Plex was asked now, or need not be; else `readAt` says when it was, in ms since the epoch. */
type CalendarForWish = {
  readonly calendar: Calendar;
  readonly today: string;
  readonly fresh: boolean;
  readonly readAt: number | null;
};

/** The calendar for a wish. Words such as `last closed` wait a little for the one that Plex has now, and so does a first wish. */
export async function calendarFor(
  { database, today }: Chat,
  company: number,
  wish: PeriodWish | undefined,
): Promise<CalendarForWish> {
  const [known, zone] = await Promise.all([calendarOf(database, company), timeZoneOf(database, company)]);
  const asked = wish && wish.kind !== 'range' && (isRelative(wish) || known.length === 0);
  const found = asked
    ? await freshCalendar(database, company, patienceMs)
    : { calendar: known, fresh: true, readAt: null };
  return { ...found, today: today(zone) };
}

/** Where Plex could not be asked: how old the knowledge is by which a wish was understood. */
export function staleWords(wish: PeriodWish, { fresh, readAt }: CalendarForWish): string | undefined {
  if (fresh || !isRelative(wish)) return undefined;
  const since = readAt === null ? 'by the calendar of the last report' : `by the calendar of ${moment(readAt)}`;
  return `Plex could not be asked just now: “${formatPeriodWish(wish)}” was understood ${since}.`;
}

const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
