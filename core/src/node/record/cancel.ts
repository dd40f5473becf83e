// Asking a run to stop. The wish is committed; a waiting run ends at once, a running one when its runner hears of it.
import { AppError, type RunStatus } from '@repsys/core';
import type { Database } from '../database.ts';
import { audit } from './audit.ts';
import { now } from './clock.ts';

/** Cancels a run for `actor`, whose object id is `person`; cancelling twice does no harm. Returns the status it has now. Throws REQUEST_RUN_UNKNOWN. */
export async function requestCancel(
  database: Database,
  run: number,
  actor: string,
  person?: string,
): Promise<RunStatus> {
  const { status, ended } = await database.kysely.transaction().execute(async (transaction) => {
    const found = await transaction
      .selectFrom('record.run')
      .select(['status', 'report', 'company'])
      .where('id', '=', run)
      // Not for update: the run's end, which writes for long, holds a weaker lock that this one goes with.
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!found) throw new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${run}.`);
    if (found.status !== 'queued' && found.status !== 'running') return { status: found.status };
    const waited = found.status === 'queued';
    const failure = { code: 'RUN_CANCELLED', message: `Cancelled by ${actor}.`, move: 'Ask again when you want it.' };
    await transaction
      .updateTable('record.run')
      .set({
        cancel_requested_by: actor,
        ...(waited && { status: 'cancelled', finished_at: now, failure: JSON.stringify(failure) }),
      })
      .where('id', '=', run)
      .execute();
    await audit(transaction, { actor, person, action: 'cancel', run });
    return waited ? { status: 'cancelled' as const, ended: found } : { status: 'running' as const };
  });
  if (ended) database.observer.runEnded({ ...ended, run, status: 'cancelled', seconds: null, code: 'RUN_CANCELLED' });
  return status;
}
