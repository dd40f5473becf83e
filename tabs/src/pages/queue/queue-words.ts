// Where a run of the queue stands, in words.
import type { QueueAnswer } from '@repsys/core';
import { queueStrings } from '../../strings.ts';
import { duration, expectation } from '../../words.ts';
import type { Progress } from '../run/use-run.ts';

export type QueueRun = QueueAnswer['runs'][number];

/** The step or phase of a run at work; the place and the holder of the mutex of one that waits. */
export function whereText(run: QueueRun, progress: Progress | undefined): string {
  if (run.status === 'queued') {
    const place = queueStrings.place(run.ahead);
    return run.holder ? `${place}. ${queueStrings.holder(run.holder.run, run.holder.stepTitle)}` : place;
  }
  if (progress?.phase) return queueStrings.phases[progress.phase];
  const moved = progress?.step;
  // The record counts proof and workbook as steps too.
  if (moved) return queueStrings.step(moved.number, run.steps || moved.of, moved.title);
  return run.step === null ? '' : queueStrings.step(run.step, run.steps, run.stepTitle ?? '');
}

/** What is usual; while it runs, how long it has been running too. */
export function expectedText(run: QueueRun, now: number): string {
  const expected = run.expected ? expectation(run.expected) : '';
  if (run.startedAt === null) return expected;
  const elapsed = queueStrings.running(duration(now - run.startedAt));
  return expected === '' ? elapsed : `${elapsed}, ${expected}`;
}
