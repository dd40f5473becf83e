// The steps of a run as short lines: what it did, how long it took, what was kept from an earlier run.
import type { StepView } from '@repsys/core';
import { type Element, line, piece, quiet } from './card.ts';
import { stepDuration } from './progress.ts';
import type { RunCardModel } from './run-model.ts';
import { runStrings as strings } from './strings.ts';
import { counted, duration } from './words.ts';

const most = 12;

/** One line a step; of many the newest, with the number of those before. */
export function stepLines(steps: readonly StepView[], model: RunCardModel): readonly Element[] {
  const shown = steps.slice(-most);
  const earlier = steps.length - shown.length;
  return [
    ...(earlier > 0 ? [quiet(strings.earlierSteps(earlier), { spacing: 'Small' })] : []),
    ...shown.map((step) => stepLine(step, model)),
  ];
}

function stepLine(step: StepView, { detail, now }: RunCardModel): Element {
  const sign = { done: strings.mark.good, skipped: strings.mark.kept, failed: strings.mark.bad }[step.status as string];
  const told = step.status === 'skipped' ? keptText(step) : spent(step, now, detail === 'full');
  return line([piece(`${sign ?? '·'} `), piece(step.title, {}, 60), piece(` · ${told}`, { isSubtle: true }, 80)], {
    spacing: 'Small',
  });
}

function spent(step: StepView, now: number, withRows: boolean): string {
  const ms = stepDuration(step, now);
  const parts = [
    ...(step.status === 'failed' ? [strings.failedStep] : []),
    ...(ms === undefined ? [] : [duration(ms)]),
    ...(withRows && step.rows !== null ? [counted(step.rows, 'row')] : []),
  ];
  return parts.join(' · ');
}

/** The runner's note opens with what was kept and how old it is; its reasons come after the colon. */
const keptText = ({ note }: StepView): string => note?.split(':')[0] ?? strings.kept;

/** The greatest age that the notes of kept steps name, minutes. */
export function keptAge(steps: readonly StepView[]): number | undefined {
  const ages = steps.flatMap(({ note }) => /(\d+) min old/.exec(note ?? '')?.[1] ?? []).map(Number);
  return ages.length === 0 ? undefined : Math.max(...ages);
}
