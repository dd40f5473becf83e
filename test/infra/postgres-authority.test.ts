// A PostgreSQL whose certificate is of its owner's authority: believed by who is told of the authority in the address, and by nobody else.
import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../sandbox/src/microsoft/certificate.ts';
import { type Postgres, startPostgres } from '../../sandbox/src/world/postgres.ts';

let folder: string;
let postgres: Postgres;
let authority: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'repsys-authority-'));
  authority = join(folder, 'ca.crt');
  postgres = await startPostgres(folder, () => undefined, ['fsync=off', 'shared_buffers=32MB']);
  const { key, certificate } = await makeCertificate();
  writeFileSync(authority, certificate);
  const [{ data_directory: data }] = await ask<{ data_directory: string }>('', 'show data_directory');
  const { uid, gid } = statSync(data);
  for (const [name, text] of Object.entries({ 'server.key': key, 'server.crt': certificate })) {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    chownSync(join(data, name), uid, gid);
  }
  await ask('', 'alter system set ssl = on');
  await ask('', 'select pg_reload_conf()');
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The rows that a process gets whose DATABASE_URL ends so. */
async function ask<Row>(ending: string, statement: string): Promise<[Row, ...Row[]]> {
  const database = openDatabase(`${postgres.url}${ending}`, { name: 'test', max: 1 });
  try {
    return (await database.pool.query(statement)).rows as [Row, ...Row[]];
  } finally {
    await database.close();
  }
}

const isSecret = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()';

describe('PostgreSQL with a certificate of its own authority', () => {
  it('is believed when the address names the authority', async () => {
    expect(await ask(`?sslmode=verify-full&sslrootcert=${authority}`, isSecret)).toEqual([{ ssl: true }]);
  });

  it('is not believed without it', async () => {
    await expect(ask('?sslmode=verify-full', isSecret)).rejects.toThrow(/self-signed certificate/);
  });
});
