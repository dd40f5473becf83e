// A run for a request: the open one of its scope, or a new one; and the request's own row.
import { createHash } from 'node:crypto';
import type { ReportRequest, RunParameters } from '@repsys/core';
import type { Kysely } from 'kysely';
import { traceparent } from '../telemetry/span.ts';
import type { Tables } from './tables.ts';

/** The identity of what is asked: equal hashes share one run, as long as it has read nothing; then its own hash is another. */
export function scopeHash(report: string, company: number, parameters: RunParameters): string {
  const { from, to, allowUntied } = parameters;
  return createHash('sha256')
    .update(JSON.stringify([report, company, from, to, allowUntied]))
    .digest('hex');
}

/** `joined`: an equal run was already waiting or running. */
export type Opened = { readonly run: number; readonly joined: boolean };

/** What a run has from the one before. */
type NextAttempt = Partial<Record<'attempt' | 'attempt_of' | 'root_run', number>> & { readonly read_at?: Date | null };

/** Opens a run for a request, unless there is an equal one to join: then that one. */
export async function openRun(
  kysely: Kysely<Tables>,
  request: ReportRequest,
  hash = scopeHash(request.report, request.company, request.parameters),
  attempt: NextAttempt = {},
): Promise<Opened> {
  // An insert that finds an open one would waste a number.
  const open = await lockOpenRun(kysely, hash);
  if (open) return open;
  const created = await kysely
    .insertInto('record.run')
    .values({
      report: request.report,
      company: request.company,
      parameters: JSON.stringify(request.parameters),
      scope_hash: hash,
      ...attempt,
    })
    .onConflict((conflict) => conflict.column('scope_hash').where('status', 'in', ['queued', 'running']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (created) return { run: created.id, joined: false };
  return (await lockOpenRun(kysely, hash)) ?? openRun(kysely, request, hash, attempt);
}

/**
 * The open run of this scope, locked so that it can neither finish nor begin to read before the request has joined;
 * undefined when there is none (any more).
 */
export async function lockOpenRun(kysely: Kysely<Tables>, hash: string): Promise<Opened | undefined> {
  const open = await kysely
    .selectFrom('record.run')
    .select('id')
    .where('scope_hash', '=', hash)
    .where('status', 'in', ['queued', 'running'])
    // Not for update: the run's end, which writes for long, holds a weaker lock that this one goes with.
    .forNoKeyUpdate()
    .executeTakeFirst();
  return open && { run: open.id, joined: true };
}

/** The request, and with it the card that its asker will see in the chat. */
export async function insertRequest(
  kysely: Kysely<Tables>,
  request: ReportRequest,
  run: number,
  asks_for: 'report' | 'file' = 'report',
): Promise<{ id: number }> {
  const { requester, source, channel, idempotencyKey, person, conversation } = request;
  const inserted = await kysely
    .insertInto('record.request')
    .values({
      ...{ run, requester, source, channel, person, conversation, asks_for },
      idempotency_key: idempotencyKey ?? null,
      traceparent: traceparent() ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (conversation !== undefined && channel === 'chat')
    await kysely.insertInto('record.card').values({ request: inserted.id, conversation }).execute();
  return inserted;
}
