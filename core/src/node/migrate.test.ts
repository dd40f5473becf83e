// Migrations on the real server: once, in order, and safe when processes start together.
import { migrate, openDatabase } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../test/kit/database.ts';

describe('migrations', () => {
  let address: Awaited<ReturnType<typeof createDatabase>>;
  beforeAll(async () => {
    address = await createDatabase();
  });
  afterAll(() => address.drop());

  it('are applied once when four processes start together', async () => {
    const databases = Array.from({ length: 4 }, () => openDatabase(address.url, { name: 'test', max: 2 }));
    const applied = await Promise.all(databases.map((database) => migrate(database)));
    const lists = applied.filter((names) => names.length > 0);
    expect(lists).toHaveLength(1);
    expect(lists[0]).toEqual([...(lists[0] ?? [])].sort());
    // Each has a number of its own: two with the same would depend on their names for their order.
    expect(lists[0]?.map((name) => Number(name.slice(0, 3)))).toEqual(lists[0]?.map((_, index) => index + 1));
    expect(await migrate(databases[0] ?? openDatabase(address.url, { name: 'test' }))).toEqual([]);
    for (const database of databases) await database.close();
  });

  it('refuse a database that a newer version has brought up to date, and say what to do', async () => {
    const database = openDatabase(address.url, { name: 'test', max: 2 });
    await migrate(database);
    await database.pool.query(`insert into record.migration (name, sha256) values ('999_newer.sql', 'x')`);
    await expect(migrate(database)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/999_newer\.sql.*Start the version/),
    });
    expect(await migrate(database, { mayBeNewer: true })).toEqual([]);
    await database.pool.query(`delete from record.migration where name = '999_newer.sql'`);
    expect(await migrate(database)).toEqual([]);
    await database.close();
  });

  it('that are broken off by the end of their session say that', async () => {
    const database = openDatabase(address.url, { name: 'test', max: 2 });
    await database.pool.query(`create function record.die() returns event_trigger language plpgsql as $$
      begin
        perform pg_terminate_backend(pg_backend_pid());
      end $$`);
    await database.pool.query('create event trigger die on ddl_command_start execute function record.die()');
    try {
      await expect(migrate(database)).rejects.toMatchObject({
        code: 'WAREHOUSE_UNREACHABLE',
        message: expect.stringContaining('57P01'),
      });
    } finally {
      await database.pool.query('drop event trigger die');
    }
    await database.close();
  });

  it('refuse to go on when an applied file was changed afterwards', async () => {
    const database = openDatabase(address.url, { name: 'test', max: 2 });
    await migrate(database);
    await database.pool.query(`update record.migration set sha256 = 'other' where name = '001_record.sql'`);
    await expect(migrate(database)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await database.close();
  });

  it('keep the audit trail append-only', async () => {
    const database = openDatabase(address.url, { name: 'test', max: 2 });
    await database.pool.query(`insert into record.audit (actor, action) values ('ada', 'asked')`);
    await expect(database.pool.query('delete from record.audit')).rejects.toThrow(/append-only/);
    await expect(database.pool.query(`update record.audit set actor = 'x'`)).rejects.toThrow(/append-only/);
    await database.close();
  });

  it('give every reference between tables of the record an index to find it by', async () => {
    const database = openDatabase(address.url, { name: 'test', max: 2 });
    const { rows } = await database.pool.query(`
      select reference.conrelid::regclass::text as "table", attribute.attname as "column"
      from pg_constraint reference
      join pg_attribute attribute on attrelid = conrelid and attnum = conkey[1]
      where contype = 'f' and connamespace = 'record'::regnamespace
        and not exists (
          select from pg_index
          where indrelid = conrelid and indkey[0] = conkey[1]
            and coalesce(pg_get_expr(indpred, indrelid), '') in ('', format('(%I IS NOT NULL)', attname))
        )
      order by 1, 2`);
    expect(rows).toEqual([]);
    await database.close();
  });
});
