// The warehouse in PostgreSQL, for one run: everything it publishes is fenced.
import { AppError } from '@repsys/core';
import { type ClaimedRun, type Database, holdFence, inTransaction, withClient } from '@repsys/core/node';
import { DatabaseError, type PoolClient, type QueryResultRow } from 'pg';
import Cursor from 'pg-cursor';
import type { Remembered } from '../engine/resume.ts';
import type { StepOutcome } from '../engine/step.ts';
import { createStage } from './staging.ts';
import type { Scope, Warehouse, WarehouseTransaction } from './warehouse.ts';

const batchRows = 2_000;

/** The warehouse as `run` sees it: its company, under its fence. */
export function openWarehouse(database: Database, run: ClaimedRun): Warehouse {
  const { company } = run;
  return {
    company,
    query: (statement, values, signal) => withClient(database, (client) => statement.run(client, values), signal),
    stream: (statement, values, signal) => streamRows(database, statement.text, statement.values(values), signal),
    stage: (name, columns) => createStage(database, `stage.${name}_${company}_${run.fence}`, columns),
    recall: (step) => recall(database, company, step),
    async publish(step, inputsHash, work, { signal, stage }) {
      const publishing = async (client: PoolClient) => {
        if (stage) await client.query(`create temporary view staged as select * from ${stage.table}`);
        // Big sorts and hashes stay in memory: one step at a time runs here.
        await client.query("set local work_mem = '256MB'");
        await holdFence(client, company, run.fence);
        const outcome = await work(transactionOn(client));
        await remember(client, run, step, inputsHash, outcome);
        if (stage) await client.query(`drop table ${stage.table} cascade`);
        return outcome;
      };
      try {
        return await inTransaction(database, publishing, signal);
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

function transactionOn(client: PoolClient): WarehouseTransaction {
  return {
    client,
    run: (statement, values) => statement.run(client, values),
    fingerprint: (table, scope) => fingerprint(client, table, scope),
  };
}

async function fingerprint(
  client: PoolClient,
  table: string,
  scope: Readonly<Record<string, Scope>>,
): Promise<StepOutcome> {
  const conditions = Object.entries(scope).map(([column, value]) =>
    typeof value === 'number' ? `${column} = ${value}` : `${column} between ${value[0]} and ${value[1]}`,
  );
  const { rows } = await client.query<{ rows: string; hash: string }>(
    `select count(*) as rows, coalesce(sum(hashtextextended(each::text, 0)), 0)::text as hash
     from ${table} each where ${conditions.join(' and ')}`,
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

type DatasetRow = { run: number; root_run: number; inputs_hash: string; hash: string; rows: string; written_at: Date };

async function recall(database: Database, company: number, step: string): Promise<Remembered | undefined> {
  const { rows } = await withClient(database, (client) =>
    client.query<DatasetRow>('select * from record.dataset where company = $1 and step = $2', [company, step]),
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
  };
}

async function* streamRows(
  database: Database,
  text: string,
  values: unknown[],
  signal: AbortSignal,
): AsyncGenerator<readonly (readonly (string | null)[])[]> {
  const client = await database.pool.connect();
  let broken = true;
  try {
    await client.query("set work_mem = '256MB'");
    const cursor = client.query(new Cursor<QueryResultRow>(text, values, { rowMode: 'array', types: textOnly }));
    for (;;) {
      signal.throwIfAborted();
      const batch = await cursor.read(batchRows);
      if (batch.length === 0) break;
      yield batch as unknown as readonly (readonly (string | null)[])[];
    }
    await cursor.close();
    await client.query('reset work_mem');
    broken = false;
  } finally {
    client.release(broken);
  }
}

/** Every value as PostgreSQL wrote it: amounts must not pass through a float. */
const textOnly = { getTypeParser: () => (value: string) => value };
