// Files offered in a 1:1 chat: each waits for its person's Allow, then for the upload. Only an opaque id ever leaves the record.
import { type AppError, errorTable } from '@repsys/core';
import type { Kysely, RawBuilder } from 'kysely';
import type { Database } from '../database.ts';
import { audit } from './audit.ts';
import { inMs, now } from './clock.ts';
import type { DeliveryMove } from './observer.ts';
import type { OfferStatus, Tables } from './tables.ts';

export type Offer = {
  readonly id: string;
  readonly delivery: number;
  readonly request: number;
  readonly run: number;
  readonly attempts: number;
  readonly person: string;
  readonly conversation: string;
  readonly status: OfferStatus;
  readonly consent_activity: string | null;
  readonly upload: Readonly<Record<string, string>> | null;
  readonly expires_at: Date;
  /** Where its request was accepted, as a trace knows it. */
  readonly traceparent: string | null;
};

const offers = (database: Database) =>
  database.kysely
    .selectFrom('record.offer')
    .innerJoin('record.delivery', 'record.delivery.id', 'record.offer.delivery')
    .innerJoin('record.request', 'record.request.id', 'record.delivery.request')
    .select([
      'record.offer.id',
      'record.offer.delivery',
      'record.delivery.request',
      'record.delivery.run',
      'record.delivery.attempts',
      'record.offer.person',
      'record.offer.conversation',
      'record.offer.status',
      'record.offer.consent_activity',
      'record.offer.upload',
      'record.offer.expires_at',
      'record.request.traceparent',
    ]);

/**
 * Opens an offer; an older one of the same delivery that still waits is replaced. Returns the opaque id; undefined when the
 * file has been allowed in the same moment.
 */
export async function openOffer(
  database: Database,
  offer: {
    readonly delivery: number;
    readonly person: string;
    readonly conversation: string;
    readonly validMs: number;
  },
): Promise<string | undefined> {
  const { delivery, person, conversation, validMs } = offer;
  return database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('record.offer')
      .set({ status: 'replaced', finished_at: now })
      .where('delivery', '=', delivery)
      .where('status', '=', 'offered')
      .execute();
    const allowed = await transaction
      .selectFrom('record.offer')
      .select('id')
      .where('delivery', '=', delivery)
      .where('status', '=', 'uploading')
      .executeTakeFirst();
    if (allowed) return undefined;
    const { id } = await transaction
      .insertInto('record.offer')
      .values({ delivery, person, conversation, expires_at: inMs(validMs) })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  });
}

/** The offer of this id; undefined for any other text. */
export async function findOffer(database: Database, id: string): Promise<Offer | undefined> {
  if (!/^[0-9a-f-]{36}$/i.test(id)) return undefined;
  return offers(database).where('record.offer.id', '=', id).executeTakeFirst();
}

