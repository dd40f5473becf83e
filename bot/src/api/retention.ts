// Finished runs that were kept long enough are deleted, file first; which activities were answered is forgotten after a day.
import { isCode } from '@repsys/core';
import { type Database, deleteRun, forgetAnswers, type Logger, repeat, runsEndedBefore } from '@repsys/core/node';

const everyMs = 3_600_000;
const mostAtOnce = 100;

const answersMs = 86_400_000;

/** Looks every hour. `keepMs` null keeps all runs. */
export function startRetention(database: Database, keepMs: number | null, log: Logger): { stop(): Promise<void> } {
  const onTrouble = (error: unknown) => log.warn({ error }, 'what is old could not be deleted');
  const ago = (ms: number) => new Date(Date.now() - ms);
  const forgetAll = async () => {
    await forgetAnswers(database, ago(answersMs));
    if (keepMs !== null) await forget(database, ago(keepMs), log);
  };
  return repeat(everyMs, forgetAll, onTrouble);
}

/** Deletes all runs that ended before `day`; one that is still needed by an open attempt waits for the next round. */
async function forget(database: Database, day: Date, log: Logger): Promise<void> {
  for (let after = 0; ; ) {
    const runs = await runsEndedBefore(database, day, { most: mostAtOnce, after });
    for (const run of runs) await forgetRun(database, run, log);
    if (runs.length < mostAtOnce) return;
    after = runs.at(-1) ?? after;
  }
}

async function forgetRun(database: Database, run: number, log: Logger): Promise<void> {
  await deleteRun(database, run, 'retention').then(
    () => log.info({ run }, 'an old run was deleted'),
    (error: unknown) => {
      if (!isCode(error, 'REQUEST_INVALID') && !isCode(error, 'REQUEST_RUN_UNKNOWN')) throw error;
    },
  );
}
