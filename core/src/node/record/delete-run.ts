// Deleting a finished run: everything of it goes, its file first of all; the audit trail keeps that it was.
import { AppError } from '@repsys/core';
import type { Database } from '../database.ts';
import { inTransaction } from '../lending.ts';

/** What belongs to a run, in an order that references allow. */
const belongings = [
  'delete from record.offer where delivery in (select id from record.delivery where run = $1)',
  'delete from record.action where run = $1',
  'delete from record.card where request in (select id from record.request where run = $1)',
  'delete from record.delivery where run = $1',
  'delete from record.workbook where run = $1',
  'delete from record.check where run = $1',
  'delete from record.step where run = $1',
  'delete from record.request where run = $1',
  'delete from plex.delivered_period where run = $1',
  'update record.run set attempt_of = null where attempt_of = $1',
  'update record.run set root_run = null where root_run = $1',
  'delete from record.run where id = $1',
];

/** Deletes a run for `actor`, whose object id is `person`. Throws REQUEST_RUN_UNKNOWN, REQUEST_INVALID while it, or an attempt of it, is open. */
export async function deleteRun(database: Database, run: number, actor: string, person?: string): Promise<void> {
  await inTransaction(database, async (client) => {
    const { rows } = await client.query<{ status: string; report: string; company: number; parameters: object }>(
      'select status, report, company, parameters from record.run where id = $1 for update',
      [run],
    );
    const [found] = rows;
    if (!found) throw new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${run}.`);
    const { rowCount } = await client.query(
      `select from record.run where (id = $1 or root_run = $1 or attempt_of = $1) and status in ('queued', 'running')`,
      [run],
    );
    if (rowCount) throw new AppError('REQUEST_INVALID', `Run ${run} is at work, or an attempt of it is.`);
    for (const statement of belongings) await client.query(statement, [run]);
    await client.query('insert into record.audit (actor, person, action, run, details) values ($1, $2, $3, $4, $5)', [
      actor,
      person ?? null,
      'deleted',
      run,
      JSON.stringify(found),
    ]);
  });
}

/** Finished runs that ended before `day` and come after run `after`, at most `most`, in the order of their numbers. */
export async function runsEndedBefore(
  database: Database,
  day: Date,
  { most, after }: { readonly most: number; readonly after: number },
): Promise<readonly number[]> {
  const { rows } = await database.pool.query<{ id: number }>(
    `select id from record.run where finished_at < $1 and status not in ('queued', 'running') and id > $3 order by id limit $2`,
    [day, most, after],
  );
  return rows.map(({ id }) => id);
}
