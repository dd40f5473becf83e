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

/** Does so every `everyMs` until stopped; trouble is reported and tried again. */
export function startReconciler(
  database: Database,
  bell: Bell,
  settings: { readonly everyMs: number; readonly graceSeconds: number; readonly onTrouble: (error: unknown) => void },
): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const next = () => {
    turn = reconcile(database, bell, settings.graceSeconds)
      .catch(settings.onTrouble)
      .finally(() => {
        if (!stopped) timer = setTimeout(next, settings.everyMs);
      });
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
}
