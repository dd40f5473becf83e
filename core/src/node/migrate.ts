// Applies the plain SQL files of migrations/ in order, each once, under an advisory lock: safe when processes start together.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { AppError } from '@repsys/core';
import type { PoolClient } from 'pg';
import type { Database } from './database.ts';
import { withClient } from './lending.ts';

const folder = new URL('./migrations/', import.meta.url);
const lockNumber = 7_240_311;

type Migration = { readonly name: string; readonly text: string; readonly sha256: string };

function migrations(): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
  });
}

/**
 * Brings the schemas up to date; returns the names applied now. Throws CONFIG_INVALID when an applied file was changed
 * afterwards, or when a newer version has been here, unless `mayBeNewer`.
 */
export async function migrate(database: Database, { mayBeNewer = false } = {}): Promise<readonly string[]> {
  return withClient(database, async (client) => {
    // A new index of a large table takes its time, and so does waiting for whoever makes one.
    await client.query("set statement_timeout = '1h'");
    await client.query('select pg_advisory_lock($1)', [lockNumber]);
    try {
      return await applyMissing(client, mayBeNewer);
    } finally {
      // What went wrong before is told, not that this went wrong too.
      await client.query('select pg_advisory_unlock($1)', [lockNumber]).catch(() => undefined);
      await client.query('reset statement_timeout').catch(() => undefined);
    }
  });
}

async function applyMissing(client: PoolClient, mayBeNewer: boolean): Promise<readonly string[]> {
  await client.query('create schema if not exists record');
  await client.query(
    'create table if not exists record.migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  );
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from record.migration');
  const applied = new Map(rows.map((row) => [row.name, row.sha256]));
  const known = migrations();
  if (!mayBeNewer) refuseNewer(known, applied);
  const missing = known.filter((migration) => isMissing(migration, applied));
  for (const migration of missing) await apply(client, migration);
  return missing.map((migration) => migration.name);
}

function refuseNewer(known: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const newer = [...applied.keys()].filter((name) => !known.some((migration) => migration.name === name)).sort();
  if (newer.length === 0) return;
  throw new AppError(
    'CONFIG_INVALID',
    `The database is newer than this version, which does not know ${newer.join(', ')}. Start the version that has brought it up to date; to go back on purpose, set DATABASE_MAY_BE_NEWER=1.`,
    { details: { newer } },
  );
}

function isMissing(migration: Migration, applied: ReadonlyMap<string, string>): boolean {
  const known = applied.get(migration.name);
  if (known === undefined || known === migration.sha256) return known === undefined;
  throw new AppError('CONFIG_INVALID', `The migration ${migration.name} was changed after it had been applied.`);
}

async function apply(client: PoolClient, { name, text, sha256 }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into record.migration (name, sha256) values ($1, $2)', [name, sha256]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
