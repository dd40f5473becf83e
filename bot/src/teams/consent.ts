// Files in a 1:1 chat: offered, then allowed or declined, or nobody answers. Whatever happens leaves a next step on the run's card.
import { AppError, asAppError, isCode } from '@repsys/core';
import {
  awaitProof,
  type DueDelivery,
  doubtfulOffers,
  failOffer,
  findOffer,
  latestOffer,
  learnCard,
  type Offer,
  offerShown,
  openOffer,
  refuseOffer,
  span,
  takeOffer,
  wakeCard,
} from '@repsys/core/node';
import type { RunFile } from '../run-file.ts';
import { consentStrings } from './cards/strings.ts';
import { noticeCard } from './cards/talk-cards.ts';
import type { Chat } from './chat.ts';
import { startConsentRemoval } from './consent-removal.ts';
import { type ConsentAnswer, consentCard, readConsent } from './file-cards.ts';
import { deliver, fileToDeliver, type Receiver } from './file-upload.ts';
import { silenceMs } from './hold-delivery.ts';
import { openInHand } from './in-hand.ts';
import type { Incoming } from './incoming.ts';
import { noted } from './noted.ts';

export type Consent = {
  /** Offers the workbook of a delivery in a 1:1 chat, or goes on with the offer there is. */
  offer(delivery: DueDelivery, person: string, conversation: string): Promise<void>;
  /** Takes somebody's Allow or Decline: noted at once, the upload goes on behind. */
  answer(incoming: Incoming): Promise<void>;
  /** Waits for uploads in hand; aborts them when `patienceMs` is over: another bot goes on with them. */
  stop(patienceMs: number): Promise<void>;
};

type Tell = (run: number) => void;

/** Opens the flow. `tell`: a run's card has something new to say. */
export function openConsent(chat: Chat, tell: Tell): Consent {
  const ending = new AbortController();
  const inHand = openInHand();
  const removal = startConsentRemoval(chat);
  const begin = (offer: Offer) => inHand.begin(deliver(chat, offer, ending.signal, tell));
  return {
    offer: (delivery, person, conversation) => offerFile(chat, begin, delivery, { person, conversation }),
    async answer(incoming) {
      const { database } = chat;
      const answer = readConsent(incoming.value);
      const offer = answer && (await findOffer(database, answer.context.offer));
      // Teams waits for what is noted here, and not for what is then shown.
      if (!answer || offer?.person !== incoming.person.id) return inHand.begin(sayGone(chat, incoming));
      const known = { ...offer, consent_activity: offer.consent_activity ?? incoming.replyToId ?? null };
      const settled = await settle(chat, known, answer);
      if (settled === 'stale') return inHand.begin(sayStale(chat, offer, incoming));
      if (settled === 'withdrawn') inHand.begin(sayWithdrawn(chat, known));
      if (typeof settled === 'object') begin(settled);
      await wakeCard(database, offer.request);
      tell(offer.run);
    },
    async stop(patienceMs) {
      await inHand.idle(patienceMs, () => ending.abort(new Error('The bot is ending.')));
      await removal.stop();
    },
  };
}

/** Offers, or goes on with the offer there is, unless the person has lost the right: then that offer ends as well. */
async function offerFile(
  chat: Chat,
  begin: (offer: Offer) => void,
  delivery: DueDelivery,
  to: Receiver,
): Promise<void> {
  const { database } = chat;
  const found = await latestOffer(database, delivery.id);
  const file = await fileToDeliver(chat, to, delivery.run).catch(async (error: unknown) => {
    if (found) await withdraw(chat, found, error);
    throw error;
  });
  if (found?.status === 'uploading') {
    await awaitProof(database, delivery.id, silenceMs, { offer: found.id });
    return begin(found);
  }
  if (found?.status === 'offered' && delivery.attempts > 1 && (await lookAfter(chat, found)) === 'ended') return;
  await span('file offered', {}, () => makeOffer(chat, delivery, { ...to, file }));
}

type Settled = Offer | 'declined' | 'withdrawn' | 'stale' | 'known';

/** Notes what was pressed: the offer to upload now, or what it has come to. `known`: it is settled already, as was wished. */
async function settle(chat: Chat, offer: Offer, answer: ConsentAnswer): Promise<Settled> {
  const { database } = chat;
  const { uploadInfo } = answer;
  const activity = offer.consent_activity ?? undefined;
  const refusal = await refusalOf(chat, offer, answer);
  if (refusal && (await refuseOffer(database, offer.id, endOf[refusal.to], { ...refusal, activity })))
    return refusal.to;
  if (answer.action === 'accept' && !uploadInfo) return 'stale';
  if (!refusal && uploadInfo && (await takeOffer(database, offer.id, uploadInfo, { activity, holdMs: silenceMs })))
    return { ...offer, upload: uploadInfo };
  // A second press, or one at the very same moment: the first one is being carried out.
  const now = await findOffer(database, offer.id);
  return now?.status === 'uploading' || now?.status === 'delivered' ? 'known' : 'stale';
}

