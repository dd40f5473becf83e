// Files in a 1:1 chat: offered, allowed, uploaded in the background, shown. Whatever goes wrong leaves a next step on the run's card.
import { AppError, asAppError } from '@repsys/core';
import {
  awaitProof,
  confirmDelivery,
  type DueDelivery,
  failDelivery,
  findOffer,
  latestOffer,
  moveOffer,
  noteConsentCard,
  type Offer,
  openOffer,
  type RunView,
  readWorkbookParts,
  viewRun,
  wakeCard,
} from '@repsys/core/node';
import { rangeReader } from '../files/ranges.ts';
import { upload } from '../files/upload.ts';
import { noticeCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import { consentCard, infoCard, readConsent, readPlace, type UploadPlace } from './file-cards.ts';
import type { Incoming } from './incoming.ts';

export type Consent = {
  /** Offers the workbook of a delivery in a 1:1 chat, or goes on with the offer there is. */
  offer(delivery: DueDelivery, person: string, conversation: string): Promise<void>;
  /** Takes somebody's Allow or Decline: noted at once, the upload goes on behind. */
  answer(incoming: Incoming): Promise<void>;
  /** Waits for uploads in hand; aborts them when `patienceMs` is over: another bot goes on with them. */
  stop(patienceMs: number): Promise<void>;
};

/** An upload gives a sign of life at least this often, else another bot takes it over. */
const silenceMs = 60_000;

type Tell = (run: number) => void;

export function openConsent(chat: Chat, tell: Tell): Consent {
  const { database } = chat;
  const ending = new AbortController();
  const inHand = new Set<Promise<void>>();
  const begin = (offer: Offer) => {
    const work = deliver(chat, offer, ending.signal, tell).finally(() => inHand.delete(work));
    inHand.add(work);
  };
  return {
    async offer(delivery, person, conversation) {
      const found = await latestOffer(database, delivery.id);
      if (found?.status === 'uploading') {
        await awaitProof(database, delivery.id, inMs(silenceMs), {});
        return begin(found);
      }
      if (found?.status === 'offered' && found.expires_at <= new Date()) return expire(chat, delivery, found, tell);
      if (found?.status === 'offered') await removeConsent(chat, found);
      await makeOffer(chat, delivery, person, conversation);
      await wakeCard(database, delivery.request);
      tell(delivery.run);
    },
    async answer(incoming) {
      const answer = readConsent(incoming.value);
      const offer = answer && (await findOffer(database, answer.context.offer));
      if (!answer || offer?.person !== incoming.person.id) return sayGone(chat, incoming);
      const consentActivity = offer.consent_activity ?? incoming.replyToId;
      const facts = { ...(consentActivity !== undefined && { consentActivity }) };
      if (answer.action === 'decline') return decline(chat, offer, facts, tell);
      if (!answer.uploadInfo) return sayGone(chat, incoming);
      const taken = await moveOffer(database, offer.id, ['offered'], 'uploading', {
        ...facts,
        upload: answer.uploadInfo,
      });
      if (!taken)
        return offer.status === 'uploading' || offer.status === 'delivered' ? undefined : sayGone(chat, incoming);
      await awaitProof(database, offer.delivery, inMs(silenceMs), { offer: offer.id });
      begin({ ...offer, upload: answer.uploadInfo, consent_activity: consentActivity ?? null });
    },
    async stop(patienceMs) {
      const timer = setTimeout(() => ending.abort(new Error('The bot is ending.')), patienceMs);
      while (inHand.size > 0) await Promise.allSettled(inHand);
      clearTimeout(timer);
    },
  };
}

const inMs = (ms: number): Date => new Date(Date.now() + ms);

async function workbookOf({ database }: Chat, run: number): Promise<NonNullable<RunView['workbook']>> {
  const { workbook } = await viewRun(database, run);
  if (workbook) return workbook;
  throw new AppError('DELIVERY_FAILED', `Run ${run} has no workbook.`);
}

async function makeOffer(chat: Chat, delivery: DueDelivery, person: string, conversation: string): Promise<void> {
  const { database, messenger, offerMs } = chat;
  const { fileName, bytes } = await workbookOf(chat, delivery.run);
  const expiresAt = inMs(offerMs);
  const id = await openOffer(database, { delivery: delivery.id, person, conversation, expiresAt });
  await awaitProof(database, delivery.id, expiresAt, { offer: id });
  const attachment = consentCard(id, fileName, bytes, `The workbook of run ${delivery.run}.`);
  try {
    await noteConsentCard(database, id, await messenger.post(conversation, { attachment }));
  } catch (error) {
    // It may be there: an Allow would tell its id. If it is not, the run's card offers it again.
    if (asAppError(error).code === 'DELIVERY_UNCERTAIN') return;
    await moveOffer(database, id, ['offered'], 'failed');
    throw error;
  }
}

async function expire(chat: Chat, delivery: DueDelivery, offer: Offer, tell: Tell): Promise<void> {
  if (!(await moveOffer(chat.database, offer.id, ['offered'], 'expired'))) return;
  await removeConsent(chat, offer);
  await fail(chat, { ...delivery, error: new AppError('DELIVERY_NOT_TAKEN', 'Nobody took the file in time.') }, tell);
}

async function decline(
  chat: Chat,
  offer: Offer,
  facts: { readonly consentActivity?: string },
  tell: Tell,
): Promise<void> {
  if (!(await moveOffer(chat.database, offer.id, ['offered'], 'declined', facts))) return;
  await removeConsent(chat, { ...offer, consent_activity: facts.consentActivity ?? null });
  const error = new AppError('DELIVERY_DECLINED', 'You declined the file.');
  await fail(chat, { id: offer.delivery, request: offer.request, run: offer.run, attempts: 1, error }, tell);
}

async function fail(
  { database }: Chat,
  { error, ...delivery }: DueDelivery & { readonly error: AppError },
  tell: Tell,
): Promise<void> {
  await failDelivery(database, delivery, error);
  await wakeCard(database, delivery.request);
  tell(delivery.run);
}

/** The consent card does not go away by itself and would stay clickable. */
async function removeConsent({ messenger, log }: Chat, { conversation, consent_activity }: Offer): Promise<void> {
  if (consent_activity === null) return;
  await messenger
    .remove(conversation, consent_activity)
    .catch((error: unknown) => log.info({ error }, 'a consent card could not be removed'));
}

const sayGone = async ({ messenger, log }: Chat, { conversation }: Incoming): Promise<void> => {
  const card = noticeCard(
    'This file is not yours to take, or the offer has ended. Press “Offer again” on the run’s card.',
  );
  await messenger
    .post(conversation.id, { card })
    .catch((error: unknown) => log.info({ error }, 'an answer could not be sent'));
};

/** Uploads, shows the file, tidies up. Every failure ends in a state that says what to do. */
async function deliver(chat: Chat, offer: Offer, signal: AbortSignal, tell: Tell): Promise<void> {
  const { database, log } = chat;
  try {
    await wakeCard(database, offer.request);
    tell(offer.run);
    const place = readPlace(offer.upload);
    if (!place) throw new AppError('DELIVERY_URL_EXPIRED', 'The address for the upload is gone.');
    await send(chat, offer, place, signal);
    await show(chat, offer, place);
  } catch (error) {
    if (signal.aborted) return;
    log.warn({ offer: offer.id, run: offer.run, error }, 'a file could not be uploaded');
    await moveOffer(database, offer.id, ['uploading'], 'failed').catch(() => undefined);
    await removeConsent(chat, offer);
    await fail(
      chat,
      { id: offer.delivery, request: offer.request, run: offer.run, attempts: 1, error: asAppError(error) },
      tell,
    );
  }
}

async function send(chat: Chat, offer: Offer, { uploadUrl }: UploadPlace, signal: AbortSignal): Promise<void> {
  const { bytes } = await workbookOf(chat, offer.run);
  const reader = rangeReader(() => readWorkbookParts(chat.database, offer.run));
  const alive = setInterval(
    () => void awaitProof(chat.database, offer.delivery, inMs(silenceMs), { offer: offer.id }).catch(() => undefined),
    silenceMs / 3,
  );
  try {
    await upload({ url: uploadUrl, bytes, read: reader.read, signal, allowedHosts: chat.fileHosts });
  } finally {
    clearInterval(alive);
    await reader.close();
  }
}

/** The file is there; that the card which shows it may be lost on its way changes nothing of that. */
async function show(chat: Chat, offer: Offer, { name, contentUrl, uniqueId }: UploadPlace): Promise<void> {
  const { database, messenger, log } = chat;
  const { sha256, bytes } = await workbookOf(chat, offer.run);
  const attachment = infoCard(name, contentUrl, uniqueId);
  await messenger
    .post(offer.conversation, { attachment })
    .catch((error: unknown) => log.warn({ offer: offer.id, error }, 'the card of a file could not be posted'));
  await removeConsent(chat, offer);
  await moveOffer(database, offer.id, ['uploading'], 'delivered');
  await confirmDelivery(database, offer.delivery, { name, url: contentUrl, bytes, sha256 });
  await wakeCard(database, offer.request);
}
