// Getting rows from Plex into staging: slice by slice, each tried again by itself, each checked against its company.
import { AppError } from '@repsys/core';
import { concurrently } from '../../engine/concurrently.ts';
import type { StepTools } from '../../engine/step.ts';
import type { DataSource, SourceColumn, SourceRow } from '../../plex/data-source.ts';
import { type RetryOptions, retrying } from '../../plex/retry.ts';
import type { Stage } from '../../warehouse/warehouse.ts';
import type { ReportContext } from '../report.ts';

/**
 * One slice of a data source. `extra`: columns of ours put before the source's, the same value in every row.
 * `keep`: whether a row belongs to this slice (where slices overlap at their edges).
 */
export type Slice = {
  readonly name?: string;
  readonly inputs: Readonly<Record<string, string | undefined>>;
  readonly extra?: readonly string[];
  keep?(row: SourceRow): boolean;
};

export type Extract = {
  readonly source: DataSource;
  readonly slices: readonly Slice[];
  readonly extraColumns?: readonly SourceColumn[];
};

/** Reads all slices into one staging table. On any failure the table is dropped and nothing else has changed. */
export async function extract(context: ReportContext, tools: StepTools, ask: Extract): Promise<Stage> {
  const columns = [...(ask.extraColumns ?? []), ...ask.source.columns];
  const stage = await context.warehouse.stage(ask.source.name.toLowerCase(), columns);
  const progress = progressOf(tools);
  try {
    await concurrently(ask.slices, context.slices.concurrency, tools.signal, (slice, signal) =>
      retrying(() => readSlice(context, ask, slice, stage, progress, signal), patience(context, ask.source, signal)),
    );
    return stage;
  } catch (error) {
    await stage.drop().catch(() => undefined);
    throw error;
  }
}

async function readSlice(
  context: ReportContext,
  { source }: Extract,
  slice: Slice,
  stage: Stage,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const own = progress();
  const answer = context.plex.read({
    company: String(context.company),
    source,
    inputs: slice.inputs,
    signal,
    ...(slice.name !== undefined && { slice: slice.name }),
  });
  try {
    await stage.add(shaped(answer, source, slice, context.company, own.add), signal);
  } catch (error) {
    own.forget();
    throw error;
  }
}

/** What one try of a slice has brought; a try that failed has brought nothing. */
type Progress = () => { add(rows: number): void; forget(): void };

/** Counts what slices bring, at the same time and tried again; what is told only grows. */
function progressOf(tools: StepTools): Progress {
  let [rows, told] = [0, 0];
  return () => {
    let own = 0;
    return {
      add(more) {
        own += more;
        rows += more;
        told = Math.max(told, rows);
        tools.progress(told);
      },
      forget() {
        rows -= own;
      },
    };
  };
}

/** Reads a small answer into memory, tried again like a slice. */
export async function readSmall(
  context: ReportContext,
  source: DataSource,
  inputs: Slice['inputs'],
  signal: AbortSignal,
): Promise<readonly SourceRow[]> {
  const once = async () => {
    const answer = context.plex.read({ company: String(context.company), source, inputs, signal });
    const rows: SourceRow[] = [];
    for await (const batch of shaped(answer, source, { inputs }, context.company, () => undefined)) rows.push(...batch);
    return rows;
  };
  return retrying(once, patience(context, source, signal));
}

/** How a slice is tried again, and who is told. */
function patience(context: ReportContext, source: DataSource, signal: AbortSignal): RetryOptions {
  const { outages, slices, log } = context;
  return {
    attempts: slices.attempts,
    outageMs: slices.outageMs,
    signal,
    async onRetry({ error, attempt, waitMs, away }) {
      context.retried(source.name, error.code);
      log.warn({ code: error.code, reason: error.message, attempt, waitMs }, 'a slice is asked for again');
      if (away) await outages.away(error, waitMs);
    },
    onBack: outages.back,
  };
}

async function* shaped(
  answer: AsyncIterable<readonly SourceRow[]>,
  source: DataSource,
  slice: Slice,
  company: number,
  count: (rows: number) => void,
): AsyncGenerator<readonly SourceRow[]> {
  const companyIndex = source.columns.findIndex((column) => column.name === 'PCN');
  const { extra = [], keep } = slice;
  for await (const batch of answer) {
    if (companyIndex >= 0) assertCompany(batch, companyIndex, source, company);
    const kept = keep ? batch.filter(keep) : batch;
    yield extra.length > 0 ? kept.map((row) => [...extra, ...row]) : kept;
    count(kept.length);
  }
}

/** Rule 23: rows of another company never come in. */
function assertCompany(batch: readonly SourceRow[], index: number, source: DataSource, company: number): void {
  const foreign = batch.find((row) => row[index] !== String(company));
  if (!foreign) return;
  throw new AppError(
    'PLEX_UNEXPECTED_SHAPE',
    `${source.name} (${source.key}) answered with a row of company ${foreign[index]} where ${company} was asked for.`,
    { details: { source: source.key, company } },
  );
}

/** Rule 26: a dense source that answers with nothing has not answered. */
export function assertNotEmpty(rows: number, source: DataSource, company: number): void {
  if (rows > 0) return;
  throw new AppError(
    'PLEX_INCOMPLETE',
    `${source.name} (${source.key}) answered without a single row for company ${company}.`,
    {
      details: { source: source.key },
    },
  );
}
