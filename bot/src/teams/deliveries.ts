// The outbox of the chat: finished workbooks on their way to the conversations they were asked in.
import { AppError, asAppError } from '@repsys/core';
import {
  type Conversation,
  claimDue,
  confirmDelivery,
  type DueDelivery,
  failDelivery,
  openConversation,
  personalConversation,
  readWorkbookParts,
  repeat,
  requestOf,
  viewRun,
  wakeCard,
} from '@repsys/core/node';
import { rangeReader } from '../files/ranges.ts';
import type { Library } from '../graph/library.ts';
import type { Chat } from './chat.ts';
import type { Consent } from './consent.ts';
import { infoCard } from './file-cards.ts';

export type Deliveries = {
  /** Looks for due deliveries now. */
  wake(): void;
  stop(): Promise<void>;
};

const everyMs = 1_000;

/** Empties the outbox, again and again. `tell`: a run's card has something new to say. */
export function startDeliveries(chat: Chat, consent: Consent, tell: (run: number) => void): Deliveries {
  const round = async () => {
    const due = await claimDue(chat.database, 'chat');
    await Promise.all(due.map((delivery) => handOver(chat, consent, delivery, tell)));
  };
  const onTrouble = (error: unknown) => chat.log.warn({ error }, 'the outbox could not be read');
  const loop = repeat(everyMs, round, onTrouble);
  return { wake: () => void round().catch(onTrouble), stop: loop.stop };
}

async function handOver(
  chat: Chat,
  consent: Consent,
  delivery: DueDelivery,
  tell: (run: number) => void,
): Promise<void> {
  const { database, log } = chat;
  try {
    const { person, conversation: id } = await requestOf(database, delivery.request);
    const conversation = id === null ? undefined : await openConversation(database, id);
    if (conversation && conversation.kind !== 'personal' && chat.library)
      await share(chat, chat.library, delivery, conversation);
    else await offerAlone(chat, consent, delivery, conversation, person);
  } catch (error) {
    log.warn({ delivery: delivery.id, run: delivery.run, error }, 'a file could not be handed over');
    await failDelivery(database, delivery, asAppError(error)).catch(() => undefined);
  }
  await wakeCard(database, delivery.request).catch(() => undefined);
  tell(delivery.run);
}

/** In the asker's own chat, also when the wish came from a group: the group's card tells that it is done. */
async function offerAlone(
  { database }: Chat,
  consent: Consent,
  delivery: DueDelivery,
  asked: Conversation | undefined,
  person: string | null,
): Promise<void> {
  const own =
    asked?.kind === 'personal' ? asked : person === null ? undefined : await personalConversation(database, person);
  if (!own || person === null)
    throw new AppError(
      'DELIVERY_CHAT_GONE',
      'The bot has no chat of its own with the asker: open one and press “Offer again”.',
    );
  await consent.offer(delivery, person, own.id);
}

/** Into the library, then shown where it was asked for. */
async function share(chat: Chat, library: Library, delivery: DueDelivery, conversation: Conversation): Promise<void> {
  const { database, messenger, log } = chat;
  const { workbook, company } = await viewRun(database, delivery.run);
  if (!workbook) throw new AppError('DELIVERY_FAILED', `Run ${delivery.run} has no workbook.`);
  const reader = rangeReader(() => readWorkbookParts(database, delivery.run));
  const { fileName: name, bytes, sha256 } = workbook;
  const file = { folder: String(company), name, bytes, read: reader.read, ...channelOf(conversation) };
  const stored = await library.put(file, new AbortController().signal).finally(reader.close);
  const attachment = infoCard(name, stored.webDavUrl, stored.uniqueId);
  await messenger
    .post(conversation.id, { attachment })
    .catch((error: unknown) => log.warn({ delivery: delivery.id, error }, 'the card of a file could not be posted'));
  await confirmDelivery(database, delivery.id, { shared: true, url: stored.webUrl, name, bytes, sha256 });
}

const channelOf = ({ team }: Conversation) =>
  team?.group && team.channel ? { channel: { team: team.group, channel: team.channel } } : {};
