// Rows on their way out: COPY TO STDOUT, so that the server works ahead while the rows are used.
import { addAbortSignal } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type Database, translateDatabaseError } from '@repsys/core/node';
import { escapeLiteral, type PoolClient } from 'pg';
import { to } from 'pg-copy-streams';

/** Rows as text, null for NULL, every value as PostgreSQL writes it: amounts must not pass through a float. */
export type TextRow = readonly (string | null)[];

/**
 * The rows of a query in batches of what the network brings at once; memory stays flat. Values stand in the text as $1, $2, …
 * Leaving early, or an abort, ends the connection, and with it the query.
 */
export async function* copyOut(
  database: Database,
  text: string,
  values: readonly unknown[],
  signal: AbortSignal,
): AsyncGenerator<readonly TextRow[]> {
  let client: PoolClient | undefined;
  let broken = true;
  try {
    client = await database.pool.connect();
    await client.query("set work_mem = '256MB'");
    const source = addAbortSignal(signal, client.query(to(`copy (${withValues(text, values)}) to stdout`)));
    yield* textRows(source);
    await finished(source);
    await client.query('reset work_mem');
    broken = false;
  } catch (error) {
    signal.throwIfAborted();
    throw translateDatabaseError(error);
  } finally {
    client?.release(broken);
  }
}

/** COPY takes no parameters: the values are put into the statement, quoted by the driver. */
function withValues(text: string, values: readonly unknown[]): string {
  return text.replace(/\$(\d+)/g, (_, number: string) => literal(values[Number(number) - 1]));
}

function literal(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value === 'string') return escapeLiteral(value);
  throw new Error(`A value of type ${typeof value} cannot be put into a COPY.`);
}

const lineFeed = 10;

/** Cuts the stream after the last whole line of each chunk. */
async function* textRows(source: AsyncIterable<Buffer>): AsyncGenerator<readonly TextRow[]> {
  let rest: readonly Buffer[] = [];
  for await (const chunk of source) {
    const end = chunk.lastIndexOf(lineFeed);
    if (end < 0) rest = [...rest, chunk];
    else {
      const lines = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8');
      rest = [chunk.subarray(end + 1)];
      yield lines.split('\n').map(textRow);
    }
  }
}

/** One line of PostgreSQL's COPY text format. */
function textRow(line: string): TextRow {
  const cells = line.split('\t');
  return line.includes('\\') ? cells.map(textCell) : cells;
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function textCell(cell: string): string | null {
  if (cell === '\\N') return null;
  return cell.replace(/\\(.)/g, (_, sign: string) => escapes[sign] ?? sign);
}
