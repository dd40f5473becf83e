// Reading a finished run: how long it took, and where the time went.
import type { RunView } from '@repsys/core/node';

/** From accepted to finished, in ms, both of the database's clock. */
export function runMs({ acceptedAt, finishedAt }: RunView): number {
  if (finishedAt === null) throw new Error('The run has not finished.');
  return finishedAt - acceptedAt;
}

/** Where the time went: each step or phase of at least `fewMs`, as `seconds name`, longest first. */
export function whereTheTimeWent({ steps }: RunView, fewMs: number): string {
  return steps
    .map(({ name, startedAt, finishedAt }) => ({ name, ms: (finishedAt ?? 0) - (startedAt ?? 0) }))
    .filter(({ ms }) => ms >= fewMs)
    .sort((left, right) => right.ms - left.ms)
    .map(({ name, ms }) => `${(ms / 1_000).toFixed(1)} ${name}`)
    .join(', ');
}
