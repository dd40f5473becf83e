// The tab's WebSocket: catching up, being shown the door, and what happens when a token ends.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, liveClose, livePath, type Period, type ProgressEvent } from '@repsys/core';
import { publishProgress } from '@repsys/core/node';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFeed } from './live-feed.ts';
import type { Pulse } from './live-pulse.ts';
import { openReader } from './live-reader.ts';
import { openLiveSocket } from './live-socket.ts';
import { openLiveClient } from './testing/live-client.ts';
import { companies, openTabWorld, signedIn, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
let redis: Redis;
beforeAll(async () => {
  tab = await openTabWorld();
  redis = new Redis(tab.world.redis.url);
});
afterAll(async () => {
  redis?.disconnect();
  await tab?.close();
});

/** A bot that hears itself all the time. */
const steady: Pulse = { isFresh: () => true, onChange: () => undefined, stop: async () => undefined };

const hello = { type: 'hello', token: signedIn('requester') };
const connect = (first: unknown = hello, origin?: string) => openLiveClient(tab.bot.url, first, origin);
const moved = (run: number, rows: number): ProgressEvent => ({
  run,
  company: companies.own,
  status: 'running',
  step: { number: 1, of: 8, name: 'one', title: 'One', status: 'running', rows, elapsedMs: 1, expectedMs: null },
});
const isRows = (rows: number) => (message: { type: string; progress?: ProgressEvent }) =>
  message.type === 'run' && message.progress?.step?.rows === rows;

it('one follower that throws does not keep an event from the others, nor the next one', async () => {
  const troubles: unknown[] = [];
  const feed = openFeed({ askersOf: async () => new Map(), onTrouble: (error) => troubles.push(error) });
  const heard: number[] = [];
  const broken = new Error('cannot take it');
  feed.follow(() => {
    throw broken;
  });
  feed.follow(({ progress }) => heard.push(progress.run));
  for (const run of [1, 2]) {
    feed.hear(moved(run, 1));
    await feed.settled();
  }
  expect(heard).toEqual([1, 2]);
  expect(troubles).toEqual([broken, broken]);
});

describe('a reader who was away', () => {
  it('hears what was missed, once and in order, and goes on from there', async () => {
    const run = await tab.run({ status: 'running' });
    const first = await connect();
    await first.until(({ type }) => type === 'welcome');
    await publishProgress(redis, moved(run, 1));
    const seen = await first.until(isRows(1));
    await first.close();
    const watching = await connect();
    const welcome = await watching.until(({ type }) => type === 'welcome');
    for (const rows of [2, 3]) await publishProgress(redis, moved(run, rows));
    await watching.until(isRows(3));
    const since = { stream: 'stream' in welcome ? welcome.stream : '', event: 'event' in seen ? seen.event : -1 };
    const second = await connect({ ...hello, since });
    await second.until(isRows(3));
    await publishProgress(redis, moved(run, 4));
    await second.until(isRows(4));
    const heard = second.heard.flatMap((message) => (message.type === 'run' ? [message.progress.step?.rows] : []));
    expect(heard).toEqual([2, 3, 4]);
    expect(second.heard[0]).toMatchObject({ type: 'welcome', event: since.event });
    await Promise.all([watching.close(), second.close()]);
  });

  it('of another process, or for too long, is told to fetch everything anew', async () => {
    const client = await connect({ ...hello, since: { stream: 'another', event: 3 } });
    await client.until(({ type }) => type === 'resync');
    await client.close();
    const feed = openFeed({ askersOf: async () => new Map(), most: 2 });
    for (const rows of [1, 2, 3]) feed.hear(moved(1, rows));
    await feed.settled();
    const { stream } = feed.place();
    expect(feed.since({ stream, event: 0 })).toBeUndefined();
    expect(feed.since({ stream, event: 4 })).toBeUndefined();
    expect(feed.since({ stream, event: 1 })?.map(({ event }) => event)).toEqual([2, 3]);
    expect(feed.since({ stream, event: 3 })).toEqual([]);
  });
});

describe('a connection', () => {
  it('hears of the topics that it follows, and of everything again when it asks for that', async () => {
    const [one, other] = [await tab.run({ status: 'running' }), await tab.run({ status: 'running' })];
    const client = await connect({ ...hello, topics: [`run:${one}`] });
    await client.until(({ type }) => type === 'welcome');
    await publishProgress(redis, moved(other, 11));
    await publishProgress(redis, moved(one, 12));
    await client.until(isRows(12));
    expect(client.heard.some(isRows(11))).toBe(false);
    client.send({ type: 'follow', topics: [`run:${other}`, 'company:222222'] });
    await client.until(({ type }) => type === 'refused');
    await publishProgress(redis, moved(one, 13));
    await publishProgress(redis, moved(other, 14));
    await client.until(isRows(14));
    expect(client.heard.some(isRows(13))).toBe(false);
    await client.close();
  });

  it('ends with its token, unless a fresh one of the same person came in time', async () => {
    const short = await tab.issuer.token({}, { expiresInS: 2 });
    const [renewed, left] = [
      await connect({ type: 'hello', token: short }),
      await connect({ type: 'hello', token: short }),
    ];
    await renewed.until(({ type }) => type === 'welcome');
    renewed.send({ type: 'hello', token: await tab.issuer.token({}, { expiresInS: 600 }) });
    await left.until(({ type }) => type === 'expired');
    expect(await left.closed).toBe(liveClose.signIn);
    const run = await tab.run({ status: 'running' });
    await publishProgress(redis, moved(run, 21));
    await renewed.until(isRows(21));
    renewed.send({ type: 'hello', token: await tab.issuer.token({ oid: 'admin' }) });
    expect(await renewed.closed).toBe(liveClose.signIn);
  });

  it.each([
    ['says nothing at all', undefined],
    ['says something else first', { type: 'follow', topics: null }],
    ['speaks no JSON', 'hello'],
    ['says more than there is to say', { ...hello, admin: true }],
  ])('that %s is closed', async (_, first) => {
    expect(await (await openLiveClient(tab.bot.url, first)).closed).toBe(liveClose.protocol);
  });

  it('that sends more than 8 KB is closed', async () => {
    expect(await (await connect({ ...hello, token: 'x'.repeat(17_000) })).closed).toBe(1009);
  });

  it('that talks without end is closed', async () => {
    const client = await connect();
    for (let count = 0; count < 30; count += 1) client.send({ type: 'follow', topics: null });
    expect(await client.closed).toBe(liveClose.tooMany);
  });

  it('of a page that is not ours, or of no page, is not opened', async () => {
    for (const origin of ['https://evil.example.com', 'null', 'http://reports.example.com'])
      await expect(connect(hello, origin)).rejects.toThrow('403');
    expect(await upgradeStatus(tab.bot.url + livePath, {})).toBe(403);
    expect(await upgradeStatus(`${tab.bot.url}/api/messages`, { origin: tab.bot.url })).toBe(404);
    const own = await connect(hello, 'https://reports.example.com');
    await own.until(({ type }) => type === 'welcome');
    await own.close();
  });
});

describe('a crowd of connections that say nothing', () => {
  const quiet = {
    feed: openFeed({ askersOf: async () => new Map(), onTrouble: () => undefined }),
    desk: { maySee: () => true, line: async () => expect.fail() },
    pulse: steady,
  };
  const caller = { person: { id: 'rita', name: 'Rita' }, expiresAt: Date.now() + 600_000 };

  it('keeps none of those out who are signed in, and takes no more than its own room', async () => {
    const parts = { ...quiet, signIn: { signIn: async () => caller } };
    const live = openLiveSocket(parts, { most: 3, unsigned: 2, helloMs: 600_000 });
    const server = createServer().on('upgrade', live.upgrade);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const signedIn = async () => {
      const client = await openLiveClient(url, { type: 'hello', token: 'x' });
      await client.until(({ type }) => type === 'welcome');
      return client;
    };
    const open = [await signedIn(), await openLiveClient(url)];
    open.push(await signedIn(), await openLiveClient(url));
    await expect(openLiveClient(url)).rejects.toThrow('503');
    const [, silent] = open;
    await silent?.close();
    await expect.poll(live.connections).toBe(3);
    open.push(await signedIn());
    await expect(openLiveClient(url)).rejects.toThrow('503');
    await live.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a run of a tab', () => {
  it('is followed from the wish to its end, and its file is the workbook', async () => {
    await tab.world.runner();
    const client = await connect();
    await client.until(({ type }) => type === 'welcome');
    const wish = { report: 'TB', company: companies.own, from: 202402 as Period, to: 202403 as Period };
    const { run } = await tab.read('ask', 'requester', { body: wish });
    const statuses = ['queued', 'running', 'succeeded'];
    for (const status of statuses)
      await client.until(
        (message) => message.type === 'queue' && message.run === run && message.status === status && message.mine,
      );
    const whole = await tab.read('run', 'requester', { params: { run } });
    expect(whole).toMatchObject({
      status: 'succeeded',
      may: { download: true, cancel: false },
      file: { bytes: whole.workbook?.bytes },
    });
    expect(whole.readAt).not.toBeNull();
    expect(whole.checks.length).toBeGreaterThan(5);
    const { body } = await tab.call('workbook', 'requester', { params: { run } });
    expect((body as Buffer).length).toBe(whole.workbook?.bytes);
    const trend = await tab.read('trend', 'requester', { params: { company: companies.own } });
    const sums = new Map<number, number>();
    for (const { points } of trend.categories)
      for (const { period, movement } of points)
        sums.set(period, (sums.get(period) ?? 0) + Math.round(Number(movement) * 100));
    expect(sums.size).toBeGreaterThan(3);
    // The year close stands in the first period of a year, on one side only.
    const others = [...sums].filter(([period]) => period % 100 !== 1);
    expect(others.map(([, sum]) => sum)).toEqual(others.map(() => 0));
    await client.close();
  });
});

/** The status with which a wish for a WebSocket is refused. */
function upgradeStatus(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const wish = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { ...wish, ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

describe('a record that does not answer', () => {
  it('refuses no topic: the connection is closed, to come again', async () => {
    const said: unknown[] = [];
    const closed: number[] = [];
    const line = async (): Promise<never> => {
      throw new AppError('WAREHOUSE_UNREACHABLE', 'PostgreSQL did not answer.');
    };
    const person = { id: 'rita', name: 'Rita' };
    const reader = openReader(
      {
        feed: openFeed({ askersOf: async () => new Map(), onTrouble: () => undefined }),
        desk: { maySee: () => true, line },
        signIn: { signIn: async () => ({ person, expiresAt: Date.now() + 600_000 }) },
        pulse: steady,
      },
      { beatMs: 600_000, send: (message) => said.push(message), close: (code) => closed.push(code) },
    );
    reader.take(JSON.stringify({ ...hello, topics: ['run:1'] }));
    await expect.poll(() => closed).toEqual([1013]);
    expect(said).toEqual([]);
    reader.end();
  });
});
