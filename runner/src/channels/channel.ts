// The port to a way of handing over a finished workbook, and the relay that empties the outbox into it.
import { asAppError } from '@repsys/core';
import {
  claimDue,
  confirmDelivery,
  type DueDelivery,
  failDelivery,
  failSpan,
  translateDatabaseError,
} from '@repsys/core/node';
import type { Workshop } from '../workshop.ts';

/** Hands over one delivery and returns a receipt. Handing over twice must give one file. Throws DELIVERY_FAILED. */
export type Channel = {
  readonly name: string;
  deliver(delivery: DueDelivery): Promise<Readonly<Record<string, unknown>>>;
};

/** Sends what is due in this channel now; returns how many were tried. */
export async function relay(parts: Parts, channel: Channel): Promise<number> {
  const due = await claimDue(parts.database, channel.name);
  for (const delivery of due) {
    const { id, run, traceparent: parent } = delivery;
    const attributes = { 'repsys.run': run, 'repsys.delivery': id, 'repsys.channel': channel.name };
    const facts = { kind: 'consumer', parent, attributes, bound: { run, delivery: id } } as const;
    await parts.tracing.enter('delivery', facts, () => handOver(parts, channel, delivery));
  }
  return due.length;
}

type Parts = Pick<Workshop, 'database' | 'log' | 'tracing'>;

async function handOver({ database, log }: Parts, channel: Channel, delivery: DueDelivery): Promise<void> {
  try {
    await confirmDelivery(database, delivery.id, await channel.deliver(delivery));
  } catch (error) {
    failSpan(error);
    log.warn({ channel: channel.name, error }, 'a delivery failed');
    await failDelivery(database, delivery, asAppError(translateDatabaseError(error)));
  }
}
