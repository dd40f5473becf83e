// Staging tables: unlogged, one per step and fence, filled by COPY.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@repsys/core';
import { type Database, inTransaction, withClient } from '@repsys/core/node';
import { DatabaseError } from 'pg';
import { from } from 'pg-copy-streams';
import type { CellKind, SourceColumn, SourceRow } from '../plex/data-source.ts';
import type { Stage } from './warehouse.ts';

const sqlType: Readonly<Record<CellKind, string>> = {
  text: 'text collate "C"',
  integer: 'integer',
  amount: 'numeric(38, 5)',
  boolean: 'boolean',
  timestamp: 'timestamp',
};

/** The name a column of a data source has in SQL: `Account_No` is `account_no`. */
export function sqlName(column: SourceColumn): string {
  const name = column.name.toLowerCase();
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`"${column.name}" cannot be a column`);
  return name;
}

/** Creates an empty staging table; one of the same name, left by a runner that died, is dropped first. */
export async function createStage(database: Database, table: string, columns: readonly SourceColumn[]): Promise<Stage> {
  const definitions = columns.map((column) => `${sqlName(column)} ${sqlType[column.kind]}`);
  await withClient(database, async (client) => {
    await client.query(`drop table if exists ${table}`);
    await client.query(`create unlogged table ${table} (${definitions.join(', ')})`);
  });
  return {
    table,
    add: (batches, signal) => copyIn(database, table, batches, signal),
    drop: () => dropStage(database, table),
  };
}

/** What cannot be dropped at once, since a session that is lost still has it, is left for the company's next run. */
async function dropStage(database: Database, table: string): Promise<void> {
  await inTransaction(database, async (client) => {
    await client.query("set local lock_timeout = '1s'");
    await client.query(`drop table if exists ${table} cascade`);
  });
}

/**
 * Drops what runners that died left in staging for this company: every table of an older fence. One that a frozen runner
 * still holds is left for the next run.
 */
export async function dropStaleStages(database: Database, company: number, fence: string): Promise<void> {
  await withClient(database, async (client) => {
    const { rows } = await client.query<{ tablename: string }>(
      `select tablename from pg_tables where schemaname = 'stage'`,
    );
    const stale = rows.map((row) => row.tablename).filter((table) => isStale(table, company, fence));
    await client.query("set lock_timeout = '100ms'");
    for (const table of stale) await client.query(`drop table if exists stage.${table} cascade`).catch(() => undefined);
    await client.query('reset lock_timeout');
  });
}

function isStale(table: string, company: number, fence: string): boolean {
  const [, ofCompany, ofFence] = /_(\d+)_(\d+)$/.exec(table) ?? [];
  return ofCompany === String(company) && ofFence !== undefined && BigInt(ofFence) < BigInt(fence);
}

async function copyIn(
  database: Database,
  table: string,
  batches: AsyncIterable<readonly SourceRow[]>,
  signal: AbortSignal,
): Promise<number> {
  return withClient(database, async (client) => {
    const counter = { rows: 0 };
    const sink = client.query(from(`copy ${table} from stdin`));
    await pipeline(Readable.from(copyText(batches, counter), { objectMode: false }), sink, { signal }).catch(
      (error) => {
        throw translateOutOfRange(error);
      },
    );
    return counter.rows;
  });
}

const outOfRange = '22003';

/** A number that is one, and does not fit into its column: `COPY …, line 3, column account_key: "9999999999"`. */
function translateOutOfRange(error: unknown): unknown {
  if (!(error instanceof DatabaseError) || error.code !== outOfRange) return error;
  const [, line = '?', column = 'a column', value = ''] =
    /line (\d+), column (\w+): "([^"]*)"/.exec(error.where ?? '') ?? [];
  return new AppError(
    'PLEX_UNEXPECTED_SHAPE',
    `Row ${line} of the answer: ${column} is ${value}, which is out of range.`,
    {
      cause: error,
      details: { row: Number(line), column, value },
    },
  );
}

async function* copyText(
  batches: AsyncIterable<readonly SourceRow[]>,
  counter: { rows: number },
): AsyncGenerator<string> {
  for await (const batch of batches) {
    counter.rows += batch.length;
    yield batch.map(copyLine).join('');
  }
}

function copyLine(row: SourceRow): string {
  let line = '';
  for (let index = 0; index < row.length; index += 1) {
    if (index > 0) line += '\t';
    line += copyCell(row[index] ?? null);
  }
  return `${line}\n`;
}

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One value in PostgreSQL's COPY text format. */
export function copyCell(value: string | null): string {
  if (value === null) return '\\N';
  return special.test(value) ? value.replace(/[\\\t\n\r]/g, (found) => escapes[found] ?? found) : value;
}
