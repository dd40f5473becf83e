// Accepting a request: committed means accepted. Equal requests in equal scope join one run, and every asker is served.
import { AppError, type ReportRequest, type RunStatus } from '@repsys/core';
import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { gathering } from '../gathering.ts';
import { sqlFile } from '../sql-file.ts';
import { traceparent } from '../telemetry/span.ts';
import { audit } from './audit.ts';
import { insertRequest, lockOpenRun, type Opened, openRun, scopeHash } from './open-run.ts';
import type { Tables } from './tables.ts';

/** `joined`: an equal run was already waiting or running. `repeated`: this very request had been accepted before. */
export type Acceptance = {
  readonly run: number;
  readonly request: number;
  readonly joined: boolean;
  readonly repeated: boolean;
};

const newStatement = sqlFile('./accept-new.sql', import.meta.url, { often: true });

/** Commits a request, and a run for it unless an equal one is open that has read nothing of its source yet. Ring the queue only after this returns. */
export async function accept(database: Database, request: ReportRequest): Promise<Acceptance> {
  return once(database, request, async () => (await openNew(database, request)) ?? join(database, request));
}

/** A request and the trace it belongs to. */
type Asked = { readonly request: ReportRequest; readonly traceparent: string | undefined };

/** The everyday case; undefined when there is an equal run to join. */
async function openNew(database: Database, request: ReportRequest): Promise<Acceptance | undefined> {
  return openTogether(database, { request, traceparent: traceparent() });
}

/** Opens what came together, in one statement. */
async function openAll(
  database: Database,
  asked: readonly Asked[],
): Promise<(asked: Asked, place: number) => Acceptance | undefined> {
  const requests = JSON.stringify(asked.map(rowOf));
  const rows = await newStatement.run<{ run: number; request: number; place: number }>(database.pool, { requests });
  return (_, place) => {
    const opened = rows.find((row) => row.place === place);
    return opened && { run: opened.run, request: opened.request, joined: false, repeated: false };
  };
}

const openTogether = gathering(openAll);

function rowOf({ request, traceparent }: Asked, place: number): object {
  const { idempotencyKey: key, report, company, parameters } = request;
  return { ...request, scope_hash: scopeHash(report, company, parameters), key, traceparent, details: request, place };
}

async function join(database: Database, request: ReportRequest): Promise<Acceptance> {
  return database.kysely.transaction().execute(async (transaction) => {
    const { run, joined } = await openRun(transaction, request);
    const { id } = await insertRequest(transaction, request, run);
    await audit(transaction, {
      actor: request.requester,
      person: request.person,
      action: joined ? 'joined' : 'asked',
      run,
      details: request,
    });
    return { run, request: id, joined, repeated: false };
  });
}

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';

type Keyed = Pick<ReportRequest, 'source' | 'idempotencyKey'>;

/** Does `work`, once for each key: a repeated request is refused by the record, and gets the first one's answer. */
async function once(database: Database, asker: Keyed, work: () => Promise<Acceptance>): Promise<Acceptance> {
  try {
    return told(database, asker, await work());
  } catch (error) {
    const first = isUniqueViolation(error) ? await findRepeated(database.kysely, asker.idempotencyKey) : undefined;
    if (first) return told(database, asker, first);
    throw error;
  }
}

/** Tells who counts. */
function told({ observer }: Database, { source }: Keyed, accepted: Acceptance): Acceptance {
  const { run, request, repeated, joined } = accepted;
  observer.requestAccepted({ run, request, source, outcome: repeated ? 'repeated' : joined ? 'joined' : 'new' });
  return accepted;
}

const onceInTransaction = (
  database: Database,
  asker: Keyed,
  work: (transaction: Kysely<Tables>) => Promise<Acceptance>,
): Promise<Acceptance> => once(database, asker, () => database.kysely.transaction().execute(work));

async function findRepeated(kysely: Kysely<Tables>, key: string | undefined): Promise<Acceptance | undefined> {
  if (key === undefined) return undefined;
  const found = await kysely
    .selectFrom('record.request')
    .select(['id', 'run'])
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  return found && { run: found.run, request: found.id, joined: true, repeated: true };
}

/** Who asks, and how the answer comes back: a request without what is asked for. */
export type Asker = Pick<
  ReportRequest,
  'requester' | 'source' | 'channel' | 'person' | 'conversation' | 'idempotencyKey'
>;

/**
 * Asks for a new attempt of a failed or cancelled run, linked to the old, which stays as it is. Returns the open run of
 * that scope when there is one that has read nothing, or the next attempt that waits already. Throws REQUEST_RUN_UNKNOWN, REQUEST_INVALID when the run has not failed.
 */
export async function resume(database: Database, run: number, asker: Asker): Promise<Acceptance> {
  return onceInTransaction(database, asker, async (transaction) => {
    const old = await transaction.selectFrom('record.run').selectAll().where('id', '=', run).executeTakeFirst();
    if (!old) throw new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${run}.`);
    if (old.status !== 'failed' && old.status !== 'cancelled') {
      throw new AppError(
        'REQUEST_INVALID',
        `Run ${run} ${stood[old.status]}; only a failed or cancelled run can be resumed.`,
      );
    }
    const { report, company, parameters } = old;
    const request: ReportRequest = { ...asker, report, company, parameters };
    const opened = await openAttempt(transaction, request, old);
    const { id } = await insertRequest(transaction, request, opened.run);
    const details = { attemptOf: run };
    await audit(transaction, {
      actor: asker.requester,
      person: asker.person,
      action: 'resumed',
      run: opened.run,
      details,
    });
    return { run: opened.run, request: id, joined: opened.joined, repeated: false };
  });
}

/** Somebody wants the file of a run that has ended well, which makes nobody its requester. Throws REQUEST_RUN_UNKNOWN, REQUEST_INVALID. */
export async function askForWorkbook(database: Database, run: number, asker: Asker): Promise<Acceptance> {
  return onceInTransaction(database, asker, async (transaction) => {
    const found = await transaction.selectFrom('record.run').selectAll().where('id', '=', run).executeTakeFirst();
    if (!found) throw new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${run}.`);
    if (found.status !== 'succeeded') {
      throw new AppError('REQUEST_INVALID', `Run ${run} ${stood[found.status]}, so there is no file of it to send.`);
    }
    const { report, company, parameters } = found;
    const { id } = await insertRequest(transaction, { ...asker, report, company, parameters }, run, 'file');
    await transaction.insertInto('record.delivery').values({ request: id, run, channel: asker.channel }).execute();
    await audit(transaction, { actor: asker.requester, person: asker.person, action: 'asked for the file', run });
    return { run, request: id, joined: true, repeated: false };
  });
}

/** How a run stands, after its number. */
const stood: Readonly<Record<RunStatus, string>> = {
  queued: 'is waiting',
  running: 'is running',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
};

type OldRun = {
  readonly id: number;
  readonly attempt: number;
  readonly root_run: number | null;
  readonly read_at: Date | null;
};

/** The attempt after a run that has read may keep what that one read: only those who resume the same run share it. */
async function openAttempt(kysely: Kysely<Tables>, request: ReportRequest, old: OldRun): Promise<Opened> {
  const { id, attempt, root_run, read_at } = old;
  const hash = scopeHash(request.report, request.company, request.parameters);
  const anew = await lockOpenRun(kysely, hash);
  if (anew) return anew;
  const next = { attempt: attempt + 1, attempt_of: id, root_run: root_run ?? id, read_at };
  return openRun(kysely, request, read_at === null ? hash : `${hash}/${id}`, next);
}
