// How far a run is: which step, what share of the whole, since when.
import type { StepView } from '@repsys/core';
import type { RunCardModel } from './run-model.ts';

/** The step at work, else the next one to come; undefined when all are through or none is known. */
export const currentStep = ({ run }: RunCardModel): StepView | undefined =>
  run.steps.find(({ status }) => status === 'running') ?? run.steps.find(({ status }) => status === 'pending');

/** Finished, kept from an earlier attempt, or failed. */
export const endedSteps = ({ run }: RunCardModel): readonly StepView[] =>
  run.steps.filter(({ status }) => status !== 'pending' && status !== 'running');

/** How long a step took or has been at work, ms; undefined when it never started. */
export function stepDuration({ startedAt, finishedAt }: StepView, now: number): number | undefined {
  return startedAt === null ? undefined : Math.max(0, (finishedAt ?? now) - startedAt);
}

/** How long the run has been at work or took, ms; 0 before it started. */
export const runDuration = ({ run: { startedAt, finishedAt }, now }: RunCardModel): number =>
  startedAt === null ? 0 : Math.max(0, (finishedAt ?? now) - startedAt);

/** Below 1 until the run has ended. Steps count by what they usually take; where that is not known, all alike. One that was kept counts as done: a run that is taken over goes on where it was. */
export function progressShare(model: RunCardModel): number {
  const { run, phase } = model;
  if (run.status === 'succeeded') return 1;
  const { steps } = run;
  const weights = weightsOf(model, steps);
  const rest = restWeight(model, weights);
  const done = steps.reduce((sum, step, at) => sum + (weights[at] ?? 0) * shareOf(step, model), 0);
  const after = phase === 'workbook' ? rest / 2 : 0;
  const total = weights.reduce((sum, weight) => sum + weight, rest);
  return Math.min(0.99, (done + after) / total);
}

function weightsOf({ expectedSteps }: RunCardModel, steps: readonly StepView[]): readonly number[] {
  const known = steps.map(({ name }) => expectedSteps?.get(name)?.p50);
  return known.every((weight) => weight !== undefined)
    ? known.map((weight) => Math.max(1, weight))
    : steps.map(() => 1);
}

/** What the checks and the workbook weigh beside the steps: what is left of the usual time, at least a tenth of it. */
function restWeight({ expected, expectedSteps, run }: RunCardModel, weights: readonly number[]): number {
  const steps = weights.reduce((sum, weight) => sum + weight, 0);
  const least = Math.max(1, steps / 10);
  const weighed = run.steps.every(({ name }) => expectedSteps?.has(name));
  return expected && weighed ? Math.max(least, expected.p50 - steps) : least;
}

function shareOf(step: StepView, { expectedSteps, now }: RunCardModel): number {
  if (step.status === 'done' || step.status === 'skipped') return 1;
  const usual = expectedSteps?.get(step.name)?.p50;
  const elapsed = step.status === 'running' ? stepDuration(step, now) : undefined;
  return usual && elapsed !== undefined ? Math.min(0.95, elapsed / usual) : 0;
}

const cells = 16;

/** A bar of sixteen cells; screen readers pass over it, the percentage stands beside. */
export function bar(share: number): readonly [full: string, empty: string] {
  const full = Math.round(Math.min(1, Math.max(0, share)) * cells);
  return ['█'.repeat(full), '░'.repeat(cells - full)];
}
