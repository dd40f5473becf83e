// Lending connections: whoever is told to stop stops, wherever it is.
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, inTransaction, translateDatabaseError, withClient } from '@repsys/core/node';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/kit/database.ts';

let database: Database;
useDatabase(
  (opened) => {
    database = opened;
  },
  { max: 2, migrated: false },
);

describe('a server that takes no writes any more', () => {
  it('is away, and is left by whatever learns it', async () => {
    const { rows } = await database.pool.query<{ name: string }>('select current_database() as name');
    const readOnly = async (setting: 'on' | 'off') => {
      await database.control.query(`alter database ${rows[0]?.name} set default_transaction_read_only = ${setting}`);
    };
    await database.pool.query('create table written (each integer)');
    await readOnly('on');
    await database.pool.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
    const write = () => sql`insert into written values (1)`.execute(database.kysely);
    const refused: unknown = await write().catch((error: unknown) => error);
    expect(translateDatabaseError(refused)).toMatchObject({ code: 'WAREHOUSE_UNREACHABLE', retryable: true });
    expect(String(translateDatabaseError(refused))).toContain('standby');
    await readOnly('off');
    await write();
    expect((await database.pool.query('select from written')).rowCount).toBe(1);
  });
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
