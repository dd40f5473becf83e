// Files offered in a 1:1 chat: each waits for its person's Allow, then for the upload. Only an opaque id ever leaves the record.
import type { Database } from '../database.ts';
import type { OfferStatus } from './tables.ts';

export type Offer = {
  readonly id: string;
  readonly delivery: number;
  readonly request: number;
  readonly run: number;
  readonly person: string;
  readonly conversation: string;
  readonly status: OfferStatus;
  readonly consent_activity: string | null;
  readonly upload: Readonly<Record<string, string>> | null;
  readonly expires_at: Date;
};

const offers = (database: Database) =>
  database.kysely
    .selectFrom('record.offer')
    .innerJoin('record.delivery', 'record.delivery.id', 'record.offer.delivery')
    .select([
      'record.offer.id',
      'record.offer.delivery',
      'record.delivery.request',
      'record.delivery.run',
      'record.offer.person',
      'record.offer.conversation',
      'record.offer.status',
      'record.offer.consent_activity',
      'record.offer.upload',
      'record.offer.expires_at',
    ]);

/** Opens an offer; an older one of the same delivery that still waits is replaced. Returns the opaque id. */
export async function openOffer(
  database: Database,
  offer: {
    readonly delivery: number;
    readonly person: string;
    readonly conversation: string;
    readonly expiresAt: Date;
  },
): Promise<string> {
  const { delivery, person, conversation, expiresAt } = offer;
  return database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('record.offer')
      .set({ status: 'replaced', finished_at: new Date() })
      .where('delivery', '=', delivery)
      .where('status', '=', 'offered')
      .execute();
    const { id } = await transaction
      .insertInto('record.offer')
      .values({ delivery, person, conversation, expires_at: expiresAt })
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

/** Offers whose upload was begun by a bot that is gone: nobody has touched them for `silenceMs`. */
export async function strandedOffers(database: Database, silenceMs: number): Promise<readonly Offer[]> {
  return offers(database)
    .where('record.offer.status', '=', 'uploading')
    .where('record.offer.finished_at', '<', new Date(Date.now() - silenceMs))
    .execute();
}

/** Notes the id of the card that asks for the Allow. */
export async function noteConsentCard(database: Database, id: string, activity: string): Promise<void> {
  await database.kysely.updateTable('record.offer').set({ consent_activity: activity }).where('id', '=', id).execute();
}

/** Moves an offer from one state to another, if it is there; false when it is not, e.g. a second press. */
export async function moveOffer(
  database: Database,
  id: string,
  from: readonly OfferStatus[],
  to: OfferStatus,
  facts: { readonly upload?: Readonly<Record<string, string>>; readonly consentActivity?: string } = {},
): Promise<boolean> {
  const { upload, consentActivity } = facts;
  const moved = await database.kysely
    .updateTable('record.offer')
    .set({
      status: to,
      finished_at: new Date(),
      upload: upload ? JSON.stringify(upload) : null,
      ...(consentActivity !== undefined && { consent_activity: consentActivity }),
    })
    .where('id', '=', id)
    .where('status', 'in', [...from])
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

/** A sign of life of whoever uploads. */
export async function touchOffer(database: Database, id: string): Promise<void> {
  await database.kysely
    .updateTable('record.offer')
    .set({ finished_at: new Date() })
    .where('id', '=', id)
    .where('status', '=', 'uploading')
    .execute();
}
