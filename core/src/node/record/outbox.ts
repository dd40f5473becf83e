// The outbox: one row per asker and channel, claimed, sent, confirmed, or given up; a late or repeated hand-over does no harm.
import { type AppError, errorTable } from '@repsys/core';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';

const dueStatement = sqlFile('./due.sql', import.meta.url);
const secondsUntilAgain = 30;
const mostAttempts = 8;

export type DueDelivery = {
  readonly id: number;
  readonly request: number;
  readonly run: number;
  readonly attempts: number;
};

/** Takes due deliveries of a channel; a claim that is not settled within 30 s falls due again. */
export async function claimDue(database: Database, channel: string, most = 10): Promise<readonly DueDelivery[]> {
  return dueStatement.run<DueDelivery>(database.pool, { channel, most, again_s: secondsUntilAgain });
}

/** The channel has proof of arrival. */
export async function confirmDelivery(
  database: Database,
  id: number,
  receipt: Readonly<Record<string, unknown>>,
): Promise<void> {
  await database.kysely
    .updateTable('record.delivery')
    .set({ status: 'confirmed', receipt: JSON.stringify(receipt), failure: null, finished_at: new Date() })
    .where('id', '=', id)
    .execute();
}

/** A try failed: due again later with doubling pauses from 5 s, given up after eight. */
export async function failDelivery(database: Database, delivery: DueDelivery, error: AppError): Promise<void> {
  const last = delivery.attempts >= mostAttempts || !error.retryable;
  const pauseMs = Math.min(5_000 * 2 ** (delivery.attempts - 1), 3_600_000);
  const failure = { code: error.code, message: error.message, move: errorTable[error.code].move };
  await database.kysely
    .updateTable('record.delivery')
    .set({
      status: last ? 'given-up' : 'due',
      due_at: new Date(Date.now() + pauseMs),
      failure: JSON.stringify(failure),
      ...(last && { finished_at: new Date() }),
    })
    .where('id', '=', delivery.id)
    .where('status', '<>', 'confirmed')
    .execute();
}

/** The asker fetched the file: the delivery of that request by download is confirmed. */
export async function confirmDownload(
  database: Database,
  request: number,
  receipt: Readonly<Record<string, unknown>>,
): Promise<void> {
  await database.kysely
    .updateTable('record.delivery')
    .set({ status: 'confirmed', receipt: JSON.stringify(receipt), finished_at: new Date() })
    .where('request', '=', request)
    .where('channel', '=', 'download')
    .execute();
}
