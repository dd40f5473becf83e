// A CSV file on its way in: PostgreSQL's own reader takes it apart, in the transaction that is open.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DatabaseError, type PoolClient } from 'pg';
import { from } from 'pg-copy-streams';

/** Why a file was refused: its line and PostgreSQL's words. */
export type Refusal = { readonly line: number; readonly reason: string };

/** Classes of errors that are the data's fault: 22 data exception, e.g. a field too many or text that is not UTF-8. */
const dataFault = /^22/;

/** COPYs CSV with a header line; undefined when all went in. After a refusal the transaction can only be rolled back. */
export async function copyCsv(
  client: PoolClient,
  table: string,
  columns: readonly string[],
  bytes: AsyncIterable<Buffer>,
): Promise<Refusal | undefined> {
  const sink = client.query(
    from(`copy ${table} (${columns.join(', ')}) from stdin (format csv, header true, encoding 'UTF8')`),
  );
  try {
    await pipeline(Readable.from(bytes, { objectMode: false }), sink);
    return undefined;
  } catch (error) {
    if (!(error instanceof DatabaseError) || !dataFault.test(error.code ?? '')) throw error;
    return { line: Number(/line (\d+)/.exec(error.where ?? '')?.[1] ?? 0), reason: error.message };
  }
}
