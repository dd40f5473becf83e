// Mends lost rings: accepted runs that nobody holds are rung again every few seconds, from the record.
import type { Database } from './database.ts';
import type { Bell } from './queue.ts';
import { type Claimant, type UnheldRun, unheldRuns } from './record/lifecycle.ts';

/** Rings once for every unheld run that `claimant` may do; returns them. */
export async function reconcile(
  database: Database,
  bell: Bell,
  claimant: Claimant,
  graceSeconds: number,
): Promise<readonly UnheldRun[]> {
  const runs = await unheldRuns(database, claimant, graceSeconds);
  for (const { id, fence } of runs) await bell.ring(id, fence);
  return runs;
}
