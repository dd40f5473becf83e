// Outages of Plex: what a waiting run tells of them, and the small calls by which a company's queue learns that Plex is back.
import { claimProbes, type DueProbe, endOutage, noteOutage, publishProgress, reconcile } from '@repsys/core/node';
import { isAway } from './plex/retry.ts';
import type { OutageBook } from './reports/report.ts';
import type { Workshop } from './workshop.ts';

type Waiting = { readonly id: number; readonly company: number; readonly report: string };

/** Where a run tells that Plex is away and back. That it cannot be told does not end the run. */
export function outageBook(workshop: Workshop, { id: run, company, report }: Waiting): OutageBook {
  const { database, redis, log } = workshop;
  const told = async (work: Promise<void>) => {
    await work.catch((error: unknown) => log.warn({ run, error }, 'an outage could not be recorded'));
    await publishProgress(redis, { run, company, status: 'running' }).catch(() => undefined);
  };
  return {
    away: ({ code }, waitMs) => told(noteOutage(database, { company, report, code }, waitMs)),
    back: () => told(endOutage(database, company)),
  };
}

const firstPauseMs = 2_000;
const longestPauseMs = 30_000;
/** A probe whose runner died is made again after this, beyond what Plex may be silent for. */
const leaseMs = 10_000;

/** Asks Plex for one small thing for each company whose queue waits for it; when it answers, the queue goes on. */
export async function probeOutages(workshop: Workshop, signal: AbortSignal): Promise<void> {
  const { database, claimant, plexTimeoutMs } = workshop;
  const due = await claimProbes(database, claimant, plexTimeoutMs + leaseMs);
  await Promise.all(due.map((probe) => probeOne(workshop, probe, signal)));
}

/** Its report says what to ask for. What Plex answers with, rows or a refusal, does not matter here. */
async function ask(
  { plex, keys, reports }: Workshop,
  company: number,
  id: string,
  signal: AbortSignal,
): Promise<unknown> {
  const report = reports.find(({ description }) => description.id === id);
  if (!report) return undefined;
  try {
    for await (const _ of plex.read({ company: String(company), ...report.probe(keys, company), signal }));
    return undefined;
  } catch (error) {
    return error;
  }
}

async function probeOne(workshop: Workshop, { company, report, tries }: DueProbe, signal: AbortSignal): Promise<void> {
  const { database, bell, claimant, log } = workshop;
  const error = await ask(workshop, company, report, signal);
  if (signal.aborted) return;
  if (isAway(error)) {
    const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(tries, 10), longestPauseMs);
    log.info({ company, tries, code: error.code, pauseMs }, 'plex is still away; the queue of this company waits');
    return noteOutage(database, { company, report, code: error.code }, pauseMs);
  }
  // Whatever else is wrong, Plex answers: the next run says it with its own words.
  log.info({ company, tries }, 'plex answers again; the queue of this company goes on');
  await endOutage(database, company);
  await reconcile(database, bell, claimant, 0);
}
