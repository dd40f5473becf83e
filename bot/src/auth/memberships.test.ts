// What a token told is kept for the chat, and tried again when it could not be kept.
import { createLogger } from '@repsys/core/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type TestWorld } from '../../../test/kit/world.ts';
import { openMemberships } from './memberships.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const caller = {
  person: { id: 'gail', name: 'Gail', groups: ['G1', 'other'], appRoles: [] },
  expiresAt: Date.now() + 600_000,
  token: { assertion: 'a token', issuedAt: Date.now(), groupsElsewhere: false },
};

it('a membership that could not be kept is kept at the next call with the same token', async () => {
  const { database } = world;
  const query = async (text: string) => (await database.pool.query(text)).rows;
  const access = { groups: ['g1'], appRoles: [] };
  const complete = openMemberships({ access, database, log: createLogger('bot', 'fatal'), groupsOf: undefined });
  await query('alter table record.membership rename to membership_elsewhere');
  expect((await complete(caller)).person.groups).toEqual(['g1']);
  await query('alter table record.membership_elsewhere rename to membership');
  expect(await query('select person from record.membership')).toEqual([]);
  expect((await complete(caller)).person.groups).toEqual(['g1']);
  expect(await query('select person, groups from record.membership')).toEqual([{ person: 'gail', groups: ['g1'] }]);
});
