// Fresh calendars: whoever needs one says so, a runner reads it from Plex, and everybody knows how old it is.
import { setTimeout as delay } from 'node:timers/promises';
import type { Calendar } from '@repsys/core';
import type { Database } from '../database.ts';
import { inTransaction } from '../lending.ts';
import { sqlFile } from '../sql-file.ts';
import { publishCalendar, publishedCalendar } from './catalogue.ts';

const claimStatement = sqlFile('./claim-calendars.sql', import.meta.url, { often: true });

export type DueCalendar = { readonly company: number; readonly askedAt: Date };

/** The calendars that this runner is to read now. `everyMs` 0: only those that somebody waits for. */
export async function claimCalendars(
  database: Database,
  companies: readonly number[],
  everyMs: number,
): Promise<readonly DueCalendar[]> {
  return claimStatement.run<DueCalendar>(database.pool, { companies, every_ms: everyMs });
}

/** Publishes what was read after `askedAt`. An empty answer says nothing and leaves what is known. */
export async function recordCalendar(
  database: Database,
  { company, askedAt }: DueCalendar,
  calendar: Calendar,
): Promise<void> {
  if (calendar.length === 0) return;
  await inTransaction(database, async (client) => {
    await publishCalendar(client, company, calendar);
    await client.query('update record.company set calendar_read_at = $2 where company = $1', [company, askedAt]);
  });
}

/** `fresh`: read from Plex after it was asked for; else `readAt` (ms since the epoch, null: never) says how old it is. */
export type KnownCalendar = { readonly calendar: Calendar; readonly fresh: boolean; readonly readAt: number | null };

const lookEveryMs = 75;

/** The calendar as Plex has it now; after `limitMs` as it is known. */
export async function freshCalendar(database: Database, company: number, limitMs: number): Promise<KnownCalendar> {
  const wantedAt = await want(database, company);
  const end = performance.now() + limitMs;
  let readAt = await lastRead(database, company);
  while (wantedAt !== null && (readAt ?? 0) < wantedAt && performance.now() < end) {
    await delay(lookEveryMs);
    readAt = await lastRead(database, company);
  }
  const fresh = wantedAt !== null && readAt !== null && readAt >= wantedAt;
  return { calendar: await publishedCalendar(database, company), fresh, readAt };
}

/** A runner is to read the calendar as soon as it can; nobody waits. Null for a company that is not known. */
export async function want(database: Database, company: number): Promise<number | null> {
  const { rows } = await database.pool.query<{ at: Date }>(
    `update record.company set calendar_wanted_at = date_trunc('milliseconds', clock_timestamp())
     where company = $1 returning calendar_wanted_at as at`,
    [company],
  );
  return rows[0]?.at.getTime() ?? null;
}

async function lastRead(database: Database, company: number): Promise<number | null> {
  const { rows } = await database.pool.query<{ at: Date | null }>(
    'select calendar_read_at as at from record.company where company = $1',
    [company],
  );
  return rows[0]?.at?.getTime() ?? null;
}

/** The time zone in which a company's day begins; undefined while no runner has said it. */
export async function timeZoneOf(database: Database, company: number): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ zone: string | null }>(
    'select time_zone as zone from record.company where company = $1',
    [company],
  );
  return rows[0]?.zone ?? undefined;
}
