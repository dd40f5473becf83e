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

/** Sends what is due in this channel now, one after the other; none is claimed before its turn, or after `signal` aborts. */
export async function relay(parts: Parts, channel: Channel, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [delivery] = await claimDue(parts.database, channel.name, 1);
    if (!delivery) return;
    const { id, run, traceparent: parent } = delivery;
    const attributes = { 'repsys.run': run, 'repsys.delivery': id, 'repsys.channel': channel.name };
    const facts = { kind: 'consumer', parent, attributes, bound: { run, delivery: id } } as const;
    await parts.tracing.enter('delivery', facts, () => handOver(parts, channel, delivery));
  }
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
