// Memberships, kept by many at once while those of others end.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type TestWorld } from '../../../../test/kit/world.ts';
import { openDatabase } from '../database.ts';
import { keepMembership, membershipsOf } from './membership.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const writers = 16;
const rounds = 8;
/** So many that to forget them takes its time. */
const ended = 2_000;
const now = Date.now();
const told = (person: string, endsInMs: number) => ({
  ...{ person, groups: ['g'], appRoles: [] },
  issuedAt: now,
  expiresAt: now + endsInMs,
});

async function untilWaiting(most: number): Promise<void> {
  for (let waiting = 0; waiting < most; ) {
    const { rows } = await world.database.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_locks where not granted and relation = 'record.membership'::regclass`,
    );
    waiting = rows[0]?.n ?? 0;
  }
}

describe('memberships', () => {
  it('are kept by many who sign in at once, each of whom finds ended ones of the others: none is lost', async () => {
    const database = openDatabase(world.databaseUrl, { name: 'test', max: writers });
    const lost: unknown[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Yesterday's rows of all of them are there, and have ended: each writes its own and wants to forget the others'.
      await world.database.pool.query(
        `insert into record.membership (person, groups, app_roles, issued_at, expires_at)
         select 'person-' || place, '{}', '{}', now() - interval '1 day', now() - interval '1 hour'
         from generate_series(0, $1 - 1) place
         on conflict (person) do update set issued_at = excluded.issued_at, expires_at = excluded.expires_at`,
        [ended],
      );
      // All of them stand at the table's door before it opens.
      const door = await world.database.pool.connect();
      await door.query('begin; lock table record.membership in exclusive mode');
      const writing = Array.from({ length: writers }, (_, place) =>
        keepMembership(database, told(`person-${place}`, 600_000)).catch((error: unknown) => lost.push(error)),
      );
      await untilWaiting(writers);
      await door.query('commit');
      door.release();
      await Promise.all(writing);
      const kept = await membershipsOf(
        database,
        Array.from({ length: writers }, (_, place) => `person-${place}`),
      );
      expect(kept.size).toBe(writers);
    }
    await database.close();
    expect(lost).toEqual([]);
  });

  it('are forgotten once their tokens have ended, and kept until then', async () => {
    await keepMembership(world.database, told('ended', -1));
    await keepMembership(world.database, told('good', 600_000));
    const { rows } = await world.database.pool.query(
      `select person from record.membership where person in ('ended', 'good')`,
    );
    expect(rows).toEqual([{ person: 'good' }]);
    expect([...(await membershipsOf(world.database, ['ended', 'good'])).keys()]).toEqual(['good']);
  });
});
