// How a run ends: well, badly, or handed back. Each ending is one transaction under the fence.
import { AppError, type CheckResult, type Failure, type Total, type Verdict } from '@repsys/core';
import type { ClientBase } from 'pg';
import type { Database } from '../database.ts';
import { translateDatabaseError } from '../database-errors.ts';
import { controlOf, inTransaction } from '../lending.ts';
import { sqlFile } from '../sql-file.ts';
import { type ClaimedRun, holdFence } from './lifecycle.ts';

const giveBackStatement = sqlFile('./give-back.sql', import.meta.url);

/** Everything that belongs to a good end, in one transaction: checks, workbook, verdict, and a delivery for every asker. */
export type GoodEnd = {
  readonly verdict: Verdict;
  readonly totals: readonly Total[];
  readonly checks: readonly CheckResult[];
  readonly workbook: {
    readonly fileName: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly dataSha256: string;
    readonly parts: AsyncIterable<Buffer>;
  };
  readonly extraChannels: readonly string[];
  /** More to write in the same transaction. */
  alsoWrite?(client: ClientBase): Promise<void>;
};

/** Ends a run well, or not at all. Throws WAREHOUSE_FENCED when it has another holder. */
export async function finishRun(database: Database, run: ClaimedRun, end: GoodEnd, signal: AbortSignal): Promise<void> {
  const seconds = await inTransaction(
    database,
    async (client) => {
      await holdFence(client, run.company, run.fence);
      await writeChecks(client, run.id, end.checks);
      await writeWorkbook(client, run.id, end.workbook);
      await end.alsoWrite?.(client);
      // The run's own row comes last: while it is locked the holder's signs of life wait.
      const took = await endRun(client, run, 'succeeded', { verdict: end.verdict, totals: end.totals });
      await writeDeliveries(client, run.id, end.extraChannels);
      return took;
    },
    signal,
  );
  database.observer.runEnded({ ...named(run), status: 'succeeded', seconds });
}

const named = ({ id, report, company }: ClaimedRun) => ({ run: id, report, company });

/** Ends a run badly; the checks found so far stay readable. */
export async function failRun(
  database: Database,
  run: ClaimedRun,
  status: 'failed' | 'cancelled',
  failure: Failure,
  checks: readonly CheckResult[] = [],
): Promise<void> {
  const seconds = await inTransaction(controlOf(database), async (client) => {
    await holdFence(client, run.company, run.fence);
    await writeChecks(client, run.id, checks);
    return endRun(client, run, status, { failure });
  });
  database.observer.runEnded({ ...named(run), status, seconds, code: failure.code });
}

/**
 * Hands a run back unfinished: the next runner goes on; not counted as a death. At a shutdown at once; an `outage` of
 * PostgreSQL is counted, and the run rests before it is tried again. False when it is not ours any more.
 */
export async function giveBackRun(
  database: Database,
  { id, fence }: ClaimedRun,
  why: 'shutdown' | 'outage',
): Promise<boolean> {
  const values = { run: id, fence, outage: why === 'outage' };
  const given = await giveBackStatement.run(database.control, values).catch((error: unknown) => {
    throw translateDatabaseError(error);
  });
  return given.length > 0;
}

async function writeChecks(client: ClientBase, run: number, checks: readonly CheckResult[]): Promise<void> {
  await client.query('delete from record.check where run = $1', [run]);
  for (const [index, check] of checks.entries()) {
    await client.query('insert into record.check (run, number, result) values ($1, $2, $3)', [
      run,
      index + 1,
      JSON.stringify(check),
    ]);
  }
}

async function writeWorkbook(client: ClientBase, run: number, workbook: GoodEnd['workbook']): Promise<void> {
  const { fileName, bytes, sha256, dataSha256, parts } = workbook;
  await client.query(
    'insert into record.workbook (run, file_name, bytes, sha256, data_sha256) values ($1, $2, $3, $4, $5)',
    [run, fileName, bytes, sha256, dataSha256],
  );
  let part = 0;
  for await (const content of parts) {
    part += 1;
    await client.query('insert into record.workbook_part (run, part, content) values ($1, $2, $3)', [
      run,
      part,
      content,
    ]);
  }
}

/** Returns how long the run took since it was first claimed, seconds. */
async function endRun(
  client: ClientBase,
  run: ClaimedRun,
  status: string,
  end: { readonly verdict?: Verdict; readonly totals?: readonly Total[]; readonly failure?: Failure },
): Promise<number> {
  const { rows } = await client.query<{ seconds: number }>(
    `update record.run set status = $3, verdict = $4, failure = $5, totals = $6, finished_at = clock_timestamp()
     where id = $1 and fence = $2 and status = 'running'
     returning extract(epoch from finished_at - started_at)::float8 as seconds`,
    [
      run.id,
      run.fence,
      status,
      end.verdict ?? null,
      end.failure ? JSON.stringify(end.failure) : null,
      JSON.stringify(end.totals ?? []),
    ],
  );
  const [ended] = rows;
  if (!ended) throw new AppError('WAREHOUSE_FENCED', `Run ${run.id} is no longer this runner's.`);
  await client.query(
    `update record.step set status = $2, finished_at = clock_timestamp() where run = $1 and status = 'running'`,
    [run.id, status === 'succeeded' ? 'done' : 'failed'],
  );
  await client.query('insert into record.audit (actor, action, run, details) values ($1, $2, $3, $4)', [
    'runner',
    status,
    run.id,
    JSON.stringify(end),
  ]);
  return ended.seconds;
}

async function writeDeliveries(client: ClientBase, run: number, extraChannels: readonly string[]): Promise<void> {
  await client.query(
    `insert into record.delivery (request, run, channel)
     select id, run, channel from record.request where run = $1
     union
     (select id, run, unnest($2::text[]) from record.request where run = $1 order by id limit 1)
     on conflict do nothing`,
    [run, extraChannels],
  );
}
