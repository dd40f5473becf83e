// What a runner counts and traces of its work: steps, and calls to Plex. Engine, reports and the Plex adapter know nothing of it.
import { asAppError } from '@repsys/core';
import { beginSpan, binding, type Metrics, span } from '@repsys/core/node';
import type { Plex, SourceAnswer, SourceQuery, SourceRow } from './plex/data-source.ts';

/** A step that has ended, or a phase that is shown like one. */
export type EndedStep = {
  readonly name: string;
  readonly status: 'done' | 'skipped' | 'failed';
  readonly rows?: number;
  readonly elapsedMs: number;
};

/** Counts a step of a report. */
export function countStep(metrics: Metrics, report: string, { name: step, status, rows, elapsedMs }: EndedStep): void {
  metrics.count('repsys_steps_total', { report, step, status });
  if (status !== 'done') return;
  metrics.observe('repsys_step_duration_seconds', { report, step }, elapsedMs / 1_000);
  if (rows !== undefined) metrics.count('repsys_step_rows_total', { report, step }, rows);
}

/** Does the work of a step in a span of its own, its name in every log line. */
export const inStep = <T>(step: string, work: () => Promise<T>): Promise<T> =>
  binding({ step }, () => span(`step ${step}`, { attributes: { 'repsys.step': step } }, work));

/** The same Plex, each call counted and traced. The time of a call includes its wait for a free line. */
export function countedPlex(plex: Plex, metrics: Metrics): Plex {
  return { read: (query) => countedAnswer(plex.read(query), query, metrics), check: plex.check };
}

function countedAnswer(answer: SourceAnswer, query: SourceQuery, metrics: Metrics): SourceAnswer {
  return { [Symbol.asyncIterator]: () => batchesOf(answer, query, metrics), receipt: answer.receipt };
}

async function* batchesOf(
  answer: SourceAnswer,
  { source: { name: source }, company }: SourceQuery,
  metrics: Metrics,
): AsyncGenerator<readonly SourceRow[], void, undefined> {
  const end = beginSpan(`plex ${source}`, {
    kind: 'client',
    attributes: { 'repsys.source': source, 'repsys.company': company },
  });
  const started = performance.now();
  let rows = 0;
  let outcome = 'stopped';
  let failure: unknown;
  try {
    for await (const batch of answer) {
      rows += batch.length;
      yield batch;
    }
    outcome = 'ok';
  } catch (error) {
    failure = error;
    outcome = outcomeOf(error);
    throw error;
  } finally {
    const bytes = outcome === 'ok' ? answer.receipt().bytes : 0;
    metrics.count('repsys_plex_calls_total', { source, outcome });
    metrics.count('repsys_plex_rows_total', { source }, rows);
    metrics.count('repsys_plex_received_bytes_total', { source }, bytes);
    metrics.observe('repsys_plex_call_duration_seconds', { source }, (performance.now() - started) / 1_000);
    end({ 'repsys.rows': rows, 'repsys.bytes': bytes, 'repsys.outcome': outcome }, failure);
  }
}

/** A call that was ended by us (the run is cancelled, another slice has failed) says nothing of Plex. */
function outcomeOf(error: unknown): string {
  const { code } = asAppError(error);
  return code.startsWith('PLEX_') ? code : 'stopped';
}
