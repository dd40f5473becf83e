// The moment from which on no request joins a run: right before it reads its source for the first time.
import { type ClaimedRun, type Database, markReading } from '@repsys/core/node';
import type { Step } from './engine/step.ts';

/** Told of each step before it begins or is skipped; records the first that reads, or whose earlier reading is kept. */
export function readingMarker<Context>(
  database: Database,
  run: ClaimedRun,
  steps: readonly Step<Context>[],
): (step: string) => Promise<void> {
  const outside = new Set(steps.filter(({ reads }) => reads === 'outside').map(({ name }) => name));
  let isMarked = false;
  return async (step) => {
    if (isMarked || !outside.has(step)) return;
    await markReading(database, run);
    isMarked = true;
  };
}
