// Mends lost rings: accepted runs that nobody holds are rung again every few seconds, from the record.
import type { Database } from './database.ts';
import type { Bell } from './queue.ts';
import { unheldRuns } from './record/lifecycle.ts';

/** Rings once for every unheld run; returns them. */
export async function reconcile(database: Database, bell: Bell, graceSeconds: number): Promise<readonly number[]> {
  const runs = await unheldRuns(database, graceSeconds);
  for (const run of runs) await bell.ring(run);
  return runs;
}
