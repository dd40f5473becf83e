// Runs steps in order: one after the other, each reported, each skippable with proof; the first failure ends the pipeline.
import { inputsHash, type Remembered, type ResumeRule, skipReason } from './resume.ts';
import type { Step, StepOutcome } from './step.ts';

/** How a step stands, as it changes. `number` counts from 1. */
export type StepEvent = {
  readonly number: number;
  readonly of: number;
  readonly name: string;
  readonly title: string;
  readonly status: 'running' | 'done' | 'skipped' | 'failed';
  readonly rows: number;
  readonly elapsedMs: number;
  readonly note?: string;
};

export type PipelineOptions<Context> = {
  readonly context: Context;
  readonly signal: AbortSignal;
  readonly rule: ResumeRule;
  recall(step: string): Promise<Remembered | undefined>;
  /** Told at every change of state; awaited, so that the record is never behind. */
  onChange(event: StepEvent): Promise<void>;
  /** Told of rows so far within a step; not awaited. */
  onRows(event: StepEvent): void;
  /** Put around the work of every step that runs; does that work and nothing else to it. */
  around?<T>(step: string, work: () => Promise<T>): Promise<T>;
};

/** A failure and the step it happened in. */
export class StepFailure extends Error {
  readonly step: string;
  override readonly cause: unknown;

  constructor(step: string, cause: unknown) {
    super(`step ${step} failed`);
    this.step = step;
    this.cause = cause;
  }
}

/** Runs the pipeline; resolves with each step's outcome by name. Throws StepFailure, or signal.reason when aborted. */
export async function runPipeline<Context>(
  steps: readonly Step<Context>[],
  options: PipelineOptions<Context>,
): Promise<ReadonlyMap<string, StepOutcome>> {
  const outcomes = new Map<string, StepOutcome>();
  for (const [index, step] of steps.entries()) {
    options.signal.throwIfAborted();
    const place = { number: index + 1, of: steps.length, name: step.name, title: step.title };
    outcomes.set(step.name, await takeStep(step, place, outcomes, options));
  }
  return outcomes;
}

type Place = Pick<StepEvent, 'number' | 'of' | 'name' | 'title'>;

async function takeStep<Context>(
  step: Step<Context>,
  place: Place,
  outcomes: ReadonlyMap<string, StepOutcome>,
  options: PipelineOptions<Context>,
): Promise<StepOutcome> {
  const hash = inputsHash(
    step,
    options.context,
    step.needs.map((name) => hashOf(outcomes, name)),
  );
  const remembered = await options.recall(step.name);
  const note = skipReason(step, remembered, hash, options.rule);
  if (remembered && note !== undefined) {
    await options.onChange({ ...place, status: 'skipped', rows: remembered.rows, elapsedMs: 0, note });
    return remembered;
  }
  return executeStep(step, place, hash, options);
}

function hashOf(outcomes: ReadonlyMap<string, StepOutcome>, name: string): string {
  const outcome = outcomes.get(name);
  if (!outcome) throw new Error(`A step needs ${name}, which does not come before it.`);
  return outcome.hash;
}

async function executeStep<Context>(
  step: Step<Context>,
  place: Place,
  hash: string,
  options: PipelineOptions<Context>,
): Promise<StepOutcome> {
  const started = performance.now();
  let rows = 0;
  const event = (status: StepEvent['status'], note?: string): StepEvent => {
    const elapsedMs = Math.round(performance.now() - started);
    return { ...place, status, rows, elapsedMs, ...(note !== undefined && { note }) };
  };
  const progress = (sofar: number) => {
    rows = sofar;
    options.onRows(event('running'));
  };
  await options.onChange(event('running'));
  try {
    const run = () => step.run(options.context, { signal: options.signal, progress, inputsHash: hash });
    const outcome = await (options.around?.(step.name, run) ?? run());
    rows = outcome.rows;
    await options.onChange(event('done', outcome.note));
    return outcome;
  } catch (error) {
    if (!options.signal.aborted) await options.onChange(event('failed')).catch(() => undefined);
    throw options.signal.aborted ? options.signal.reason : new StepFailure(step.name, error);
  }
}
