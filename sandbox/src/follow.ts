// Following a run from outside: progress as it is told, the truth from the record, until the run has ended.

import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type ProgressEvent } from '@repsys/core';
import {
  connectRedis,
  type Database,
  onProgress,
  type RunView,
  translateDatabaseError,
  viewRun,
} from '@repsys/core/node';

const lookEveryMs = 250;
/** The run goes on without us, so an outage of PostgreSQL is waited out, up to this long. */
const longestOutageMs = 120_000;

/** `hear` gets every progress event of a run, of which a lost one does no harm; `look` the run as it stands, again and again. */
export type RunListener = { hear(event: ProgressEvent): void; look(view: RunView): void };

/** Resolves with the ended run. */
export async function follow(
  { database, redisUrl }: { readonly database: Database; readonly redisUrl: string },
  run: number,
  listener: RunListener,
  signal: AbortSignal,
): Promise<RunView> {
  const connection = connectRedis(redisUrl, 'blocking', () => undefined);
  const wake = { now: () => undefined as unknown };
  const hush = onProgress(connection, (event) => {
    if (event.run !== run) return;
    listener.hear(event);
    if (event.status !== 'running') wake.now();
  });
  const look = patiently(() => viewRun(database, run));
  try {
    for (;;) {
      signal.throwIfAborted();
      const view = await look();
      if (view) listener.look(view);
      if (view && view.status !== 'queued' && view.status !== 'running') return view;
      await Promise.race([delay(lookEveryMs), new Promise((resolve) => Object.assign(wake, { now: resolve }))]);
    }
  } finally {
    hush();
    connection.disconnect();
  }
}

/** `look`, or nothing while PostgreSQL does not answer; throws when that has lasted too long. */
function patiently<T>(look: () => Promise<T>): () => Promise<T | undefined> {
  let awaySince: number | undefined;
  return async () => {
    try {
      const seen = await look();
      awaySince = undefined;
      return seen;
    } catch (error) {
      const failure = translateDatabaseError(error);
      awaySince ??= Date.now();
      const isOutage = failure instanceof AppError && failure.code === 'WAREHOUSE_UNREACHABLE';
      if (!isOutage || Date.now() - awaySince > longestOutageMs) throw failure;
      return undefined;
    }
  };
}
