// What has happened outside must get into the record: tried again while the record is away.
import { setTimeout as delay } from 'node:timers/promises';
import { isCode } from '@repsys/core';
import { translateDatabaseError } from '@repsys/core/node';

/** Longer than a database is away for a failover or a restart. */
const tries = 300;
const pauseMs = 500;

/** Does `work`, again and again for some minutes while PostgreSQL does not answer. Throws what else goes wrong. */
export async function noted<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left <= 1 || !isCode(translateDatabaseError(error), 'WAREHOUSE_UNREACHABLE')) throw error;
      await delay(pauseMs);
    }
  }
}
