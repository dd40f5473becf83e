// The authorization walk: every route and every socket topic × role × company × owner, and refusal wherever nothing is granted.
import { type ApiRouteName, apiRoutes, liveClose } from '@repsys/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Granted, isGranted, ownerOf, roleOf, type Target, targets } from './testing/grants.ts';
import { type LiveClient, openLiveClient } from './testing/live-client.ts';
import {
  type CallOptions,
  companies,
  openTabWorld,
  people,
  signedIn,
  type TabWorld,
  type Who,
} from './testing/tab-world.ts';

let tab: TabWorld;
beforeAll(async () => {
  tab = await openTabWorld();
});
afterAll(() => tab?.close());

const file = Buffer.from('a workbook');

/** What a call of each route is made of, on something made for it alone. */
type Made = { readonly options: CallOptions; readonly granted: readonly Granted[] };
type Make = (target: Target, who: Who) => Promise<Made> | Made;

const range = { from: 202401, to: 202401 };
const runOf =
  (status: 'queued' | 'failed' | 'succeeded', granted: readonly Granted[]): Make =>
  async ({ company, owner }, who) => {
    const wish = {
      company,
      who: ownerOf(who, owner),
      status,
      ...(status === 'succeeded' && { file, channel: 'chat' as const }),
    };
    return { options: { params: { run: await tab.run(wish) } }, granted };
  };
const ofCompany =
  (granted: readonly Granted[]): Make =>
  ({ company }) => ({ options: { params: { company } }, granted });

const calls: Readonly<Record<ApiRouteName, Make>> = {
  me: () => ({ options: {}, granted: ['anybody'] }),
  reports: () => ({ options: {}, granted: ['anybody'] }),
  queue: () => ({ options: {}, granted: ['anybody'] }),
  runs: ({ company }) => ({ options: { query: { company } }, granted: ['anybody'] }),
  calendar: ofCompany(['sees']),
  trend: ofCompany(['sees']),
  outlook: ({ company }) => ({ options: { query: { report: 'TB', company, ...range } }, granted: ['sees'] }),
  ask: ({ company }) => ({ options: { body: { report: 'TB', company, ...range } }, granted: ['asks'] }),
  run: runOf('succeeded', ['sees']),
  workbook: runOf('succeeded', ['sees']),
  deliveries: runOf('succeeded', ['sees']),
  differences: async (target, who) => {
    const { options, granted } = await runOf('succeeded', ['sees'])(target, who);
    const { run = 0 } = options.params ?? {};
    await tab.check(Number(run), 'control');
    return { options: { params: { run, check: 'control' } }, granted };
  },
  changes: runOf('succeeded', ['sees']),
  deliver: runOf('succeeded', ['sees']),
  save: runOf('succeeded', ['sees']),
  cancel: runOf('queued', ['operates', 'owns']),
  resume: runOf('failed', ['asks']),
  again: runOf('failed', ['asks']),
  delete: runOf('failed', ['administers', 'owns']),
  sendAgain: async (target, who) => {
    const { options } = await runOf('succeeded', [])(target, who);
    const { rows } = await tab.world.database.pool.query('select id from record.delivery where run = $1', [
      options.params?.run,
    ]);
    return {
      options: { params: { ...options.params, delivery: rows[0].id } },
      granted: ['operates', 'asked'],
    };
  },
};

const routes = Object.keys(apiRoutes) as ApiRouteName[];
/** A person without a personal chat, or without a OneDrive within reach, is told so only after rights were looked at. */
const allowedStatus = (name: ApiRouteName): number =>
  name === 'deliver' || name === 'save' ? 409 : apiRoutes[name].status;

