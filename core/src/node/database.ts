// PostgreSQL: one pool per process, Kysely for the record, plain pg for bulk work. Connection trouble becomes WAREHOUSE_UNREACHABLE here.
import { AppError } from '@repsys/core';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { noObserver, type RecordObserver } from './record/observer.ts';
import type { Tables } from './record/tables.ts';
import { repeat } from './repeat.ts';

export type Database = {
  readonly kysely: Kysely<Tables>;
  readonly pool: pg.Pool;
  /** Told of what this process has changed in the record. */
  readonly observer: RecordObserver;
  close(): Promise<void>;
};

const dateType = 1082;
const types: pg.CustomTypesConfig = {
  // A day is a day: parsing it into a Date would move it across time zones.
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === dateType ? (value: string) => value : pg.types.getTypeParser(oid, format ?? 'text'),
};

/**
 * Opens a pool. `idleInTransactionMs` ends a session whose process stopped inside a transaction, so that a frozen
 * runner cannot hold its company's fence.
 */
export function openDatabase(
  url: string,
  options: { name: string; max?: number; idleInTransactionMs?: number; observer?: RecordObserver },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: options.name,
    max: options.max ?? 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 10_000,
    types,
    onConnect: prepareSession,
  });
  // Without a listener an idle connection that breaks would end the process; the next query reports the trouble.
  pool.on('error', () => undefined);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return { kysely, pool, observer: options.observer ?? noObserver, close: () => kysely.destroy() };
}

/**
 * A killed runner's long statement must not hold its company's fence: the server looks whether we are still there.
 * Servers on platforms without this ability refuse the setting; then such a statement runs to its end.
 */
async function prepareSession(client: pg.ClientBase): Promise<void> {
  client.on('error', () => undefined);
  await client.query("set client_connection_check_interval = '2s'").catch(() => undefined);
}

const connectionCodes = /^(08|57P|25P03|53300|ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)/;
const connectionWords =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

const fullCodes: readonly string[] = ['53100', '53200'];

/** PostgreSQL out of reach becomes WAREHOUSE_UNREACHABLE, out of room WAREHOUSE_FULL; anything else is handed back as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (fullCodes.includes(code)) {
    return new AppError('WAREHOUSE_FULL', `PostgreSQL has no room: ${error.message}`, { cause: error });
  }
  if (!connectionCodes.test(code) && !connectionWords.test(error.message)) return error;
  return new AppError('WAREHOUSE_UNREACHABLE', `PostgreSQL did not answer (${code || error.message}).`, {
    cause: error,
  });
}

/** A statement that was refused for the values in it, or for another that came in between: nothing of it is in the record. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:22|23|40)[0-9A-Z]{3}$/.test(String(error.code));

/** Runs `work` in one transaction; rolled back when it throws or when `signal` aborts, also in mid-statement. */
export async function inTransaction<T>(
  database: Database,
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
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    },
    signal,
  );
}

const cancelEveryMs = 500;

/** Lends a connection to `work`. On abort the server is asked to cancel the running statement, and signal.reason is thrown. */
export async function withClient<T>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  let client: pg.PoolClient | undefined;
  let broken: Error | undefined;
  let cancelling: ReturnType<typeof repeat> | undefined;
  const cancel = () => {
    // Between two statements there is nothing to cancel, and the next one may be long: again and again until the work ends.
    cancelling = repeat(
      cancelEveryMs,
      () => cancelStatement(database, client),
      () => undefined,
    );
  };
  try {
    client = await database.pool.connect();
    signal?.throwIfAborted();
    signal?.addEventListener('abort', cancel, { once: true });
    return await work(client);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const translated = translateDatabaseError(error);
    if (translated !== error && translated instanceof Error) broken = translated;
    throw translated;
  } finally {
    signal?.removeEventListener('abort', cancel);
    void cancelling?.stop();
    // After an abort a cancellation may still be on its way to this session: nobody else may get it.
    client?.release(signal?.aborted ? true : broken);
  }
}

async function cancelStatement(database: Database, client: pg.PoolClient | undefined): Promise<void> {
  const pid = client && 'processID' in client ? client.processID : undefined;
  if (typeof pid !== 'number') return;
  await database.pool.query('select pg_cancel_backend($1)', [pid]).catch(() => undefined);
}
