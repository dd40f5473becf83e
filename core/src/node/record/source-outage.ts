// Outages of a source: since when it does not answer for a company, and when it is tried again. While a row stands, the company's runs wait.
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import { type Claimant, silenceSeconds } from './lifecycle.ts';

const claimStatement = sqlFile('./claim-probes.sql', import.meta.url);

/** What people see of an outage; times in ms since the epoch. */
export type SourceOutage = { readonly since: number; readonly triedAt: number; readonly nextAt: number };

/** The source does not answer for this company; it is tried again after `pauseMs`. */
export async function noteOutage(
  database: Database,
  { company, report, code }: { readonly company: number; readonly report: string; readonly code: string },
  pauseMs: number,
): Promise<void> {
  await database.pool.query(
    `insert into record.source_outage as outage (company, report, code, next_at)
     values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
     on conflict (company) do update
       set report = excluded.report, code = excluded.code, tries = outage.tries + 1,
           tried_at = clock_timestamp(), next_at = excluded.next_at`,
    [company, report, code, pauseMs / 1_000],
  );
}

/** The source answers again for this company. */
export async function endOutage(database: Database, company: number): Promise<void> {
  await database.pool.query('delete from record.source_outage where company = $1', [company]);
}

/** An outage whose source is to be asked now. `tries`: those that failed. */
export type DueProbe = { readonly company: number; readonly report: string; readonly tries: number };

/** Takes the outages to be probed, of which no run looks after by itself; nobody else gets them for `leaseMs`. */
export async function claimProbes(
  database: Database,
  { companies, reports }: Claimant,
  leaseMs: number,
  most = 4,
): Promise<readonly DueProbe[]> {
  const values = { companies, reports, silence_s: silenceSeconds, lease_s: leaseMs / 1_000, most };
  return claimStatement.run<DueProbe>(database.pool, values);
}
