// The append-only trail of who did what.
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Adds one line to the audit trail; call it inside the transaction that does the thing. */
export async function audit(
  kysely: Kysely<Tables>,
  line: { readonly actor: string; readonly action: string; readonly run?: number; readonly details?: object },
): Promise<void> {
  const { actor, action, run, details = {} } = line;
  await kysely
    .insertInto('record.audit')
    .values({ actor, action, run: run ?? null, details: JSON.stringify(details) })
    .execute();
}
