// PostgreSQL: one pool per process, a small one beside it for signs of life; Kysely for the record, plain pg for bulk work.
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { atMost } from './at-most.ts';
import { translateDatabaseError } from './database-errors.ts';
import { noObserver, type RecordObserver } from './record/observer.ts';
import type { Tables } from './record/tables.ts';
import { leaveStandby, type OtherWay, type SilenceWatch, watchSilence } from './silent-connections.ts';

export type Database = {
  readonly kysely: Kysely<Tables>;
  readonly pool: pg.Pool;
  /** A few connections of their own for signs of life, claims, cancellations and endings: bulk work never takes them. */
  readonly control: pg.Pool;
  /** Told of what this process has changed in the record. */
  readonly observer: RecordObserver;
  /** Throws WAREHOUSE_UNREACHABLE unless a new connection gets through within a few seconds. */
  reach(): Promise<void>;
  close(): Promise<void>;
};

const dateType = 1082;
const types: pg.CustomTypesConfig = {
  // A day is a day: parsing it into a Date would move it across time zones.
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === dateType ? (value: string) => value : pg.types.getTypeParser(oid, format ?? 'text'),
};

/** How long a statement may take where nothing else is said. */
const statementMs = 300_000;
/** How long whoever holds a connection of the small pool may wait for one answer. */
const controlMs = 4_000;
const connectMs = 6_000;
const partingMs = 2_000;

/**
 * What all connections have. `idle_in_transaction_session_timeout` ends a session whose process stopped inside a
 * transaction, so that a frozen runner cannot hold its company's fence. A connection is not kept for ever: after a change
 * of the primary the old server may still be answering.
 */
const common = {
  connectionTimeoutMillis: connectMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5_000,
  idle_in_transaction_session_timeout: 10_000,
  maxLifetimeSeconds: 600,
  types,
  onConnect: prepareSession,
} as const;

type DatabaseOptions = {
  readonly name: string;
  readonly max?: number;
  /** The longest statement that may be meant. */
  readonly statementMs?: number;
  readonly idleInTransactionMs?: number;
  readonly observer?: RecordObserver;
};

/** Opens the pools. Nothing is connected before it is needed. */
export function openDatabase(url: string, options: DatabaseOptions): Database {
  const base = { ...common, connectionString: url };
  const pool = new pg.Pool({
    ...base,
    application_name: options.name,
    max: options.max ?? 10,
    statement_timeout: options.statementMs ?? statementMs,
    idle_in_transaction_session_timeout: options.idleInTransactionMs ?? common.idle_in_transaction_session_timeout,
  });
  const limits = { query_timeout: controlMs, statement_timeout: controlMs, connectionTimeoutMillis: controlMs };
  const control = new pg.Pool({ ...base, ...limits, application_name: `${options.name} (control)`, max: 4 });
  const watch = watchSilence(otherWay(control));
  for (const each of [pool, control]) {
    // Without a listener an idle connection that breaks would end the process; the next query reports the trouble.
    each.on('error', () => undefined);
    watch.over(each);
  }
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    kysely,
    pool,
    control,
    observer: options.observer ?? noObserver,
    reach: () => reach({ ...base, ...limits, application_name: `${options.name} (probe)` }),
    close: once(() => closeAll([pool, control], watch)),
  };
}

/** Whoever closes twice waits for the one close. */
function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= close();
    return closed;
  };
}

/** A server that hears nothing any more never says goodbye either: it is not waited for for long. */
async function closeAll(pools: readonly pg.Pool[], watch: SilenceWatch): Promise<void> {
  watch.stop();
  await atMost(Promise.all(pools.map((pool) => pool.end())), partingMs);
  watch.destroyAll();
}

const otherWay = (control: pg.Pool): OtherWay => ({
  async atWork(sessions) {
    const { rows } = await control.query<{ pid: number }>(
      `select pid from pg_stat_activity
       where pid = any($1) and state in ('active', 'fastpath function call') and wait_event_type is distinct from 'Client'`,
      [sessions],
    );
    return new Set(rows.map(({ pid }) => pid));
  },
  end: (session) => endSession(control, session),
});

/** Ends a session of this process. */
export async function endSession(control: pg.Pool, session: number): Promise<void> {
  await control.query('select pg_terminate_backend($1)', [session]);
}

async function reach(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(config);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    void client.end().catch(() => undefined);
  }
}

/**
 * A killed runner's long statement must not hold its company's fence: the server looks whether we are still there, and
 * gives up a peer that does not acknowledge. Servers on platforms without these abilities refuse the settings; then such
 * a statement runs to its end.
 */
async function prepareSession(client: pg.ClientBase): Promise<void> {
  client.on('error', () => undefined);
  leaveStandby(client);
  for (const text of sessionSettings) {
    await client.query({ text, query_timeout: controlMs } as pg.QueryConfig).catch(unlessRefused);
  }
}

const sessionSettings = [
  "set client_connection_check_interval = '2s'",
  "set tcp_keepalives_idle = '5s'; set tcp_keepalives_interval = '2s'; set tcp_keepalives_count = 3; set tcp_user_timeout = '10s'",
] as const;

function unlessRefused(error: unknown): void {
  if (!(error instanceof pg.DatabaseError)) throw error;
}
