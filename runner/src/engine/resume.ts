// Which steps a next attempt may skip: those that an attempt of the same root finished from the very same inputs.
import { createHash } from 'node:crypto';
import type { Step, StepOutcome } from './step.ts';

/**
 * What is remembered of a step's last result for a company. `writtenAt` in ms since the epoch; `ageMs` by the same clock, which
 * need not be ours.
 */
export type Remembered = StepOutcome & {
  readonly run: number;
  readonly rootRun: number;
  readonly inputsHash: string;
  readonly writtenAt: number;
  readonly ageMs: number;
};

/**
 * `maxAgeMs`: how old a result from an outside system may be to be kept; `notBefore`: the moment from which on it may
 * have been read, ms since the epoch.
 */
export type ResumeRule = {
  readonly rootRun: number;
  readonly maxAgeMs: number;
  readonly notBefore: number;
};

/** The hash of all that decides a step's result: its name, its own inputs and the content it builds on. */
export function inputsHash<Context>(step: Step<Context>, context: Context, needed: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([step.name, step.inputs(context), needed]))
    .digest('hex');
}

/** Why the step may be skipped, in words; undefined when it must run. */
export function skipReason<Context>(
  step: Step<Context>,
  remembered: Remembered | undefined,
  hash: string,
  rule: ResumeRule,
): string | undefined {
  if (!remembered || remembered.rootRun !== rule.rootRun || remembered.inputsHash !== hash) return undefined;
  const { ageMs } = remembered;
  if (step.reads === 'outside' && (ageMs > rule.maxAgeMs || remembered.writtenAt < rule.notBefore)) return undefined;
  return `kept from run ${remembered.run}, ${Math.max(0, Math.round(ageMs / 60_000))} min old: its inputs have not changed`;
}
