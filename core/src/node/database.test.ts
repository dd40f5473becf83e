// Lending connections: whoever is told to stop stops, wherever it is.
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, inTransaction, withClient } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/kit/database.ts';

let database: Database;
useDatabase(
  (opened) => {
    database = opened;
  },
  { max: 2, migrated: false },
);

describe('work that is aborted', () => {
  it('between two statements does not go on to the end of the next', async () => {
    const controller = new AbortController();
    const started = performance.now();
    const work = inTransaction(
      database,
      async (client) => {
        await client.query('select 1');
        controller.abort(new Error('enough'));
        await delay(200);
        await client.query('select pg_sleep(20)');
      },
      controller.signal,
    );
    await expect(work).rejects.toThrow('enough');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('while it waits for a connection is not begun', async () => {
    const held = await Promise.all([database.pool.connect(), database.pool.connect()]);
    const controller = new AbortController();
    let begun = false;
    const work = withClient(
      database,
      async () => {
        begun = true;
      },
      controller.signal,
    );
    controller.abort(new Error('enough'));
    for (const client of held) client.release();
    await expect(work).rejects.toThrow('enough');
    expect(begun).toBe(false);
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});
