// The authorization walk through the chat: every command about a run × role × company × owner; and rights by group, which the chat knows from the tab.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestBot, type TestBot } from '../../../test/kit/bot.ts';
import { type Granted, isGranted, ownerOf, roleOf, targets } from './testing/grants.ts';
import { companies, openTabWorld, people, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
/** Another bot than the one that people sign in to: what the chat knows is in the record. */
let chat: TestBot;
beforeAll(async () => {
  tab = await openTabWorld();
  const settings = { BOT_ACCESS_FILE: join(tab.world.folder, 'access.json') };
  chat = await startTestBot(tab.world, settings);
});
afterAll(async () => {
  await chat?.close();
  await tab?.close();
});

let places = 0;
/** Writes to the bot in a chat of its own; what the bot says at once. */
async function say(id: string, text: string): Promise<string> {
  places += 1;
  const place = { id: `a:${id}-${places}`, kind: 'personal' as const };
  await chat.say({ id, name: id }, text, place);
  return chat.connector
    .shown(place.id)
    .map(({ activity }) => JSON.stringify(activity))
    .join();
}

const query = async (text: string, values: readonly unknown[]): Promise<number> =>
  (await tab.world.database.pool.query<{ n: number }>(text, [...values])).rows[0]?.n ?? 0;
const wishesOf = (who: string) =>
  query(`select count(*)::int as n from record.request where person = $1 and source = 'chat'`, [who]);
const isCancelled = (run: number) =>
  query(`select count(*)::int as n from record.run where id = $1 and status = 'cancelled'`, [run]);

const file = Buffer.from('a workbook');
const commands = [
  { verb: 'again', status: 'failed', granted: ['asks'] },
  { verb: 'resume', status: 'failed', granted: ['asks'] },
  { verb: 'send', status: 'succeeded', granted: ['sees'] },
  { verb: 'cancel', status: 'queued', granted: ['operates', 'owns'] },
  { verb: 'status', status: 'failed', granted: ['sees'] },
] as const satisfies readonly { verb: string; status: string; granted: readonly Granted[] }[];

describe.each(commands)('“$verb 12”', ({ verb, status, granted }) => {
  it.each(people)('does for %s what is granted and nothing else', async (who) => {
    for (const { company, owner } of targets) {
      const run = await tab.run({ company, status, who: ownerOf(who, owner), ...(status === 'succeeded' && { file }) });
      const before = await wishesOf(who);
      const said = await say(who, `${verb} ${run}`);
      const done = (await wishesOf(who)) - before + (await isCancelled(run));
      const role = roleOf(who, company);
      const expected = isGranted(granted, role, ownerOf(who, owner) === who);
      if (verb === 'status') expect([who, company, said.includes('HTTP 429')]).toEqual([who, company, expected]);
      else expect([who, company, owner, done]).toEqual([who, company, owner, expected ? 1 : 0]);
      if (role === undefined) expect(said).toContain(`There is no run ${run}.`);
    }
  });
});

describe('“run TB”', () => {
  it.each(people)('is carried out for %s where they may ask', async (who) => {
    for (const company of Object.values(companies)) {
      const before = await wishesOf(who);
      await say(who, `run TB 2024-0${company === companies.own ? 1 : 2} for ${company}`);
      const expected = isGranted(['asks'], roleOf(who, company), true);
      expect([who, company, (await wishesOf(who)) - before]).toEqual([who, company, expected ? 1 : 0]);
    }
  });
});

describe('rights by group and app role', () => {
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
  const signIn = async (oid: string, claims: Readonly<Record<string, unknown>>, expiresInS = 600) => {
    const token = await tab.issuer.token({ oid, ...claims }, { expiresInS });
    expect((await tab.get('/api/me', { authorization: `Bearer ${token}` })).status).toBe(200);
  };
  const sees = async (oid: string, company: number) => {
    const run = await tab.run({ company, status: 'failed', who: 'colleague' });
    return (await say(oid, `status ${run}`)).includes('HTTP 429');
  };
  const asks = async (oid: string) => {
    await say(oid, `run TB 2024-03 for ${companies.other}`);
    return (await wishesOf(oid)) > 0;
  };

  it('count in the chat once their holder has signed in at the tab, and not before', async () => {
    expect([await sees('gail', companies.own), await asks('gail')]).toEqual([false, false]);
    await signIn('gail', { groups: ['GROUP-FINANCE', 'something-else'], roles: ['Reports.Requester', 'Other'] });
    expect([await sees('gail', companies.own), await asks('gail')]).toEqual([true, true]);
    const { rows } = await tab.world.database.pool.query('select groups, app_roles from record.membership');
    expect(rows).toEqual([{ groups: ['group-finance'], app_roles: ['Reports.Requester'] }]);
  });

  it('that ran out while a run was under way are asked for again, by its card and when more is asked for', async () => {
    const kim = { id: 'kim', name: 'Kim' };
    const place = { id: 'a:kim', kind: 'personal' as const };
    const refreshed = async () => JSON.stringify(await chat.refresh(kim, await chat.until(place, () => true), place));
    await signIn('kim', { roles: ['Reports.Requester'] });
    await chat.say(kim, `run TB 2024-05 for ${companies.other}`, place);
    expect(await refreshed()).toContain(String(companies.other));
    await tab.world.database.pool.query("update record.membership set expires_at = now() where person = 'kim'");
    const card = await refreshed();
    expect(card).toContain('Open the tab once so that I know your groups again.');
    expect(card).not.toMatch(/1:1 chat|in 1:1|everyone|222222/);
    expect(await say('kim', 'run TB 2024-06')).toContain('Open the tab once so that I know your groups');
    // Another token: one of the same second with the same claims would be the very same.
    await signIn('kim', { roles: ['Reports.Requester'] }, 700);
    expect(await refreshed()).toContain(String(companies.other));
  });

  it('are somebody’s own, and nobody else’s', async () => {
    await signIn('hugo', { groups: ['group-finance'] });
    expect([await sees('hugo', companies.own), await sees('hugo', companies.other)]).toEqual([true, false]);
    expect(await sees('nobody', companies.own)).toBe(false);
  });

  it('end with the token that told them', async () => {
    // It has ended, by less than clocks may differ: good enough to sign in, and nothing to remember.
    await signIn('ines', { groups: ['group-finance'] }, -30);
    expect(await sees('ines', companies.own)).toBe(false);
  });

  it('go when a newer token no longer names them, and do not come back by an older one', async () => {
    await signIn('jan', { groups: ['group-finance'], iat: inSeconds(-120) });
    expect(await sees('jan', companies.own)).toBe(true);
    await signIn('jan', { iat: inSeconds(-60) });
    expect(await sees('jan', companies.own)).toBe(false);
    await signIn('jan', { groups: ['group-finance'], iat: inSeconds(-90) });
    expect(await sees('jan', companies.own)).toBe(false);
  });
});

describe('what is open', () => {
  const count = (status: string) =>
    query('select count(*)::int as n from record.run where company = $1 and status = $2', [companies.own, status]);

  it('is counted whole, in the chat and in the tab, however long the queue is', async () => {
    for (let more = 0; more < 60; more += 1) await tab.run({ who: 'colleague' });
    const [running, waiting] = [await count('running'), await count('queued')];
    expect(waiting).toBeGreaterThanOrEqual(60);
    expect(await say('auditor', 'queue')).toContain(`${running} runs at work, ${waiting} waiting.`);
    expect(await tab.read('queue', 'auditor')).toMatchObject({ running, waiting });
  });

  it('tells who holds its company, also when that is somebody else’s', async () => {
    const held = await tab.run({ who: 'colleague', status: 'running' });
    const waits = await tab.run();
    expect(await say('requester', `status ${waits}`)).toContain(`Run ${held} holds the company`);
    expect((await tab.read('run', 'requester', { params: { run: waits } })).holder).toMatchObject({ run: held });
    await query(`update record.run set status = 'cancelled', finished_at = now() where id = $1 returning 1 as n`, [
      held,
    ]);
  });

  it('can be cancelled by whoever is offered it, and by nobody else', async () => {
    const shared = await tab.run({ period: 202404 });
    expect(await say('requester', `status ${shared}`)).toContain(`Cancel ${shared}`);
    expect(await say('operator', `status ${shared}`)).toContain(`Cancel ${shared}`);
    expect(await say('auditor', `status ${shared}`)).not.toContain(`Cancel ${shared}`);
    await say('colleague', `run TB 2024-04 for ${companies.own}`);
    expect(await say('requester', `status ${shared}`)).not.toContain(`Cancel ${shared}`);
  });
});