/** The newest offer of a delivery. */
export async function latestOffer(database: Database, delivery: number): Promise<Offer | undefined> {
  return offers(database)
    .where('record.offer.delivery', '=', delivery)
    .orderBy('record.offer.offered_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** How many offers of a delivery were sent without anybody knowing whether they arrived, and have not been pressed. */
export async function doubtfulOffers(database: Database, delivery: number): Promise<number> {
  const { count } = await database.kysely
    .selectFrom('record.offer')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('delivery', '=', delivery)
    .where('consent_activity', 'is', null)
    .where('status', 'in', ['offered', 'replaced'])
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How an offer moves: `upload` is where the bytes go, `activity` the card that asks for the Allow. */
type Move = {
  readonly from: OfferStatus;
  readonly to: OfferStatus;
  readonly upload?: Readonly<Record<string, string>>;
  readonly activity?: string | undefined;
};

/** The delivery of an offer that was where it was thought to be and has moved; undefined else, e.g. at a second press. */
async function move(kysely: Kysely<Tables>, id: string, { from, to, upload, activity }: Move) {
  const moved = await kysely
    .updateTable('record.offer')
    .set({
      status: to,
      ...(to !== 'offered' && { finished_at: now, upload: upload ? JSON.stringify(upload) : null }),
      ...(activity !== undefined && { consent_activity: activity }),
    })
    .where('id', '=', id)
    .where('status', '=', from)
    .returning(['delivery', 'expires_at'])
    .executeTakeFirst();
  return moved;
}

/** The delivery is in somebody's hands until `due_at`, also when it had been given up. */
const inHand = (kysely: Kysely<Tables>, delivery: number, offer: string, due_at: Date | RawBuilder<Date>) =>
  kysely
    .updateTable('record.delivery')
    .set({ status: 'sent', due_at, receipt: JSON.stringify({ offer }), failure: null, finished_at: null })
    .where('id', '=', delivery)
    .where('status', '<>', 'confirmed')
    .execute();

/**
 * The card that asks for the Allow is there: the delivery waits until the offer expires. False when the offer has moved on;
 * its card is known all the same, so that it can be taken away.
 */
export async function offerShown(database: Database, id: string, activity: string): Promise<boolean> {
  const shown = await database.kysely.transaction().execute(async (transaction) => {
    const moved = await move(transaction, id, { from: 'offered', to: 'offered', activity });
    if (moved) await inHand(transaction, moved.delivery, id, moved.expires_at);
    else await noteCard(transaction, id, activity);
    return moved !== undefined;
  });
  return counted(database, shown, 'sent');
}

const noteCard = (kysely: Kysely<Tables>, id: string, activity: string) =>
  kysely
    .updateTable('record.offer')
    .set({ consent_activity: activity })
    .where('id', '=', id)
    .where('consent_activity', 'is', null)
    .execute();

/** Somebody takes the file of their request. */
async function auditTaken(kysely: Kysely<Tables>, delivery: number): Promise<void> {
  const { run, requester, person } = await kysely
    .selectFrom('record.delivery')
    .innerJoin('record.request', 'record.request.id', 'record.delivery.request')
    .select(['record.delivery.run', 'record.request.requester', 'record.request.person'])
    .where('record.delivery.id', '=', delivery)
    .executeTakeFirstOrThrow();
  await audit(kysely, { actor: requester, person, action: 'took the file', run });
}

/** Somebody allowed it, and whoever asks first uploads; the delivery falls due again after `holdMs`. False at a second press. */
export async function takeOffer(
  database: Database,
  id: string,
  upload: Readonly<Record<string, string>>,
  { activity, holdMs }: { readonly activity: string | undefined; readonly holdMs: number },
): Promise<boolean> {
  return database.kysely.transaction().execute(async (transaction) => {
    const moved = await move(transaction, id, { from: 'offered', to: 'uploading', upload, activity });
    if (moved) await inHand(transaction, moved.delivery, id, inMs(holdMs));
    if (moved) await auditTaken(transaction, moved.delivery);
    return moved !== undefined;
  });
}

type Refused = {
  readonly reason: AppError;
  readonly activity?: string | undefined;
  readonly from?: 'offered' | 'uploading';
};

/** The file is not handed over: offer and delivery end together, with the reason. False when the offer has moved on. */
export async function refuseOffer(
  database: Database,
  id: string,
  to: 'declined' | 'expired',
  { reason, activity, from = 'offered' }: Refused,
): Promise<boolean> {
  const { code, message } = reason;
  const failure = JSON.stringify({ code, message, move: errorTable[code].move });
  const refused = await database.kysely.transaction().execute(async (transaction) => {
    const moved = await move(transaction, id, { from, to, activity });
    if (!moved) return false;
    await transaction
      .updateTable('record.delivery')
      .set({ status: 'given-up', failure, finished_at: now })
      .where('id', '=', moved.delivery)
      .where('status', '<>', 'confirmed')
      .execute();
    return true;
  });
  return counted(database, refused, 'given-up');
}

/** Files are offered in chats only. */
function counted({ observer }: Database, moved: boolean, status: DeliveryMove['status']): boolean {
  if (moved) observer.deliveryMoved({ channel: 'chat', status });
  return moved;
}

/** The file is there: offer and delivery end together. False when somebody else has ended the offer. */
export async function finishOffer(
  database: Database,
  id: string,
  receipt: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const finished = await database.kysely.transaction().execute(async (transaction) => {
    const moved = await move(transaction, id, { from: 'uploading', to: 'delivered' });
    if (!moved) return false;
    await transaction
      .updateTable('record.delivery')
      .set({ status: 'confirmed', receipt: JSON.stringify(receipt), failure: null, finished_at: now })
      .where('id', '=', moved.delivery)
      .execute();
    return true;
  });
  return counted(database, finished, 'confirmed');
}

/** The offer came to nothing: it could not be posted, or not be uploaded. False when it has moved on. */
export async function failOffer(database: Database, id: string, from: 'offered' | 'uploading'): Promise<boolean> {
  return (await move(database.kysely, id, { from, to: 'failed' })) !== undefined;
}
