// The engine: order, progress, skipping with proof, failing, aborting. It knows no accounting, so these steps do none.
import { describe, expect, it } from 'vitest';
import { type PipelineOptions, runPipeline, type StepEvent, StepFailure } from './pipeline.ts';
import type { Remembered } from './resume.ts';
import type { Step } from './step.ts';

type Context = { readonly day: string };

const step = (name: string, more: Partial<Step<Context>> = {}): Step<Context> => ({
  name,
  title: name.toUpperCase(),
  needs: [],
  reads: 'warehouse',
  inputs: ({ day }) => day,
  run: async () => ({ rows: 1, hash: `hash of ${name}` }),
  ...more,
});

function options(memory = new Map<string, Remembered>()) {
  const events: StepEvent[] = [];
  const controller = new AbortController();
  const given: PipelineOptions<Context> = {
    context: { day: 'Monday' },
    signal: controller.signal,
    rule: { rootRun: 7, maxAgeMs: 60_000, notBefore: 0 },
    recall: async (name) => memory.get(name),
    onChange: async (event) => void events.push(event),
    onRows: (event) => void events.push(event),
  };
  return { given, events, controller };
}

/** Runs the steps once and remembers what a later attempt of the same root would find. */
async function remember(
  steps: readonly Step<Context>[],
  more: Partial<Remembered> = {},
): Promise<Map<string, Remembered>> {
  const memory = new Map<string, Remembered>();
  const recording = steps.map((each) => ({
    ...each,
    async run(...args: Parameters<typeof each.run>) {
      const outcome = await each.run(...args);
      const { inputsHash } = args[1];
      memory.set(each.name, { ...outcome, inputsHash, run: 7, rootRun: 7, writtenAt: Date.now(), ageMs: 0, ...more });
      return outcome;
    },
  }));
  await runPipeline(recording, options().given);
  return memory;
}

describe('a pipeline', () => {
  it('runs its steps in order and tells where it is', async () => {
    const { given, events } = options();
    const counting = step('b', {
      async run(_context, tools) {
        tools.progress(5);
        return { rows: 9, hash: 'x', note: 'nine' };
      },
    });
    const outcomes = await runPipeline([step('a'), counting], given);
    expect([...outcomes.keys()]).toEqual(['a', 'b']);
    expect(events.map(({ number, of, name, status, rows }) => [number, of, name, status, rows])).toEqual([
      [1, 2, 'a', 'running', 0],
      [1, 2, 'a', 'done', 1],
      [2, 2, 'b', 'running', 0],
      [2, 2, 'b', 'running', 5],
      [2, 2, 'b', 'done', 9],
    ]);
    expect(events.at(-1)?.note).toBe('nine');
  });

  it('ends at the first failure, names the step, and runs nothing after it', async () => {
    const { given, events } = options();
    const broken = step('b', { run: async () => Promise.reject(new RangeError('no')) });
    const error = await runPipeline([step('a'), broken, step('c')], given).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StepFailure);
    expect(error).toMatchObject({ step: 'b', cause: new RangeError('no') });
    expect(events.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a running',
      'a done',
      'b running',
      'b failed',
    ]);
  });

  it('that is aborted throws the reason, and no later step runs', async () => {
    const { given, events, controller } = options();
    const waiting = step('a', {
      run: (_context, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          controller.abort(new Error('enough'));
        }),
    });
    await expect(runPipeline([waiting, step('b')], given)).rejects.toThrow('enough');
    expect(events.some(({ name }) => name === 'b')).toBe(false);
  });

  it('refuses a step that needs one which does not come before it', async () => {
    await expect(runPipeline([step('a', { needs: ['b'] }), step('b')], options().given)).rejects.toThrow(/needs b/);
  });
});

describe('a next attempt', () => {
  it('keeps the steps whose inputs have not changed, and says from which run and how old', async () => {
    const steps = [step('a'), step('b', { needs: ['a'] })];
    const { given, events } = options(await remember(steps));
    await runPipeline(steps, given);
    expect(events.map(({ status, note }) => [status, note])).toEqual([
      ['skipped', 'kept from run 7, 0 min old: its inputs have not changed'],
      ['skipped', 'kept from run 7, 0 min old: its inputs have not changed'],
    ]);
  });

  it('runs a step again when what it builds on has changed, and everything that builds on it', async () => {
    const memory = await remember([step('a'), step('b', { needs: ['a'] }), step('c', { needs: ['b'] }), step('d')]);
    const changed = step('a', { inputs: () => 'Tuesday', run: async () => ({ rows: 2, hash: 'other' }) });
    const other = step('b', { needs: ['a'], run: async () => ({ rows: 2, hash: 'other' }) });
    const { given, events } = options(memory);
    await runPipeline([changed, other, step('c', { needs: ['b'] }), step('d')], given);
    const ends = events.filter(({ status }) => status !== 'running');
    expect(ends.map(({ name, status }) => `${name} ${status}`)).toEqual(['a done', 'b done', 'c done', 'd skipped']);
  });

  it('keeps nothing of another request, and nothing from outside that is too old', async () => {
    const steps = [step('a', { reads: 'outside' }), step('b')];
    const foreign = options(await remember(steps, { rootRun: 8 }));
    await runPipeline(steps, foreign.given);
    expect(foreign.events.some(({ status }) => status === 'skipped')).toBe(false);
    const old = options(await remember(steps, { ageMs: 120_000 }));
    await runPipeline(steps, old.given);
    const ends = old.events.filter(({ status }) => status !== 'running');
    expect(ends.map(({ name, status }) => `${name} ${status}`)).toEqual(['a done', 'b skipped']);
  });
});
