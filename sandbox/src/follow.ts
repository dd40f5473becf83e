// Following a run from outside: progress as it is told, the truth from the record, until the run has ended.

import { setTimeout as delay } from 'node:timers/promises';
import type { ProgressEvent } from '@repsys/core';
import { connectRedis, type Database, onProgress, type RunView, viewRun } from '@repsys/core/node';

const lookEveryMs = 250;

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
  try {
    for (;;) {
      signal.throwIfAborted();
      const view = await viewRun(database, run);
      listener.look(view);
      if (view.status !== 'queued' && view.status !== 'running') return view;
      await Promise.race([delay(lookEveryMs), new Promise((resolve) => Object.assign(wake, { now: resolve }))]);
    }
  } finally {
    hush();
    connection.disconnect();
  }
}
