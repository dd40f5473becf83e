// Lending connections: whoever is told to stop stops, wherever it is.
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, inTransaction, openDatabase, withClient } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../test/kit/world.ts';

let database: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  const created = await createDatabase();
  drop = created.drop;
  database = openDatabase(created.url, { name: 'test', max: 2 });
});
afterAll(async () => {
  await database.close();
  await drop();
});

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
