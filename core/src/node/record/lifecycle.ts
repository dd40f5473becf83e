// A run's life in the record: claimed, beating, step by step. A claim raises the fence, and every later write must match it.
import { AppError, type RunParameters, type StepStatus } from '@repsys/core';
import type { ClientBase } from 'pg';
import type { Database } from '../database.ts';
import { controlOf, inTransaction } from '../lending.ts';
import { sqlFile } from '../sql-file.ts';
import { now } from './clock.ts';

const turnStatement = sqlFile('./claim-turn.sql', import.meta.url);
const endSilentStatement = sqlFile('./end-silent.sql', import.meta.url);
const claimStatement = sqlFile('./claim.sql', import.meta.url);
const beatStatement = sqlFile('./beat.sql', import.meta.url);
const unheldStatement = sqlFile('./unheld.sql', import.meta.url);
const expectedStatement = sqlFile('./expected.sql', import.meta.url);

/** A holder that was silent this long counts as dead; its run may be taken over. */
export const silenceSeconds = 10;

/** Who claims runs, and which it may do: others are left to other runners. */
export type Claimant = {
  readonly runner: string;
  readonly companies: readonly number[];
  readonly reports: readonly string[];
};

/** A run in the hands of a runner. Every write must match `fence`. */
export type ClaimedRun = {
  readonly id: number;
  readonly report: string;
  readonly company: number;
  readonly parameters: RunParameters;
  readonly fence: string;
  readonly starts: number;
  /** How often PostgreSQL went away while it was in hand. */
  readonly outages: number;
  readonly attempt: number;
  readonly root_run: number;
  readonly accepted_at: Date;
  readonly started_at: Date;
  /** Never claimed before. */
  readonly first: boolean;
  /** Where its first request was accepted, as a trace knows it; null when nothing was traced. */
  readonly traceparent: string | null;
};

/** First number of the advisory lock by which a claim has its company's turn; the second is the company. */
const claimLock = 7_240_312;
const lockNotAvailable = '55P03';

/**
 * Takes the run of `run`'s company whose turn it is, often `run` itself; undefined when nothing of the company waits, or the
 * company is at work, `foreign` when `run` is not for this claimant.
 * A double ring ends here. Two claims of one company at the same instant would both find it free, so only one has the turn.
 * Nothing is needed of a holder that has gone silent: a session in which it still has the fence is ended. Nobody waits for
 * long: a company that somebody else is claiming, or whose fence does not come free at once, is rung again.
 */
export async function claimRun(
  database: Database,
  run: number,
  claimant: Claimant,
): Promise<ClaimedRun | 'foreign' | undefined> {
  const claimed = await inTransaction(controlOf(database), (client) => claimInTurn(client, run, claimant)).catch(
    unlessHeldUp,
  );
  if (claimed !== undefined && claimed !== 'foreign' && claimed.first) {
    database.observer.runStarted({ run, report: claimed.report, seconds: waitOf(claimed) });
  }
  return claimed;
}

async function claimInTurn(
  client: ClientBase,
  run: number,
  { runner, companies, reports }: Claimant,
): Promise<ClaimedRun | 'foreign' | undefined> {
  const wanted = { run, companies, reports, lock: claimLock };
  const [found] = await turnStatement.run<{ turn: boolean | null }>(client, wanted);
  if (!found?.turn) return found?.turn === null ? 'foreign' : undefined;
  await client.query("set local lock_timeout = '1s'");
  await endSilentStatement.run(client, { run, silence_s: silenceSeconds });
  const [row] = await claimStatement.run<ClaimedRun>(client, { run, runner, reports, silence_s: silenceSeconds });
  return row;
}

/** The holder's transaction is still open, though the holder has been silent for long. */
function unlessHeldUp(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === lockNotAvailable) return undefined;
  throw error;
}

const waitOf = ({ accepted_at, started_at }: ClaimedRun): number =>
  Math.max(0, started_at.getTime() - accepted_at.getTime()) / 1_000;

