// An allowed file on its way into somebody's OneDrive, and the card that shows it. Every failure ends in a state that says what to do.
import { AppError, asAppError, isCode } from '@repsys/core';
import {
  awaitProof,
  binding,
  failDelivery,
  failOffer,
  failSpan,
  finishOffer,
  type Offer,
  openConversation,
  span,
  wakeCard,
} from '@repsys/core/node';
import { rangeReader } from '../files/ranges.ts';
import { upload } from '../files/upload.ts';
import type { RunFile } from '../run-file.ts';
import type { Chat } from './chat.ts';
import { infoCard, readPlace, type UploadPlace } from './file-cards.ts';
import { holding } from './hold-delivery.ts';
import { noted } from './noted.ts';
import { cannotTellWho } from './roster.ts';

type Tell = (run: number) => void;

/** Who is to get a file, and a conversation that tells who they are. */
export type Receiver = { readonly person: string; readonly conversation: string };

/** The file of a run for a person, by what they may see now. Throws DELIVERY_NO_RIGHT, DELIVERY_FAILED, DELIVERY_BUSY. */
export async function fileToDeliver({ database, desk, roster }: Chat, to: Receiver, run: number): Promise<RunFile> {
  const place = desk.byStanding ? await openConversation(database, to.conversation) : undefined;
  const person = await roster.person(place, { id: to.person, name: '' });
  return desk.fileToDeliver(person, run).catch((error: unknown) => {
    const isTold = !desk.byStanding || person.standing !== undefined;
    throw isTold || !isCode(error, 'DELIVERY_NO_RIGHT') ? error : cannotTellWho();
  });
}

/** Uploads, shows the file, tidies up. When `signal` aborts the file is left to another bot. Never throws. */
export function deliver(chat: Chat, offer: Offer, signal: AbortSignal, tell: Tell): Promise<void> {
  const { run, request, traceparent: parent } = offer;
  const facts = { parent, attributes: { 'repsys.run': run, 'repsys.request': request, 'repsys.channel': 'chat' } };
  return binding({ run, request }, () => span('file uploaded', facts, () => carry(chat, offer, signal, tell)));
}

async function carry(chat: Chat, offer: Offer, signal: AbortSignal, tell: Tell): Promise<void> {
  const { database, log } = chat;
  const handBack = () => awaitProof(database, offer.delivery, 0, { offer: offer.id });
  try {
    await wakeCard(database, offer.request);
    tell(offer.run);
    const place = readPlace(offer.upload);
    if (!place) throw new AppError('DELIVERY_URL_EXPIRED', 'The address for the upload is gone.');
    const file = await send(chat, offer, place, signal);
    await show(chat, offer, { place, file }, signal);
    tell(offer.run);
  } catch (error) {
    failSpan(error);
    log.warn({ offer: offer.id, error }, 'a file could not be uploaded');
    const left = signal.aborted ? handBack() : giveUp(chat, offer, asAppError(error), tell);
    await left.catch((trouble: unknown) => log.warn({ offer: offer.id, error: trouble }, 'an offer was left as it is'));
  }
}

/** With the record away nothing is ended: the delivery falls due again, and the upload goes on where it was. */
async function giveUp(chat: Chat, offer: Offer, error: AppError, tell: Tell): Promise<void> {
  const { database } = chat;
  if (!(await failOffer(database, offer.id, 'uploading'))) return;
  await failDelivery(database, { ...offer, id: offer.delivery }, error);
  await wakeCard(database, offer.request);
  tell(offer.run);
}

/** Somebody who lost the right since they pressed Allow, or since another bot began, gets nothing more. */
async function send(chat: Chat, offer: Offer, { uploadUrl }: UploadPlace, signal: AbortSignal): Promise<RunFile> {
  const file = await fileToDeliver(chat, offer, offer.run);
  const reader = rangeReader(file.parts);
  const job = { url: uploadUrl, bytes: file.bytes, read: reader.read, signal, allowedHosts: chat.fileHosts };
  await holding(chat.database, offer.delivery, { offer: offer.id }, () => upload(job)).finally(reader.close);
  return file;
}

type Sent = { readonly place: UploadPlace; readonly file: RunFile };

/** First the record, then the card: that it may be lost on its way changes nothing, the run's card links to the file. */
async function show(chat: Chat, offer: Offer, { place, file }: Sent, signal: AbortSignal): Promise<void> {
  const { database, messenger, log } = chat;
  const { name, contentUrl, uniqueId } = place;
  const { sha256, bytes } = file;
  const receipt = { name, url: contentUrl, bytes, sha256 };
  if (!(await noted(() => finishOffer(database, offer.id, receipt)))) return;
  const attachment = infoCard(name, contentUrl, uniqueId);
  await messenger
    .postSurely(offer.conversation, { attachment }, signal)
    .catch((error: unknown) => log.warn({ offer: offer.id, error }, 'the card of a file could not be posted'));
  await wakeCard(database, offer.request);
}
