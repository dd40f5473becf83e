// The outbox: one row per asker and channel, claimed, sent, confirmed, or given up; a late or repeated hand-over does no harm.
import { type AppError, errorTable, type Failure } from '@repsys/core';
import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';
import { audit } from './audit.ts';
import { inMs, now } from './clock.ts';
import type { DeliveryMove } from './observer.ts';
import type { DeliveryStatus, Tables } from './tables.ts';

export type { DeliveryStatus } from './tables.ts';

const dueStatement = sqlFile('./due.sql', import.meta.url);
const secondsUntilAgain = 30;
const mostAttempts = 8;

export type DueDelivery = {
  readonly id: number;
  readonly request: number;
  readonly run: number;
  readonly attempts: number;
  /** Where its request was accepted, as a trace knows it; null when nothing was traced. */
  readonly traceparent: string | null;
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
  const moved = await database.kysely
    .updateTable('record.delivery')
    .set({ status: 'confirmed', receipt: JSON.stringify(receipt), failure: null, finished_at: now })
    .where('id', '=', id)
    .returning('channel')
    .execute();
  tellMoved(database, moved, 'confirmed');
}

/** Tells who counts. */
function tellMoved(
  { observer }: Database,
  moved: readonly { readonly channel: string }[],
  status: DeliveryMove['status'],
): void {
  for (const { channel } of moved) observer.deliveryMoved({ channel, status });
}

/** Handed over, but not yet proved: the delivery falls due again `afterMs`, unless it is settled before. */
export async function awaitProof(
  database: Database,
  id: number,
  afterMs: number,
  receipt: Readonly<Record<string, unknown>>,
): Promise<void> {
  await database.kysely
    .updateTable('record.delivery')
    .set({ status: 'sent', due_at: inMs(afterMs), receipt: JSON.stringify(receipt), failure: null })
    .where('id', '=', id)
    .where('status', 'in', ['due', 'sent'])
    .execute();
}

/** A try failed: due again later with doubling pauses from 5 s, given up after eight. */
export async function failDelivery(database: Database, delivery: DueDelivery, error: AppError): Promise<void> {
  const last = delivery.attempts >= mostAttempts || !error.retryable;
  const pauseMs = Math.min(5_000 * 2 ** (delivery.attempts - 1), 3_600_000);
  const failure = { code: error.code, message: error.message, move: errorTable[error.code].move };
  const moved = await database.kysely
    .updateTable('record.delivery')
    .set({
      status: last ? 'given-up' : 'due',
      due_at: inMs(pauseMs),
      failure: JSON.stringify(failure),
      ...(last && { finished_at: now }),
    })
    .where('id', '=', delivery.id)
    .where('status', '<>', 'confirmed')
    .returning('channel')
    .execute();
  tellMoved(database, moved, last ? 'given-up' : 'failed');
}

/** A delivery as its asker sees it. */
export type DeliveryView = {
  readonly id: number;
  readonly status: DeliveryStatus;
  readonly receipt: Readonly<Record<string, unknown>> | null;
  readonly failure: Failure | null;
};

/** The delivery of a request in one channel; none before its run has ended well. */
export async function deliveryOf(
  database: Database,
  request: number,
  channel: string,
): Promise<DeliveryView | undefined> {
  return database.kysely
    .selectFrom('record.delivery')
    .select(['id', 'status', 'receipt', 'failure'])
    .where('request', '=', request)
    .where('channel', '=', channel)
    .executeTakeFirst();
}

/** Makes the delivery of a request due once more, from the beginning, for `by`. False when its run has no workbook. */
export async function sendAgain(
  database: Database,
  request: number,
  channel: string,
  by: { readonly id: string; readonly name: string },
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    const run = await makeDueAgain(transaction, request, channel);
    if (run === undefined) return false;
    const details = { request, channel };
    await audit(transaction, { actor: by.name, person: by.id, action: 'had the file sent again', run, details });
    return true;
  });
}

/** The run of the delivery; undefined when it has no workbook. */
async function makeDueAgain(kysely: Kysely<Tables>, request: number, channel: string): Promise<number | undefined> {
  const again = { status: 'due', attempts: 0, due_at: now, finished_at: null } as const;
  const due = await kysely
    .insertInto('record.delivery')
    .columns(['request', 'run', 'channel'])
    .expression((builder) =>
      builder
        .selectFrom('record.request')
        .innerJoin('record.workbook', 'record.workbook.run', 'record.request.run')
        .select((select) => ['record.request.id', 'record.request.run', select.val(channel).as('channel')])
        .where('record.request.id', '=', request),
    )
    .onConflict((conflict) => conflict.columns(['request', 'channel']).doUpdateSet(again))
    .returning('run')
    .executeTakeFirst();
  return due?.run;
}
