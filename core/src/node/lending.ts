// Lending a connection of a pool to some work, alone or in a transaction; whoever is told to stop stops, wherever it is.
import { isCode } from '@repsys/core';
import type pg from 'pg';
import { type Database, endSession } from './database.ts';
import { translateDatabaseError } from './database-errors.ts';
import { repeat } from './repeat.ts';
import { destroyConnection } from './silent-connections.ts';

/** Runs `work` in one transaction; rolled back when it throws or when `signal` aborts, also in mid-statement. */
export async function inTransaction<T>(
  database: Lender,
  work: (client: pg.PoolClient) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return withClient(
    database,
    async (client) => {
      await client.query('begin');
      try {
        const result = await work(client);
        signal?.throwIfAborted();
        await client.query('commit');
        return result;
      } catch (error) {
        // A connection that is lost takes its transaction with it, and would not answer.
        if (translateDatabaseError(error) === error) await client.query('rollback').catch(() => undefined);
        throw error;
      }
    },
    signal,
  );
}

/** Who lends connections, and what statements are cancelled through. */
type Lender = Pick<Database, 'pool' | 'control'>;

/** The same database, lending from its small pool: for what must get through while the others are all in use. */
export const controlOf = (database: Database): Database => ({ ...database, pool: database.control });

const cancelEveryMs = 500;
/** How long work has to obey an abort; then its connection is destroyed. */
const obeyMs = 2_000;

/**
 * Lends a connection to `work`. On abort the server is asked to cancel the running statement, and signal.reason is thrown,
 * at the latest after 2 s: what does not obey loses its connection.
 */
export async function withClient<T>(
  { pool, control }: Lender,
  work: (client: pg.PoolClient) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  let client: pg.PoolClient | undefined;
  let broken: Error | undefined;
  let abort: Abort | undefined;
  try {
    client = await lend(pool, signal);
    abort = signal && onAbort(signal, control, client);
    return await (abort ? Promise.race([work(client), abort.overdue]) : work(client));
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const translated = translateDatabaseError(error);
    if (isCode(translated, 'WAREHOUSE_UNREACHABLE')) broken = translated;
    throw translated;
  } finally {
    abort?.over();
    // After an abort a cancellation may still be on its way to this session: nobody else may get it.
    client?.release(signal?.aborted ? true : broken);
  }
}

/** A connection, unless `signal` aborts before there is one; what comes later goes back. */
async function lend(pool: pg.Pool, signal: AbortSignal | undefined): Promise<pg.PoolClient> {
  const lending = pool.connect();
  if (!signal) return lending;
  const waiting = new AbortController();
  const given = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: waiting.signal });
  });
  try {
    return await Promise.race([lending, given]);
  } catch (error) {
    if (signal.aborted)
      lending.then(
        (late) => late.release(),
        () => undefined,
      );
    throw error;
  } finally {
    waiting.abort();
  }
}

type Abort = { readonly overdue: Promise<never>; over(): void };

/** What happens to a lent connection when `signal` aborts: its statement is cancelled; 2 s later its socket is destroyed. */
function onAbort(signal: AbortSignal, control: pg.Pool, client: pg.PoolClient): Abort {
  let cancelling: ReturnType<typeof repeat> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let refuse: (reason: unknown) => void = () => undefined;
  const overdue = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  overdue.catch(() => undefined);
  const begin = () => {
    // Between two statements there is nothing to cancel, and the next one may be long: again and again until the work ends.
    cancelling = repeat(
      cancelEveryMs,
      () => cancelStatement(control, client),
      () => undefined,
    );
    timer = setTimeout(() => {
      destroyConnection(client, 'did not obey an abort', { end: (session) => endSession(control, session) });
      refuse(signal.reason);
    }, obeyMs);
  };
  signal.addEventListener('abort', begin, { once: true });
  if (signal.aborted) begin();
  return {
    overdue,
    over() {
      signal.removeEventListener('abort', begin);
      clearTimeout(timer);
      void cancelling?.stop();
    },
  };
}

async function cancelStatement(control: pg.Pool, client: pg.PoolClient): Promise<void> {
  const pid = 'processID' in client ? client.processID : undefined;
  if (typeof pid !== 'number') return;
  await control.query('select pg_cancel_backend($1)', [pid]).catch(() => undefined);
}
