// One idempotency key is one request: for one run, and not for another.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTabWorld, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
beforeAll(async () => {
  tab = await openTabWorld();
});
afterAll(() => tab?.close());

const headers = { 'idempotency-key': 'one-and-the-same' };
const again = async (run: number): Promise<number> => {
  const { status, body } = await tab.call('again', 'requester', { params: { run }, headers });
  expect(status).toBe(201);
  return (body as { run: number }).run;
};

it('the same key twice for one run is one run more, for two runs two', async () => {
  const [one, other] = [await tab.run({ status: 'succeeded' }), await tab.run({ status: 'succeeded' })];
  const first = await again(one);
  expect(await again(one)).toBe(first);
  const second = await again(other);
  expect(second).not.toBe(first);
  const { rows } = await tab.world.database.pool.query<{ id: number; parameters: { from: number } }>(
    'select id, parameters from record.run where id = any($1) order by id',
    [[one, other, first, second]],
  );
  const periodOf = (run: number) => rows.find(({ id }) => id === run)?.parameters.from;
  expect([periodOf(first), periodOf(second)]).toEqual([periodOf(one), periodOf(other)]);
});
