// A database whose network goes silent: nobody waits for ever, and whoever waits with reason is left to wait.
import { once } from 'node:events';
import type { Database } from '@repsys/core/node';
import { isUnreachable, openDatabase, translateDatabaseError, withClient } from '@repsys/core/node';
import { from } from 'pg-copy-streams';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { openSilentProxy, type SilentProxy } from '../../../test/kit/silent-proxy.ts';

let proxy: SilentProxy;
let database: Database;
beforeEach(async () => {
  const url = new URL(inject('postgresUrl'));
  proxy = await openSilentProxy(Number(url.port));
  url.port = String(proxy.port);
  database = openDatabase(url.href, { name: 'silenced', max: 3 });
});
afterEach(async () => {
  await database.close();
  await proxy.close();
});

/** Lends a connection on which nothing passes any more once `work` begins. */
const onSilent = <T>(work: Parameters<typeof withClient<T>>[1], signal?: AbortSignal) =>
  withClient(
    database,
    async (client) => {
      const { rows } = await client.query('select client_port from pg_stat_activity where pid = pg_backend_pid()');
      proxy.silenceOne(rows[0]?.client_port);
      return work(client);
    },
    signal,
  );

describe('on a connection that has gone silent', { timeout: 60_000 }, () => {
  it('a statement ends, though nobody asks it to', async () => {
    await expect(onSilent((client) => client.query('select 1'))).rejects.toMatchObject({
      code: 'WAREHOUSE_UNREACHABLE',
    });
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('rows on their way in end when all of them are sent', async () => {
    const copying = onSilent(async (client) => {
      const sink = client.query(from('copy pg_temp.never from stdin'));
      sink.end('1\n');
      await once(sink, 'finish');
    });
    await expect(copying).rejects.toMatchObject({ code: 'WAREHOUSE_UNREACHABLE' });
  });

  it('work that is aborted has ended, whatever it waits for', async () => {
    const controller = new AbortController();
    const work = onSilent(async (client) => {
      controller.abort(new Error('enough'));
      await client.query('select 1').catch(() => undefined);
      await new Promise(() => undefined);
    }, controller.signal);
    await expect(work).rejects.toThrow('enough');
  });

  it('PostgreSQL is told through another one that the session is over', async () => {
    let session = 0;
    const holding = onSilent(async (client) => {
      session = Reflect.get(client, 'processID');
      await client.query('select 1');
    });
    await expect(holding).rejects.toThrow();
    const sessions = async () =>
      (await database.control.query('select from pg_stat_activity where pid = $1', [session])).rowCount;
    await expect.poll(sessions, { timeout: 20_000 }).toBe(0);
  });
});

describe('when all connections go silent', { timeout: 60_000 }, () => {
  it('statements of both pools end, a new connection is given up, and the pools can be closed', async () => {
    await Promise.all([database.pool.query('select 1'), database.control.query('select 1')]);
    proxy.silenceAll();
    const [one, other, fresh] = await Promise.allSettled([
      database.pool.query('select 1'),
      database.control.query('select 1'),
      database.reach(),
    ]);
    for (const each of [one, other, fresh]) {
      expect(each.status).toBe('rejected');
      expect(each.status === 'rejected' && isUnreachable(each.reason)).toBe(true);
    }
    await database.close();
  });
});

describe('what takes long with reason', { timeout: 60_000 }, () => {
  it('is waited for: a long statement, and rows whose source is slow', async () => {
    const sleeping = database.pool.query('select pg_sleep(12)');
    const copying = withClient(database, async (client) => {
      await client.query('create temporary table slow (each integer)');
      const sink = client.query(from('copy slow from stdin'));
      sink.write('1\n');
      await database.control.query('select 1');
      await sleeping;
      sink.end('2\n');
      await once(sink, 'finish');
      return (await client.query('select count(*)::int as rows from slow')).rows;
    });
    expect((await sleeping).rowCount).toBe(1);
    expect(await copying).toEqual([{ rows: 2 }]);
  });
});

describe('a pool that has nothing to lend', { timeout: 60_000 }, () => {
  it('says so, and not that PostgreSQL is away', async () => {
    const lent = await Promise.all([1, 2, 3].map(() => database.pool.connect()));
    const refused: unknown = await database.pool.connect().catch((error: unknown) => error);
    expect(translateDatabaseError(refused)).toMatchObject({
      code: 'WAREHOUSE_UNREACHABLE',
      message: expect.stringContaining('in use'),
    });
    for (const client of lent) client.release();
  });
});
