// The port to the warehouse: read, stage, and replace one dataset in one scope, fenced, in one transaction.
import type { SqlFile, SqlValues } from '@repsys/core/node';
import type { ClientBase, QueryResultRow } from 'pg';
import type { Remembered } from '../engine/resume.ts';
import type { StepOutcome } from '../engine/step.ts';
import type { SourceColumn, SourceRow } from '../plex/data-source.ts';

/** An open, fenced transaction of one step. A stage handed to `publish` is there as the view `staged`. */
export type WarehouseTransaction = {
  run<Row extends QueryResultRow>(statement: SqlFile, values: SqlValues): Promise<readonly Row[]>;
  /** Count and content hash of a table's rows where `column = value` or `column between [from, to]`. */
  fingerprint(table: string, scope: Readonly<Record<string, Scope>>): Promise<StepOutcome>;
  readonly client: ClientBase;
};
export type Scope = number | readonly [number, number];

/** Rows on their way in: a table of its own, dropped with `drop` or by `publish`. */
export type Stage = {
  readonly table: string;
  /** COPYs batches in, all or nothing, and returns the number of rows. */
  add(batches: AsyncIterable<readonly SourceRow[]>, signal: AbortSignal): Promise<number>;
  drop(): Promise<void>;
};

export type Warehouse = {
  readonly company: number;
  query<Row extends QueryResultRow>(
    statement: SqlFile,
    values: SqlValues,
    signal?: AbortSignal,
  ): Promise<readonly Row[]>;
  /** Rows as arrays, in batches, by a server-side cursor: memory stays flat. */
  stream(
    statement: SqlFile,
    values: SqlValues,
    signal: AbortSignal,
  ): AsyncIterable<readonly (readonly (string | null)[])[]>;
  stage(name: string, columns: readonly SourceColumn[]): Promise<Stage>;
  /**
   * Runs `work` in one transaction that holds the fence, and keeps its outcome as the step's memory in the same
   * transaction. Throws WAREHOUSE_FENCED when another runner has taken over; aborts cancel the running statement.
   */
  publish(
    step: string,
    inputsHash: string,
    work: (transaction: WarehouseTransaction) => Promise<StepOutcome>,
    options: { readonly signal: AbortSignal; readonly stage?: Stage },
  ): Promise<StepOutcome>;
  recall(step: string): Promise<Remembered | undefined>;
};
