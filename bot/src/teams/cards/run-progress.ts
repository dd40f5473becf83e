// A run that has not ended: its place in the queue, then step by step.
import { type Element, heading, line, momentLine, piece, quiet, type RichText } from './card.ts';
import { bar, currentStep, endedSteps, progressShare, runDuration } from './progress.ts';
import type { RunCardModel } from './run-model.ts';
import { stepLines } from './run-steps.ts';
import { runStrings as strings } from './strings.ts';
import { counted, duration, expectation, percent, timeOfDay } from './words.ts';

/** Waiting: which place, what comes first, how long it usually takes. */
export function queuedBody({ run, expected }: RunCardModel): readonly Element[] {
  const { ahead } = run;
  return [
    heading(ahead === 0 ? strings.next : strings.place(ahead + 1), 'Medium'),
    ...awayLines(run),
    line([ahead === 0 ? strings.startsSoon : strings.ahead(ahead)], { spacing: 'Small' }),
    ...(expected ? [quiet(strings.usually(expectation(expected)), { spacing: 'Small' })] : []),
  ];
}

/** At work: the step, a bar, the percentage in words, what is done. */
export function runningBody(model: RunCardModel): readonly Element[] {
  const next = nextTitle(model);
  return [
    heading(headline(model), 'Medium'),
    ...awayLines(model.run),
    barLine(progressShare(model)),
    line([standing(model)], { spacing: 'Small' }),
    ...(model.run.starts > 1 ? [line([strings.takenOver], { spacing: 'Small' })] : []),
    ...stepLines(endedSteps(model), model),
    ...(next === undefined ? [] : [quiet(strings.after(next), { spacing: 'Small' })]),
  ];
}

/** Why nothing moves: its source is away. */
function awayLines({ outage }: RunCardModel['run']): readonly Element[] {
  return outage ? [momentLine(strings.away(timeOfDay(outage.since), timeOfDay(outage.nextAt)))] : [];
}

/** What it is doing now, in a few words. */
export function headline(model: RunCardModel): string {
  const { run, phase } = model;
  if (phase) return strings.phases[phase];
  if (run.steps.length === 0) return strings.starting;
  const step = currentStep(model);
  return step ? strings.step(step.number, run.steps.length, step.title) : strings.allSteps(run.steps.length);
}

function barLine(share: number): RichText {
  const [full, empty] = bar(share);
  return line([piece(full, { color: 'Accent' }), piece(empty, { isSubtle: true })], { spacing: 'Small' });
}

/** `37 % done · 120,000 rows so far · running for 12 s, usually 20–40 seconds`. */
function standing(model: RunCardModel): string {
  const rows = currentStep(model)?.rows ?? 0;
  const parts = [
    strings.done(percent(progressShare(model))),
    ...(rows > 0 && model.detail === 'full' && !model.phase ? [strings.rowsSoFar(counted(rows, 'row'))] : []),
    elapsed(model),
  ];
  return parts.join(' · ');
}

function elapsed(model: RunCardModel): string {
  const { expected } = model;
  const ms = runDuration(model);
  const spent = strings.elapsed(duration(ms));
  if (!expected) return spent;
  const late = ms > expected.p90;
  return `${spent}, ${(late ? strings.longer : strings.usuallyShort)(expectation(expected))}`;
}

function nextTitle(model: RunCardModel): string | undefined {
  const at = currentStep(model);
  if (!at || model.phase) return undefined;
  return model.run.steps.find(({ number, status }) => number > at.number && status === 'pending')?.title;
}
