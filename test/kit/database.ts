// A database of its own for one test file, on the server that all share.
import { randomBytes } from 'node:crypto';
import { type Database, migrate, openDatabase } from '@repsys/core/node';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';

/** A database of its own on the test server; drop it with `drop`. */
export async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = inject('postgresUrl');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const run = async (text: string) => {
    const client = new pg.Client({ connectionString: admin });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await run(`create database ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}

export type DatabaseWish = { readonly max?: number; readonly migrated?: boolean };

/** Opens one before the tests of the file or block around it, hands it over, and drops it after them. Migrated unless told. */
export function useDatabase(
  take: (database: Database) => void,
  { max = 12, migrated = true }: DatabaseWish = {},
): void {
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const { url, drop } = await createDatabase();
    const database = openDatabase(url, { name: 'test', max });
    close = async () => {
      await database.close();
      await drop();
    };
    if (migrated) await migrate(database);
    take(database);
  });
  afterAll(() => close?.());
}
