// The port to a way of handing over a finished workbook, and the relay that empties the outbox into it.
import { asAppError } from '@repsys/core';
import {
  claimDue,
  confirmDelivery,
  type Database,
  type DueDelivery,
  failDelivery,
  type Logger,
} from '@repsys/core/node';

/** Hands over one delivery and returns a receipt. Handing over twice must give one file. Throws DELIVERY_FAILED. */
export type Channel = {
  readonly name: string;
  deliver(delivery: DueDelivery): Promise<Readonly<Record<string, unknown>>>;
};

/** Sends what is due in this channel now; returns how many were tried. */
export async function relay(database: Database, channel: Channel, log: Logger): Promise<number> {
  const due = await claimDue(database, channel.name);
  for (const delivery of due) {
    try {
      await confirmDelivery(database, delivery.id, await channel.deliver(delivery));
    } catch (error) {
      log.warn({ delivery: delivery.id, run: delivery.run, channel: channel.name, error }, 'a delivery failed');
      await failDelivery(database, delivery, asAppError(error));
    }
  }
  return due.length;
}
