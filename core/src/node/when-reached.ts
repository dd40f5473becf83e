// Starting while PostgreSQL is away: whoever needs it waits, and says so.
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from './database.ts';
import { isUnreachable } from './database-errors.ts';
import type { Logger } from './log.ts';

const pauseMs = 1_000;
/** It is told at first, and then after so many tries. */
const toldEvery = 10;

/** Does `work` as soon as PostgreSQL can be reached, also when it goes away meanwhile. What else goes wrong is thrown. */
export async function whenReached<T>(
  database: Pick<Database, 'reach'>,
  log: Logger,
  work: () => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      await database.reach();
      return await work();
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      if (tries % toldEvery === 0) log.warn({ error }, 'PostgreSQL does not answer; it is waited for');
      await delay(pauseMs);
    }
  }
}