/** Says "still here". `lost` when the run or its company has another holder; `cancelledBy` when somebody asked to stop it. */
export async function beat(
  database: Database,
  run: number,
  fence: string,
): Promise<{ readonly lost: boolean; readonly cancelledBy: string | null }> {
  const [row] = await beatStatement.run<{ cancel_requested_by: string | null }>(database.control, { run, fence });
  return { lost: row === undefined, cancelledBy: row?.cancel_requested_by ?? null };
}

/**
 * The next run of each company that this claimant may do, to ring again, oldest first, with the fence of its last claim.
 * `graceSeconds`: younger ones are left to their first ring.
 */
export async function unheldRuns(
  database: Database,
  { companies, reports }: Claimant,
  graceSeconds: number,
): Promise<readonly UnheldRun[]> {
  const values = { companies, reports, silence_s: silenceSeconds, grace_s: graceSeconds };
  return unheldStatement.run<UnheldRun>(database.control, values);
}

export type UnheldRun = { readonly id: number; readonly fence: string | null };

/** Median and 90th percentile of past durations, ms, by step name; '' is the whole run. */
export async function expectedDurations(
  database: Database,
  report: string,
  company: number,
): Promise<ReadonlyMap<string, { readonly p50: number; readonly p90: number }>> {
  const rows = await expectedStatement.run<{ step: string; p50: number; p90: number }>(database.pool, {
    report,
    company,
  });
  return new Map(rows.map((row) => [row.step, { p50: Math.round(row.p50), p90: Math.round(row.p90) }]));
}

/**
 * Throws WAREHOUSE_FENCED unless this fence still stands; holds it until the transaction ends. The session bears the
 * company's name meanwhile, so that who takes over finds it.
 */
export async function holdFence(client: ClientBase, company: number, fence: string): Promise<void> {
  await client.query("select set_config('application_name', $1, true)", [`fence of company ${company}`]);
  const { rowCount } = await client.query('select from record.fence where company = $1 and fence = $2 for update', [
    company,
    fence,
  ]);
  if (rowCount === 1) return;
  throw new AppError('WAREHOUSE_FENCED', `Another runner has taken over company ${company}; nothing was written.`, {
    details: { company, fence },
  });
}

/** Writes the steps of a run as pending; steps that are there already stay (a takeover). */
export async function writeSteps(
  database: Database,
  run: number,
  steps: readonly { readonly name: string; readonly title: string }[],
): Promise<void> {
  const rows = steps.map((step, index) => ({ run, number: index + 1, name: step.name, title: step.title }));
  await database.kysely
    .insertInto('record.step')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Records that a run is about to read its source for the first time, as long as it is still ours. Once this has returned
 * no request joins the run; every request that has joined it was accepted before anything was read.
 */
export async function markReading(database: Database, run: Pick<ClaimedRun, 'id' | 'fence'>): Promise<void> {
  await database.pool.query(
    `update record.run set read_at = coalesce(read_at, clock_timestamp()), scope_hash = scope_hash || '/' || id
     where id = $1 and fence = $2 and scope_hash not like '%/' || id`,
    [run.id, run.fence],
  );
}

/** Records how a step stands, as long as the run is still ours. Times are set by what the status says. */
export async function markStep(
  database: Database,
  run: ClaimedRun,
  number: number,
  status: StepStatus,
  facts: { readonly rows?: number; readonly note?: string } = {},
): Promise<void> {
  const rows = facts.rows === undefined ? null : String(facts.rows);
  const times = status === 'running' ? { started_at: now, finished_at: null } : { finished_at: now };
  await database.kysely
    .updateTable('record.step')
    .set({ status, rows, note: facts.note ?? null, ...times })
    .where('run', '=', run.id)
    .where('number', '=', number)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('record.run')
          .select('id')
          .where('id', '=', run.id)
          .where('fence', '=', run.fence)
          .where('status', '=', 'running'),
      ),
    )
    .execute();
}
