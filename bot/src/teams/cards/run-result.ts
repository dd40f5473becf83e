// A run that ended well: the verdict in words, what was proved, how old the data are, the file.
import { failureWords, type StepView, type Verdict } from '@repsys/core';
import { type Box, type BoxStyle, box, type Element, fact, heading, line, momentLine, piece, quiet } from './card.ts';
import { checkLines, findingLines, provedWords } from './findings.ts';
import { oneLine } from './plain-text.ts';
import { endedSteps, runDuration } from './progress.ts';
import type { RunCardModel } from './run-model.ts';
import { keptAge, stepLines } from './run-steps.ts';
import { runStrings as strings } from './strings.ts';
import { bytes, counted, duration, grouped, moment } from './words.ts';

const looks: Readonly<Record<Verdict, readonly [BoxStyle, string]>> = {
  tied: ['good', strings.mark.good],
  warnings: ['warning', strings.mark.warning],
  'not-tied': ['attention', strings.mark.bad],
};

/** A coloured box whose first words say what its colour says. */
export const banner = (style: BoxStyle, sign: string, words: string, items: readonly Element[]): Box =>
  box([heading(`${sign} ${words}`, 'ExtraLarge'), ...items], { style, bleed: true, spacing: 'Medium' });

/** Verdict, findings and facts. */
export function succeededBody(model: RunCardModel): readonly Element[] {
  const { checks, verdict } = model.run;
  const [style, sign] = looks[verdict ?? 'tied'];
  const stamped = verdict === 'not-tied' ? [line([strings.stamped], { spacing: 'Small' })] : [];
  return [
    banner(style, sign, strings.verdict[verdict ?? 'tied'], [line([provedWords(checks)]), ...stamped]),
    ...findingLines(checks, 'sheet'),
    ...facts(model),
  ];
}

/** The same where not everyone may see the company: that it is done, nothing of what came out. */
export const succeededLess = (model: RunCardModel): readonly Element[] => [
  banner('emphasis', strings.mark.good, strings.lessDone, []),
  fact(strings.took, duration(runDuration(model))),
];

function facts(model: RunCardModel): readonly Element[] {
  const { acceptedAt, startedAt, workbook, steps } = model.run;
  const waited = startedAt === null ? 0 : startedAt - acceptedAt;
  const took = duration(runDuration(model)) + (waited >= 2000 ? `, ${strings.waited(duration(waited))}` : '');
  const rows = steps.reduce((sum, step) => sum + (step.rows ?? 0), 0);
  return [
    ...model.run.totals.map(({ title, value }) => fact(oneLine(title, 90), grouped(value))),
    ...(workbook ? [fact(strings.file, `${workbook.fileName} (${bytes(workbook.bytes)})`, 160)] : []),
    ...dataAge(model),
    fact(strings.took, took),
    ...(rows > 0 ? [fact(strings.handled, strings.handledIn(counted(rows, 'row'), steps.length))] : []),
  ];
}

/** From when to when Plex was read, and what was kept from before that. */
function dataAge({ run, readSteps }: RunCardModel): readonly Element[] {
  const reads = run.steps.filter(({ name, status }) => status === 'done' && (readSteps?.has(name) ?? true));
  const kept = run.steps.filter(({ status }) => status === 'skipped');
  const age = keptAge(kept);
  const told = age === undefined ? undefined : strings.age(duration(age * 60_000), age);
  return [
    ...(reads.length > 0 ? [momentLine(readWords(reads))] : []),
    ...(kept.length > 0 ? [quiet(strings.keptSteps(kept.length, told), { spacing: 'Small' })] : []),
  ];
}

function readWords(reads: readonly StepView[]): string {
  const last = Math.max(...reads.map(({ finishedAt }) => finishedAt ?? 0));
  const first = Math.min(...reads.map(({ startedAt }) => startedAt ?? last));
  const sameMinute = Math.floor(first / 60_000) === Math.floor(last / 60_000);
  return sameMinute ? strings.dataReadAt(moment(last)) : strings.dataRead(moment(first), moment(last));
}

/** What can be unfolded once a run has ended: the technical line of a failure, what every check says and every step took. */
export function detailsOf(model: RunCardModel): readonly Box[] {
  if (model.detail === 'less' || model.run.finishedAt === null) return [];
  const items = [...technicalLines(model), ...checkLines(model.run.checks), ...stepLines(endedSteps(model), model)];
  return items.length === 0
    ? []
    : [box(items, { id: detailsId, isVisible: false, spacing: 'Medium', separator: true })];
}

export const detailsId = 'details';

/** For whoever mends it: data source, number and code. */
function technicalLines({ run: { status, failure, checks } }: RunCardModel): readonly Element[] {
  if (!failure || status !== 'failed') return [];
  // What did not prove is told with its differences.
  const technical = checks.length > 0 ? failure.code : failureWords(failure).technical;
  return [line([piece(technical, { isSubtle: true, fontType: 'Monospace' }, 500)])];
}
