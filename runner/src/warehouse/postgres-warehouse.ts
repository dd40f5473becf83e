// The warehouse in PostgreSQL, for one run: everything it publishes is fenced.
import { AppError } from '@repsys/core';
import {
  type ClaimedRun,
  type Database,
  holdFence,
  inTransaction,
  type SqlFile,
  type SqlValues,
  withClient,
} from '@repsys/core/node';
import { DatabaseError, type PoolClient, type QueryResultRow } from 'pg';
import type { Remembered } from '../engine/resume.ts';
import type { StepOutcome } from '../engine/step.ts';
import { copyOut } from './copy-out.ts';
import { createStage } from './staging.ts';
import { misjudged, refreshStatistics } from './statistics.ts';
import type { Scope, Warehouse, WarehouseTransaction } from './warehouse.ts';

/**
 * Big sorts and hashes stay in memory: one step at a time runs here. And no nested loops: right after a company's first
 * load there are no statistics of its rows, and a plan made for a handful of them takes hours over a hundred thousand.
 */
const forBulk = "set local work_mem = '256MB'; set local enable_nestloop = off";

/** The warehouse as `run` sees it: its company, under its fence. */
export function openWarehouse(database: Database, run: ClaimedRun): Warehouse {
  const { company } = run;
  return {
    company,
    query<Row extends QueryResultRow>(statement: SqlFile, values: SqlValues, signal?: AbortSignal) {
      const asking = async (client: PoolClient) => {
        await client.query(forBulk);
        return statement.run<Row>(client, values);
      };
      return inTransaction(database, asking, signal);
    },
    stream: (statement, values, signal) => copyOut(database, statement.text, statement.values(values), signal),
    stage: (name, columns) => createStage(database, `stage.${name}_${company}_${run.fence}`, columns),
    recall: (step) => recall(database, company, step),
    async publish(step, inputsHash, work, { signal, stage }) {
      const stale = new Set<string>();
      const publishing = async (client: PoolClient) => {
        if (stage) await client.query(`create temporary view staged as select * from ${stage.table}`);
        await client.query(forBulk);
        await holdFence(client, company, run.fence);
        const outcome = await work(transactionOn(client, stale));
        await remember(client, run, step, inputsHash, outcome);
        if (stage) await client.query(`drop table ${stage.table} cascade`);
        return outcome;
      };
      try {
        const outcome = await inTransaction(database, publishing, signal);
        await refreshStatistics(database, stale);
        return outcome;
      } catch (error) {
        await stage?.drop().catch(() => undefined);
        throw translateDuplicate(error, step);
      }
    },
  };
}

const uniqueViolation = '23505';

/** The same key twice in one answer is the answer's fault. */
function translateDuplicate(error: unknown, step: string): unknown {
  if (!(error instanceof DatabaseError) || error.code !== uniqueViolation || error.schema !== 'plex') return error;
  return new AppError('PLEX_UNEXPECTED_SHAPE', `${step}: Plex sent the same row twice. ${error.detail ?? ''}`, {
    cause: error,
  });
}

/** `stale` collects the tables that the planner has wrong ideas of. */
function transactionOn(client: PoolClient, stale: Set<string>): WarehouseTransaction {
  return {
    client,
    run: (statement, values) => statement.run(client, values),
    async fingerprint(table, scope) {
      const condition = conditionOf(scope);
      const outcome = await fingerprint(client, table, condition);
      if (await misjudged(client, table, condition, outcome.rows)) stale.add(table);
      return outcome;
    },
  };
}

function conditionOf(scope: Readonly<Record<string, Scope>>): string {
  const conditions = Object.entries(scope).map(([column, value]) =>
    typeof value === 'number' ? `${column} = ${value}` : `${column} between ${value[0]} and ${value[1]}`,
  );
  return conditions.join(' and ');
}

/** Rows are hashed as records and summed: no order, no text of theirs has to be made. */
async function fingerprint(client: PoolClient, table: string, condition: string): Promise<StepOutcome> {
  const { rows } = await client.query<{ rows: string; hash: string }>(
    `select count(*) as rows, coalesce(sum(hash_record_extended(each, 0)), 0)::text as hash from ${table} each where ${condition}`,
  );
  return { rows: Number(rows[0]?.rows ?? 0), hash: `${rows[0]?.rows}:${rows[0]?.hash}` };
}

async function remember(
  client: PoolClient,
  run: ClaimedRun,
  step: string,
  inputsHash: string,
  { rows, hash }: StepOutcome,
): Promise<void> {
  await client.query(
    `insert into record.dataset (company, step, run, root_run, inputs_hash, hash, rows) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (company, step) do update
       set run = excluded.run, root_run = excluded.root_run, inputs_hash = excluded.inputs_hash, hash = excluded.hash,
           rows = excluded.rows, written_at = clock_timestamp()`,
    [run.company, step, run.id, run.root_run, inputsHash, hash, rows],
  );
}

type DatasetRow = {
  run: number;
  root_run: number;
  inputs_hash: string;
  hash: string;
  rows: string;
  age_ms: number;
  written_at: Date;
};

async function recall(database: Database, company: number, step: string): Promise<Remembered | undefined> {
  const { rows } = await withClient(database, (client) =>
    client.query<DatasetRow>(
      `select *, extract(epoch from clock_timestamp() - written_at)::float8 * 1000 as age_ms
       from record.dataset where company = $1 and step = $2`,
      [company, step],
    ),
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    run: row.run,
    rootRun: row.root_run,
    inputsHash: row.inputs_hash,
    hash: row.hash,
    rows: Number(row.rows),
    writtenAt: row.written_at.getTime(),
    ageMs: row.age_ms,
  };
}
