// A run that did not end well: what happened, where, whose move it is.
import { type Audience, errorTable, type Failure, failureWords } from '@repsys/core';
import { type Element, line, piece } from './card.ts';
import { findingLines, provedWords } from './findings.ts';
import type { RunCardModel } from './run-model.ts';
import { banner } from './run-result.ts';
import { runStrings as strings } from './strings.ts';

/** Where it stopped, why, and what whom to do; where not everyone may see the company, only whose move it is. */
export function failedBody(model: RunCardModel): readonly Element[] {
  const { failure, checks } = model.run;
  if (model.detail === 'less')
    return [banner('attention', strings.mark.bad, strings.failed, []), ...moveLine(failure, '')];
  const proved = isUntied(model) ? [line([provedWords(checks)], { spacing: 'Small' })] : [];
  // A run that does not tie fails with the words of its findings, which come with their differences below.
  const words = failure && failureWords(failure);
  return [
    banner('attention', strings.mark.bad, strings.failed, [line([placeOf(model)]), ...proved]),
    ...(words && !isUntied(model) ? [line([piece(words.sentence, {}, 400)])] : []),
    ...moveLine(failure, words?.move ?? ''),
    ...findingLines(checks, model.tabUrl === undefined ? 'nowhere' : 'tab'),
  ];
}

/** Stopped by wish. */
export function cancelledBody(model: RunCardModel): readonly Element[] {
  const message = model.detail === 'full' ? model.run.failure?.message : undefined;
  return [
    banner(
      'emphasis',
      strings.mark.bad,
      strings.cancelled,
      message === undefined ? [] : [line([piece(message, {}, 200)])],
    ),
    line([strings.cancelledText]),
  ];
}

/** The step's place and title, or that the numbers do not tie. */
export function placeOf(model: RunCardModel): string {
  const { steps, failure } = model.run;
  if (isUntied(model)) return strings.notTied;
  const step = steps.find(({ name, status }) => name === failure?.step || status === 'failed');
  if (step) return strings.step(step.number, steps.length, step.title);
  return failure?.step === undefined ? strings.beforeSteps : strings.failedAt;
}

const isUntied = ({ run: { checks } }: RunCardModel): boolean =>
  checks.some(({ passed, severity }) => !passed && severity === 'blocking');

function moveLine(failure: Failure | null, move: string): readonly Element[] {
  if (!failure) return [];
  const who = strings.whose[audienceOf(failure)];
  return [line([piece(move ? strings.move(who) : who, { weight: 'Bolder' }), piece(move, {}, 300)])];
}

/** A record may hold codes of another version. */
const audienceOf = ({ code }: Failure): Audience =>
  Object.hasOwn(errorTable, code) ? errorTable[code].audience : 'developer';