/** When an offer is looked at again whose card may have arrived, or not: somebody who sees it has this long to press it. */
const doubtMs = 15_000;
/** More cards than these are not posted into a chat that never says whether they came. */
const mostDoubtful = 3;

/** How an offer ends in the record; why, its delivery says. */
const endOf = { declined: 'declined', withdrawn: 'expired' } as const;

type Refusal = { readonly to: 'declined' | 'withdrawn'; readonly reason: AppError };

/** Why the file is not taken: it was declined, or it is allowed by somebody who has lost the right to it. */
async function refusalOf(chat: Chat, offer: Offer, { action }: ConsentAnswer): Promise<Refusal | undefined> {
  if (action === 'decline')
    return { to: 'declined', reason: new AppError('DELIVERY_DECLINED', 'You declined the file.') };
  const reason = await fileToDeliver(chat, offer, offer.run).then(() => undefined, asAppError);
  if (reason && reason.code !== 'DELIVERY_NO_RIGHT') throw reason;
  return reason && { to: 'withdrawn', reason };
}

/** Takes back an offer, also one that was allowed and whose bot was lost on the way, when its person has no right any more. */
async function withdraw(chat: Chat, offer: Offer, reason: unknown): Promise<void> {
  const { id, status: from } = offer;
  if (!isCode(reason, 'DELIVERY_NO_RIGHT') || (from !== 'offered' && from !== 'uploading')) return;
  if (await refuseOffer(chat.database, id, endOf.withdrawn, { reason, from })) await sayWithdrawn(chat, offer);
}

type Offering = Receiver & { readonly file: RunFile };

async function makeOffer(chat: Chat, delivery: DueDelivery, { person, conversation, file }: Offering): Promise<void> {
  const { database, messenger, offerMs } = chat;
  const { fileName, bytes } = file;
  const id = await openOffer(database, { delivery: delivery.id, person, conversation, validMs: offerMs });
  if (id === undefined) return;
  const attachment = consentCard(id, fileName, bytes, `The workbook of run ${delivery.run}.`);
  try {
    const activity = await messenger.post(conversation, { attachment }, 'card');
    await noted(() => offerShown(database, id, activity));
  } catch (error) {
    // What may be there stays open to an Allow for a while; what is not there is offered anew.
    if (isCode(error, 'DELIVERY_UNCERTAIN')) return awaitProof(database, delivery.id, doubtMs, { offer: id });
    if (error instanceof AppError) await failOffer(database, id, 'offered');
    throw error;
  }
}

/**
 * An offer whose delivery has fallen due again. Nobody took it in time: it ends. Or its card may never have arrived, because the
 * answer or the bot was lost on the way: another offer is to replace it, once Teams answers.
 */
async function lookAfter({ database, messenger }: Chat, offer: Offer): Promise<'ended' | 'doubtful'> {
  if (offer.consent_activity === null && offer.expires_at > new Date()) {
    if ((await doubtfulOffers(database, offer.delivery)) >= mostDoubtful)
      throw new AppError('DELIVERY_UNCERTAIN', 'The file was offered, and whether the card arrived is not known.');
    await messenger.answers(offer.conversation);
    return 'doubtful';
  }
  const reason = new AppError('DELIVERY_NOT_TAKEN', 'Nobody took the file in time.');
  await refuseOffer(database, offer.id, 'expired', { reason });
  return 'ended';
}

const post = async ({ messenger, log }: Chat, conversation: string, text: string): Promise<void> => {
  await messenger
    .post(conversation, { card: noticeCard(text) })
    .catch((error: unknown) => log.info({ error }, 'an answer could not be sent'));
};

const sayGone = (chat: Chat, { conversation }: Incoming): Promise<void> =>
  post(
    chat,
    conversation.id,
    'This file is not yours to take, or the offer has ended. Press “Offer again” on the run’s card.',
  );

/** The card that asks goes by itself; this tells why. */
const sayWithdrawn = (chat: Chat, { conversation, run }: Offer): Promise<void> =>
  post(chat, conversation, consentStrings.withdrawn(run));

/** The card that was pressed is of no use any more: it goes. */
async function sayStale(chat: Chat, offer: Offer, { replyToId, ...incoming }: Incoming): Promise<void> {
  if (replyToId !== undefined) await noted(() => learnCard(chat.database, offer.id, replyToId));
  await post(chat, incoming.conversation.id, 'This offer has ended. Press “Offer again” on the run’s card.');
}
