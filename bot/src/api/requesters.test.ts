// Who has a file saved or sent has not asked for its run: the owner stays the owner, and "Requested by" stays true.
import { readFileSync } from 'node:fs';
import { keepSaved } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTabWorld, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
beforeAll(async () => {
  tab = await openTabWorld();
  await query(
    `insert into record.conversation (id, kind, person, reference) values ('a:carl', 'personal', 'colleague', '{}')`,
  );
});
afterAll(() => tab?.close());

const query = async (text: string, values: readonly unknown[] = []) =>
  (await tab.world.database.pool.query(text, [...values])).rows;
const file = Buffer.from('a workbook');
const ritas = () => tab.run({ status: 'succeeded', file, who: 'requester' });
const saved = (run: number) =>
  keepSaved(tab.world.database, run, { id: 'colleague', name: 'Carl' }, { url: 'https://onedrive/x' });
const sent = async (run: number) => {
  expect((await tab.call('deliver', 'colleague', { params: { run } })).status).toBe(201);
};

describe.each([
  ['saved', saved],
  ['sent', sent],
])('a file that a colleague has had %s', (_, handOver) => {
  it('leaves the run its owner’s, who may delete it', async () => {
    const run = await ritas();
    await handOver(run);
    const read = () => tab.read('run', 'requester', { params: { run } });
    expect(await read()).toMatchObject({ requesters: ['Rita'], mine: true, may: { delete: true } });
    expect((await tab.call('delete', 'requester', { params: { run } })).status).toBe(204);
  });

  it('is among the deliveries, under their name', async () => {
    const run = await ritas();
    await handOver(run);
    const { deliveries } = await tab.read('deliveries', 'colleague', { params: { run } });
    expect(deliveries.map(({ requester, mine }) => [requester, mine])).toContainEqual(['Carl', true]);
  });

  it('makes it neither one of their runs nor findable by their name', async () => {
    const run = await ritas();
    await handOver(run);
    const filters: readonly Readonly<Record<string, string>>[] = [{ mine: 'true' }, { requester: 'Carl' }];
    for (const only of filters) {
      const { runs } = await tab.read('runs', 'colleague', { query: { limit: 500, ...only } });
      expect(runs.map(({ id }) => id)).not.toContain(run);
    }
  });
});

it('what older versions wrote is told apart: by its key, and by a run that had ended', async () => {
  const run = await ritas();
  await saved(run);
  await sent(run);
  await query(`update record.request set asks_for = 'report' where run = $1`, [run]);
  // The run ended when the first had asked: whoever came later wanted its file.
  const firstAsked = '(select min(asked_at) from record.request where run = $1)';
  await query(`update record.run set finished_at = ${firstAsked} where id = $1`, [run]);
  expect(await tab.read('run', 'requester', { params: { run } })).toMatchObject({ requesters: ['Rita', 'Carl'] });
  const folder = new URL('../../../core/src/node/migrations/', import.meta.url);
  const migration = readFileSync(new URL('021_request_for_file.sql', folder), 'utf8').replace(/--.*$/gm, '');
  for (const statement of migration.split(';').filter((each) => each.trim().startsWith('update')))
    await query(statement);
  expect(await tab.read('run', 'requester', { params: { run } })).toMatchObject({ requesters: ['Rita'] });
});
