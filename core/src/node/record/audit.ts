// The append-only trail of who did what.
import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { Tables } from './tables.ts';

/** Adds one line to the audit trail, with the name of whoever did it and their object id; call it inside the transaction that does the thing. */
export async function audit(
  kysely: Kysely<Tables>,
  line: {
    readonly actor: string;
    readonly person: string | null | undefined;
    readonly action: string;
    readonly run?: number;
    readonly details?: object;
  },
): Promise<void> {
  const { actor, person, action, run, details = {} } = line;
  await kysely
    .insertInto('record.audit')
    .values({ actor, person: person ?? null, action, run: run ?? null, details: JSON.stringify(details) })
    .execute();
}

/** Somebody is about to get bytes `first` to `last` of a run's file, both included. */
export async function auditDownload(
  database: Database,
  run: number,
  { id, name }: { readonly id: string; readonly name: string },
  range: { readonly first: number; readonly last: number; readonly bytes: number },
): Promise<void> {
  await audit(database.kysely, { actor: name, person: id, action: 'downloaded', run, details: range });
}
