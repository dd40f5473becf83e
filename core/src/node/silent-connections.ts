// Connections that have gone silent: a network can lose one without a word, and a statement on it would be waited for for ever.
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { AppError } from '@repsys/core';
import type pg from 'pg';
import { readOnly, readOnlyCode } from './database-errors.ts';

const lookEveryMs = 1_000;
/** No byte for this long though an answer is awaited: then PostgreSQL is asked what it knows of the session. */
const suspiciousMs = 4_000;
/** How often it is asked; a session is given up when it was found waiting for us twice. */
const askEveryMs = 2_000;

/** Another way to PostgreSQL. */
export type OtherWay = {
  /** Which of these sessions are at work inside PostgreSQL, so that we wait for them with reason. */
  atWork(sessions: readonly number[]): Promise<ReadonlySet<number>>;
  /** Ends a session that PostgreSQL believes to be ours still, and with it the locks that it has. */
  end(session: number): Promise<void>;
};

export type SilenceWatch = {
  /** Looks after the connections of one more pool. */
  over(pool: pg.Pool): void;
  stop(): void;
  /** Destroys every connection there still is. */
  destroyAll(): void;
};

type Watched = { moved: number; sinceMs: number; foundIdle: boolean };

/**
 * Watches connections on which an answer is awaited. A statement may take long; but a session that waits for us while we
 * wait for it has lost something on the way, and so has one of which PostgreSQL, or nobody at all, can tell anything. Its
 * socket is destroyed, which ends the statement with WAREHOUSE_UNREACHABLE.
 */
export function watchSilence(other: OtherWay): SilenceWatch {
  const watched = new Map<pg.PoolClient, Watched>();
  let askedMs = 0;
  const look = async () => {
    const suspects = [...watched].filter(([client, watch]) => isSuspicious(client, watch)).map(([client]) => client);
    if (suspects.length === 0 || performance.now() - askedMs < askEveryMs) return;
    askedMs = performance.now();
    const atWork = await other.atWork(suspects.map(sessionOf)).catch(() => new Set<number>());
    const lost = suspects.filter((client) => isLost(client, watched.get(client), atWork.has(sessionOf(client))));
    for (const client of lost) destroyConnection(client, 'was lost on the way', other);
  };
  const timer = setInterval(() => void look(), lookEveryMs).unref();
  return {
    over(pool) {
      pool.on('connect', (client) => watched.set(client, { moved: -1, sinceMs: 0, foundIdle: false }));
      pool.on('remove', (client) => watched.delete(client));
    },
    stop: () => clearInterval(timer),
    destroyAll() {
      for (const client of watched.keys()) socketOf(client)?.destroy();
    },
  };
}

/** Whether an answer, be it to a goodbye, has been awaited for long, without a byte in either direction. */
function isSuspicious(client: pg.PoolClient, watch: Watched): boolean {
  const socket = socketOf(client);
  if (!socket || socket.destroyed) return false;
  const moved = socket.bytesRead + socket.bytesWritten - socket.writableLength;
  if (moved !== watch.moved || !isAwaited(client, socket)) {
    Object.assign(watch, { moved, sinceMs: performance.now(), foundIdle: false });
    return false;
  }
  return performance.now() - watch.sinceMs >= suspiciousMs;
}

function isLost(client: pg.PoolClient, watch: Watched | undefined, atWork: boolean): boolean {
  // Its answer may have come while PostgreSQL was asked.
  if (!watch || !isSuspicious(client, watch)) return false;
  const before = watch.foundIdle;
  watch.foundIdle = !atWork;
  return before && !atWork;
}

/** Ends whatever waits on a connection with WAREHOUSE_UNREACHABLE; the pool will not lend it again. */
export function destroyConnection(client: pg.PoolClient, why: string, other: Pick<OtherWay, 'end'>): void {
  // PostgreSQL would not hear of it on a connection that is lost.
  void other.end(sessionOf(client)).catch(() => undefined);
  socketOf(client)?.destroy(new AppError('WAREHOUSE_UNREACHABLE', `PostgreSQL did not answer: a connection ${why}.`));
}

/** A server that takes no writes any more is left with the statement that learned it, whoever sent that. */
export function leaveStandby(client: pg.ClientBase): void {
  const connection = field(client, 'connection');
  if (!(connection instanceof EventEmitter)) return;
  connection.on('errorMessage', (message: { readonly code?: unknown }) => {
    // The driver has heard it before us, and told who waits. Whoever returns the connection now returns a broken one.
    if (message.code === readOnlyCode) socketOf(client)?.destroy(new AppError('WAREHOUSE_UNREACHABLE', readOnly));
  });
}

/** Who copies rows in waits for their source, not for PostgreSQL, until it has ended; who copies out and is slow has rows in hand. */
function isAwaited(client: pg.PoolClient, socket: Socket): boolean {
  if (socket.writableLength > 0 || field(client, '_ending') === true) return true;
  if (field(client, 'readyForQuery') !== false || socket.readableLength > 0) return false;
  const query = field(client, '_activeQuery');
  if (query instanceof Writable) return query.writableEnded || query.destroyed;
  return !(query instanceof Readable) || query.readableLength === 0;
}

function sessionOf(client: pg.PoolClient): number {
  return Number(field(client, 'processID'));
}

function socketOf(client: object): Socket | undefined {
  const connection = field(client, 'connection');
  const stream = typeof connection === 'object' && connection !== null ? field(connection, 'stream') : undefined;
  return stream instanceof Socket ? stream : undefined;
}

/** What the driver knows and its types do not say. */
const field = (owner: object, name: string): unknown => Reflect.get(owner, name);
