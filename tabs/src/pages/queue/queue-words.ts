// Where a run of the queue stands, in words.
import type { QueueAnswer } from '@repsys/core';
import { queueStrings } from '../../strings.ts';
import { duration, expectation, timeOfDay } from '../../words.ts';
import type { Progress } from '../run/use-run.ts';

export type QueueRun = QueueAnswer['runs'][number];

/** Why nothing moves: Plex does not answer. */
export const awayText = ({ since, nextAt }: NonNullable<QueueRun['outage']>, now: number): string =>
  queueStrings.away(timeOfDay(since, now), timeOfDay(nextAt, now));

/** The step or phase of a run at work; the place and the holder of the mutex of one that waits. */
export function whereText(
  run: QueueRun,
  progress: Progress | undefined,
  titleOf: (step: string) => string | undefined,
): string {
  if (run.outage) return awayText(run.outage, Date.now());
  if (run.status === 'queued') {
    const place = queueStrings.place(run.ahead);
    return run.holder ? `${place}. ${queueStrings.holder(run.holder.run, run.holder.stepTitle)}` : place;
  }
  if (progress?.phase) return queueStrings.phases[progress.phase];
  const moved = progress?.step;
  if (moved) return queueStrings.step(moved.number, run.steps || moved.of, titleOf(moved.name) ?? moved.title);
  return run.step === null ? (run.stepTitle ?? '') : queueStrings.step(run.step, run.steps, run.stepTitle ?? '');
}

/** How much of the run is done, 0 to 1, by its steps. */
export function shareDone(run: QueueRun, progress: Progress | undefined): number {
  const now = progress?.step?.number ?? run.step ?? 1;
  const of = run.steps || progress?.step?.of || 1;
  return Math.min(1, (now - 1 + (progress?.phase ? 1 : 0)) / of);
}

/** What is usual; while it runs, how long it has been running too. */
export function timeText(run: QueueRun, now: number): string {
  const usual = run.expected ? queueStrings.usually(expectation(run.expected)) : '';
  const elapsed = run.startedAt === null ? '' : queueStrings.running(duration(now - run.startedAt));
  return [elapsed, usual].filter(Boolean).join(', ');
}
