// The outbox of the chat, emptied again and again: each delivery by itself, so that a slow one keeps nobody waiting.
import { asAppError } from '@repsys/core';
import {
  claimDue,
  type DueDelivery,
  failDelivery,
  failSpan,
  repeat,
  translateDatabaseError,
  wakeCard,
} from '@repsys/core/node';
import { type HandOverParts, handOver } from './hand-over.ts';
import { openInHand } from './in-hand.ts';

export type Deliveries = {
  /** Looks for due deliveries now. */
  wake(): void;
  /** Takes nothing more; waits for what is in hand, at most `patienceMs`: another bot goes on with the rest. */
  stop(patienceMs: number): Promise<void>;
};

const everyMs = 1_000;

/** Empties the outbox. `tell`: a run's card has something new to say. */
export function startDeliveries(parts: HandOverParts, tell: (run: number) => void): Deliveries {
  const { database, log } = parts.chat;
  const ending = new AbortController();
  const inHand = openInHand();
  const begin = (delivery: DueDelivery) =>
    inHand.begin(inTrace(parts, delivery, ending.signal).then(() => tell(delivery.run)));
  const round = async () => {
    for (const delivery of await claimDue(database, 'chat')) begin(delivery);
  };
  const onTrouble = (error: unknown) => log.warn({ error }, 'the outbox could not be read');
  const loop = repeat(everyMs, round, onTrouble);
  return {
    wake: () => void round().catch(onTrouble),
    async stop(patienceMs) {
      await loop.stop();
      await inHand.idle(patienceMs, () => ending.abort(new Error('The bot is ending.')));
    },
  };
}

/** The trace of a delivery is that of its request. */
function inTrace(parts: HandOverParts, delivery: DueDelivery, signal: AbortSignal): Promise<void> {
  const { id, run, request, traceparent: parent } = delivery;
  const attributes = { 'repsys.run': run, 'repsys.request': request, 'repsys.delivery': id, 'repsys.channel': 'chat' };
  const facts = { kind: 'consumer', parent, attributes, bound: { run, request, delivery: id } } as const;
  return parts.chat.tracing.enter('delivery', facts, () => attempt(parts, delivery, signal));
}

/** One try; when it fails, the outbox keeps why. Never throws. */
async function attempt(parts: HandOverParts, delivery: DueDelivery, signal: AbortSignal): Promise<void> {
  const { database, log } = parts.chat;
  try {
    await handOver(parts, delivery, signal);
  } catch (error) {
    if (signal.aborted) return;
    failSpan(error);
    log.warn({ error }, 'a file could not be handed over');
    await failDelivery(database, delivery, asAppError(translateDatabaseError(error))).catch(() => undefined);
  }
  await wakeCard(database, delivery.request).catch(() => undefined);
}
