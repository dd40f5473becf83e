// What docs/security.md promises of the audit trail: every deed of a person is in it with their object id, and a download before its first byte.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepSaved } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestBot, type TestBot } from '../../../test/kit/bot.ts';
import { openTabWorld, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
let chat: TestBot;
beforeAll(async () => {
  tab = await openTabWorld();
  chat = await startTestBot(tab.world, { BOT_ACCESS_FILE: join(tab.world.folder, 'access.json') });
});
afterAll(async () => {
  await chat?.close();
  await tab?.close();
});

type Line = { readonly action: string; readonly person: string | null; readonly details: object };
const query = async <T extends object>(text: string, values: readonly unknown[] = []): Promise<readonly T[]> =>
  (await tab.world.database.pool.query<T>(text, [...values])).rows;
const newest = async (): Promise<number> =>
  (await query<{ id: number }>('select coalesce(max(id), 0)::int as id from record.audit'))[0]?.id ?? 0;

/** What the trail says since, besides what runners did. */
async function linesOf(work: () => Promise<unknown>): Promise<readonly Line[]> {
  const before = await newest();
  await work();
  return query(`select action, person, details from record.audit where id > $1 order by id`, [before]);
}

const file = Buffer.from('a workbook, long enough for parts');
const succeeded = () => tab.run({ status: 'succeeded', file, channel: 'chat', who: 'admin' });
const deliveryOf = async (run: number) =>
  (await query<{ id: number }>('select id from record.delivery where run = $1', [run]))[0]?.id ?? 0;
const call = (name: Parameters<TabWorld['call']>[0], run: number, more: object = {}) =>
  tab.call(name, 'admin', { params: { run, ...more } });
const body = { report: 'TB', company: 111111, from: 202402, to: 202402 };
let months = 0;
const say = async (text: string): Promise<void> => {
  months += 1;
  await chat.say({ id: 'admin', name: 'Ada' }, text, { id: `a:audit-${months}`, kind: 'personal' });
};

const deeds: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  asked: async () => () => tab.call('ask', 'admin', { body }),
  joined: async () => () => tab.call('ask', 'admin', { body }),
  resumed: async () => {
    const run = await tab.run({ status: 'failed' });
    return () => call('resume', run);
  },
  cancel: async () => {
    const run = await tab.run();
    return () => call('cancel', run);
  },
  deleted: async () => {
    const run = await tab.run({ status: 'failed' });
    return () => call('delete', run);
  },
  downloaded: async () => {
    const run = await succeeded();
    return () => call('workbook', run);
  },
  'had the file sent again': async () => {
    const run = await succeeded();
    const delivery = await deliveryOf(run);
    return () => call('sendAgain', run, { delivery });
  },
  'saved to OneDrive': async () => {
    const run = await succeeded();
    return () => keepSaved(tab.world.database, run, { id: 'admin', name: 'Ada' }, { url: 'https://x' });
  },
  'asked for the file': async () => {
    const run = await succeeded();
    return () => say(`send ${run}`);
  },
};

describe('the audit trail', () => {
  it.each(Object.entries(deeds))('has the object id of who “%s”', async (action, prepare) => {
    const deed = await prepare();
    const lines = await linesOf(deed);
    expect(lines.map(({ action, person }) => ({ action, person }))).toEqual([{ action, person: 'admin' }]);
  });

  it.each([
    ['cancel', () => tab.run(), 'cancel'],
    ['resume', () => tab.run({ status: 'failed' }), 'resumed'],
    ['again', () => tab.run({ status: 'failed' }), 'asked'],
  ] as const)('has the object id of who wrote “%s” in the chat', async (verb, make, action) => {
    const run = await make();
    const lines = await linesOf(() => say(`${verb} ${run}`));
    expect(lines.map((line) => [line.action, line.person])).toEqual([[action, 'admin']]);
  });

  it('has every part of a file that was fetched', async () => {
    const run = await succeeded();
    const headers = { range: 'bytes=2-5' };
    const lines = await linesOf(() => tab.call('workbook', 'admin', { params: { run }, headers }));
    expect(lines).toEqual([
      { action: 'downloaded', person: 'admin', details: { first: 2, last: 5, bytes: file.length } },
    ]);
  });

  it('knows of a download before its first byte: what cannot be written is not sent', async () => {
    const run = await succeeded();
    await query('alter table record.audit rename to audit_elsewhere');
    const refused = await call('workbook', run).finally(() =>
      query('alter table record.audit_elsewhere rename to audit'),
    );
    expect(refused.status).toBeGreaterThanOrEqual(500);
    expect(JSON.stringify(refused.body)).not.toContain('workbook, long');
    expect((await call('workbook', run)).status).toBe(200);
  });

  it('is written by no statement that leaves the person out', () => {
    const folder = new URL('../../../core/src/node/record/', import.meta.url);
    for (const name of ['accept-new.sql', 'keep-saved.sql', 'delete-run.ts'])
      expect(readFileSync(new URL(name, folder), 'utf8')).toMatch(/insert into record\.audit \(actor, person,/);
  });
});
