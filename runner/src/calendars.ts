// Calendars, read from Plex beside the runs: every few minutes, and whenever somebody waits for one.
import { claimCalendars, type DueCalendar, recordCalendar } from '@repsys/core/node';
import type { SourceRow } from './plex/data-source.ts';
import type { Workshop } from './workshop.ts';

/** Reads the calendars that are due: one small call each. */
export async function refreshCalendars(workshop: Workshop, everyMs: number, signal: AbortSignal): Promise<void> {
  const { database, claimant } = workshop;
  const due = await claimCalendars(database, claimant.companies, everyMs);
  await Promise.all(due.map((each) => refresh(workshop, each, signal)));
}

/** That it could not be read is no trouble yet: it is tried again, and a run says what is wrong. */
async function refresh(workshop: Workshop, due: DueCalendar, signal: AbortSignal): Promise<void> {
  const { database, plex, keys, reports, log } = workshop;
  const { company } = due;
  for (const report of reports) {
    if (!report.calendar) continue;
    const rows: SourceRow[] = [];
    try {
      const query = { company: String(company), ...report.probe(keys, company), signal };
      for await (const batch of plex.read(query)) rows.push(...batch);
      await recordCalendar(database, due, report.calendar(rows));
    } catch (error) {
      if (!signal.aborted) log.debug({ company, error }, 'the calendar could not be read');
    }
  }
}