describe.each(routes)('%s', (name) => {
  it.each(people)('does for %s what is granted and nothing else', async (who) => {
    for (const target of targets) {
      const { options, granted } = await calls[name](target, who);
      const role = roleOf(who, target.company);
      const owns = ownerOf(who, target.owner) === who;
      const { status } = await tab.call(name, who, options);
      const expected = isGranted(granted, role, owns) ? allowedStatus(name) : role === undefined ? 404 : 403;
      expect([who, target, status]).toEqual([who, target, expected]);
    }
  });

  it('does nothing for somebody who is not signed in', async () => {
    const { options } = await calls[name]({ company: companies.own, owner: 'foreign' }, 'admin');
    expect((await tab.call(name, undefined, options)).status).toBe(401);
  });
});

describe('lists', () => {
  it('hold runs of one’s own companies only, whatever is filtered for', async () => {
    await tab.run({ company: companies.other, who: 'requester-of-other' });
    for (const who of people) {
      const filters: readonly CallOptions['query'][] = [
        {},
        { company: companies.other },
        { requester: 'requester-of-other' },
      ];
      for (const query of filters) {
        const { runs, total } = await tab.read('runs', who, { query: { limit: 500, ...query } });
        expect(total).toBe(runs.length);
        expect(runs.every(({ company }) => roleOf(who, company) !== undefined)).toBe(true);
      }
      const { runs } = await tab.read('queue', who);
      expect(runs.every(({ company }) => roleOf(who, company) !== undefined)).toBe(true);
    }
  });

  it('show a delivery of another run to nobody', async () => {
    const [one, other] = [await tab.run({ status: 'succeeded', file, channel: 'chat' }), await tab.run()];
    const { rows } = await tab.world.database.pool.query('select id from record.delivery where run = $1', [one]);
    const params = { run: other, delivery: rows[0].id };
    expect((await tab.call('sendAgain', 'admin', { params })).status).toBe(404);
  });
});

describe('the live channel', () => {
  const connect = (who: Who, topics?: readonly string[]): Promise<LiveClient> =>
    openLiveClient(tab.bot.url, { type: 'hello', token: signedIn(who), ...(topics && { topics }) });

  it.each(people)('grants %s the topics of their companies and no others', async (who) => {
    for (const { company, owner } of targets) {
      const run = await tab.run({ company, who: ownerOf(who, owner) });
      const client = await connect(who, ['mine', `company:${company}`, `run:${run}`, 'run:999999999']);
      await client.until(({ type }) => type === 'welcome');
      const refused = client.heard.flatMap((message) => (message.type === 'refused' ? [message.topic] : []));
      const none = roleOf(who, company) === undefined ? [`company:${company}`, `run:${run}`] : [];
      expect(refused).toEqual([...none, 'run:999999999']);
      await client.close();
    }
  });

  it('tells everybody what moves in their companies, and whether it is theirs', async () => {
    const clients = await Promise.all(people.map((who) => connect(who)));
    await Promise.all(clients.map((client) => client.until(({ type }) => type === 'welcome')));
    const body = (company: number) => ({ report: 'TB', company, from: 202405, to: 202405 });
    const { run } = await tab.read('ask', 'requester', { body: body(companies.own) });
    const { run: foreign } = await tab.read('ask', 'requester-of-other', { body: body(companies.other) });
    for (const [index, who] of people.entries()) {
      const client = clients[index];
      for (const [each, company] of [
        [run, companies.own],
        [foreign, companies.other],
      ] as const)
        if (roleOf(who, company)) await client?.until((message) => message.type === 'queue' && message.run === each);
      const heard = client?.heard.flatMap((message) => (message.type === 'queue' ? [message] : [])) ?? [];
      expect(heard.every(({ company }) => roleOf(who, company) !== undefined)).toBe(true);
      expect(heard.filter(({ mine }) => mine).length).toBe(who === 'requester' || who === 'requester-of-other' ? 1 : 0);
    }
    await Promise.all(clients.map((client) => client.close()));
  });

  it('is closed to whoever is not signed in', async () => {
    for (const token of ['x', 'Development', await tab.issuer.token({}, { expiresInS: -120 })]) {
      const client = await openLiveClient(tab.bot.url, { type: 'hello', token });
      expect(await client.closed).toBe(liveClose.signIn);
    }
  });
});
