// One finished workbook on its way: into the group's library where everybody may see it, else into the asker's own chat.
import { AppError } from '@repsys/core';
import {
  type Conversation,
  confirmDelivery,
  type DueDelivery,
  openConversation,
  personalConversation,
  requestOf,
  span,
  viewRun,
} from '@repsys/core/node';
import { rangeReader } from '../files/ranges.ts';
import type { GroupLibrary } from '../group-library.ts';
import type { Audience } from './audience.ts';
import type { Chat } from './chat.ts';
import type { Consent } from './consent.ts';
import { infoCard } from './file-cards.ts';
import { fileToDeliver } from './file-upload.ts';
import { holding } from './hold-delivery.ts';

export type HandOverParts = { readonly chat: Chat; readonly consent: Consent; readonly audience: Audience };

/** Hands over one delivery, or begins to. Throws what the outbox keeps as the reason. */
export async function handOver(parts: HandOverParts, delivery: DueDelivery, signal: AbortSignal): Promise<void> {
  const { chat } = parts;
  const { person, conversation: id } = await requestOf(chat.database, delivery.request);
  const asked = id === null ? undefined : await openConversation(chat.database, id);
  const library = asked && (await libraryFor(parts, delivery, asked));
  if (asked && library) await share(chat, { library, conversation: asked, person }, delivery, signal);
  else await offerAlone(parts, delivery, asked, person);
}

/** A file goes to a group only where there is a place for it, and everybody there may see the company. */
async function libraryFor(
  { chat: { database, library }, audience }: HandOverParts,
  { run }: DueDelivery,
  conversation: Conversation,
): Promise<GroupLibrary | undefined> {
  if (conversation.kind === 'personal' || !library?.takes(conversation)) return undefined;
  const { company } = await viewRun(database, run);
  return (await audience.atThisMoment(conversation, company)) === 'full' ? library : undefined;
}

/** In the asker's own chat, also when the wish came from a group: the group's card tells that it is done. */
async function offerAlone(
  { chat: { database, messenger }, consent }: HandOverParts,
  delivery: DueDelivery,
  asked: Conversation | undefined,
  person: string | null,
): Promise<void> {
  if (person === null) throw new AppError('DELIVERY_CHAT_GONE', 'Nobody in a chat has asked for this file.');
  const known = asked?.kind === 'personal' ? asked.id : (await personalConversation(database, person))?.id;
  const own = known ?? (asked && (await messenger.openPersonal(asked, person)));
  if (own === undefined) throw new AppError('DELIVERY_CHAT_GONE', 'The bot has no chat with the asker any more.');
  await consent.offer(delivery, person, own);
}

type Shared = {
  readonly library: GroupLibrary;
  readonly conversation: Conversation;
  /** Who asked. */
  readonly person: string | null;
};

/** Into the library, then shown where it was asked for; on behalf of its asker, who must have the right to it themselves. */
async function share(
  chat: Chat,
  { library, conversation, person }: Shared,
  delivery: DueDelivery,
  signal: AbortSignal,
): Promise<void> {
  const { database, messenger, log } = chat;
  const {
    company,
    fileName: name,
    bytes,
    sha256,
    parts,
  } = await fileToDeliver(chat, { person: person ?? '', conversation: conversation.id }, delivery.run);
  const reader = rangeReader(parts);
  const put = () => library.put(conversation, company, { name, bytes, read: reader.read }, signal);
  const upload = () => holding(database, delivery.id, {}, put).finally(reader.close);
  const stored = await span('file uploaded', {}, upload);
  // First the record: that the file's card may be lost on its way changes nothing, the run's card links to the file.
  await confirmDelivery(database, delivery.id, { shared: true, url: stored.webUrl, name, bytes, sha256 });
  const attachment = infoCard(name, stored.webDavUrl, stored.uniqueId);
  await messenger
    .postSurely(conversation.id, { attachment }, signal)
    .catch((error: unknown) => log.warn({ delivery: delivery.id, error }, 'the card of a file could not be posted'));
}
