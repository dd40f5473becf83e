// Deliveries of a run as its readers see them, and the file itself, whole or in part.
import type { Failure } from '@repsys/core';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import type { DeliveryStatus } from './tables.ts';

const deliveriesStatement = sqlFile('./handed-over.sql', import.meta.url);
const fetchedStatement = sqlFile('./fetched.sql', import.meta.url);

/** One hand-over and who asked for it; times in ms since the epoch. */
export type HandedOver = {
  readonly id: number;
  readonly request: number;
  readonly requester: string;
  readonly person: string | null;
  readonly channel: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly askedAt: number;
  readonly finishedAt: number | null;
  readonly receipt: Readonly<Record<string, unknown>> | null;
  readonly failure: Failure | null;
};

type Row = Omit<HandedOver, 'askedAt' | 'finishedAt'> & { readonly asked_at: Date; readonly finished_at: Date | null };

/** All deliveries of a run, oldest first; none before it has ended well. */
export async function deliveriesOf(database: Database, run: number): Promise<readonly HandedOver[]> {
  const rows = await deliveriesStatement.run<Row>(database.pool, { run });
  return rows.map(({ asked_at, finished_at, ...row }) => ({
    ...row,
    askedAt: asked_at.getTime(),
    finishedAt: finished_at?.getTime() ?? null,
  }));
}

/** A person has fetched the file: their deliveries by download are confirmed. */
export async function confirmFetched(
  database: Database,
  run: number,
  person: string,
  receipt: Readonly<Record<string, unknown>>,
): Promise<void> {
  const values = { run, person, receipt: JSON.stringify(receipt) };
  const moved = await fetchedStatement.run<{ channel: string }>(database.pool, values);
  for (const { channel } of moved) database.observer.deliveryMoved({ channel, status: 'confirmed' });
}

/** Bytes `first` to `last` of the workbook, both included, piece by piece. Ends early when the workbook is gone. */
export async function* readWorkbookRange(
  database: Database,
  run: number,
  first: number,
  last: number,
): AsyncGenerator<Buffer> {
  const { rows } = await database.pool.query<{ part: number; bytes: number }>(
    'select part, octet_length(content) as bytes from record.workbook_part where run = $1 order by part',
    [run],
  );
  let start = 0;
  for (const { part, bytes } of rows) {
    const from = Math.max(first - start, 0);
    const length = Math.min(last - start + 1, bytes) - from;
    start += bytes;
    if (length <= 0) continue;
    const content = await pieceOf(database, { run, part, from, length });
    if (!content) return;
    yield content;
  }
}

async function pieceOf(
  database: Database,
  { run, part, from, length }: { run: number; part: number; from: number; length: number },
): Promise<Buffer | undefined> {
  const { rows } = await database.pool.query<{ content: Buffer }>(
    'select substring(content from $3 for $4) as content from record.workbook_part where run = $1 and part = $2',
    [run, part, from + 1, length],
  );
  return rows[0]?.content;
}
