// A bot that Teams knows behind a proxy as people first set one up, and without it: nobody gets in by a sign-in of laptops.
import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { liveClose } from '@repsys/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Issuer, startIssuer } from '../bot/src/api/testing/issuer.ts';
import { openLiveClient } from '../bot/src/api/testing/live-client.ts';
import { type Child, startChild, typescript } from '../sandbox/src/world/child.ts';
import { freePort } from '../sandbox/src/world/free-port.ts';
import { type BotFramework, botId, startBotFramework, tenant } from './kit/bot-framework.ts';
import { type Connector, startConnector } from './kit/connector.ts';
import { findNginx, type Nginx, startNginx } from './kit/nginx.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const admin = '11111111-1111-4111-8111-111111111111';
const secret = randomBytes(24).toString('hex');
/** Whoever guesses how a laptop signs in: the forms of now and of before, with and without a secret. */
const credentials = [
  `Development ${admin}`,
  `Development ${admin} Dana`,
  `Development ${secret} ${admin}`,
  `Development ${secret}`,
  `Development undefined ${admin}`,
  `development ${admin}`,
  'Development *',
  `Basic ${Buffer.from(`${admin}:`).toString('base64')}`,
  '',
];
/** Whoever makes the bot believe that they sit before this machine. */
const guises: readonly Readonly<Record<string, string>>[] = [
  {},
  { host: 'localhost' },
  { host: '127.0.0.1:3978' },
  { host: '[::1]' },
  { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
  { 'x-forwarded-host': 'localhost', 'x-forwarded-proto': 'http' },
  { forwarded: 'for=127.0.0.1;host=localhost;proto=http' },
  { via: '1.1 localhost' },
  { host: 'localhost', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost', origin: 'http://localhost' },
];
const readings = ['/api/me', '/api/reports', '/api/runs', '/api/queue', '/api/runs/1/workbook'];

let world: TestWorld;
let issuer: Issuer;
let framework: BotFramework;
let connector: Connector;
const children: Child[] = [];
const lines: string[] = [];

const bare = (): Readonly<Record<string, string>> => ({
  DATABASE_URL: world.databaseUrl,
  REDIS_URL: world.redis.url,
  BOT_ID: botId,
  BOT_TENANT_ID: tenant,
  BOT_PASSWORD: 'not-asked-for-here',
  BOT_OPENID_URL: framework.metadataUrl,
  BOT_ACCESS_FILE: fileURLToPath(new URL('./kit/everybody.json', import.meta.url)),
  ...issuer.settings,
});

/** A bot in a process of its own. Of this process's settings it gets none, as on a machine where only the settings say what to do. */
async function startBot(env: Readonly<Record<string, string>>): Promise<Child> {
  const child = await startChild('bot', {
    ...typescript(fileURLToPath(new URL('../bot/src/main.ts', import.meta.url))),
    env: { NODE_ENV: undefined, ...env },
    leash: true,
    line: (text) => lines.push(text),
  });
  children.push(child);
  return child;
}

beforeAll(async () => {
  [world, issuer, framework, connector] = await Promise.all([
    openWorld(),
    startIssuer(),
    startBotFramework(),
    startConnector(),
  ]);
});
afterAll(async () => {
  for (const child of children) await child.stop('SIGKILL', 1_000);
  await Promise.all([connector?.close(), issuer?.close(), framework?.close()]);
  await world?.close();
});

type Call = { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** `fetch` sends no Host of ours. */
function call(url: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });
}

const post = (url: string, authorization: string, guise: Readonly<Record<string, string>>): Promise<number> => {
  const headers = { ...guise, 'content-type': 'application/json', ...(authorization && { authorization }) };
  return call(`${url}/api/messages`, { method: 'POST', headers, body: JSON.stringify(activity()) });
};

const activity = () => ({
  ...{ type: 'message', id: randomUUID(), text: 'help', channelId: 'msteams', serviceUrl: connector.url },
  ...{ from: { id: '29:x', aadObjectId: admin, name: 'Dana' }, recipient: { id: '28:bot' } },
  conversation: { id: 'a:1', conversationType: 'personal', tenantId: tenant },
  channelData: { tenant: { id: tenant } },
});

/** Which of all credentials in all guises are let in anywhere. */
async function letIn(url: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const authorization of credentials) {
    for (const guise of guises) {
      const headers = { ...guise, ...(authorization && { authorization }) };
      const statuses = [
        ...(await Promise.all(readings.map((path) => call(url + path, { headers })))),
        await call(`${url}/api/runs/1`, { method: 'DELETE', headers }),
        await post(url, authorization, guise),
      ];
      if (statuses.some((status) => status !== 401))
        found.push(`${authorization} ${JSON.stringify(guise)} ${statuses}`);
    }
  }
  return found;
}

describe.each([undefined, 'development'])('a bot that Teams knows, with NODE_ENV %s', (name) => {
  let url: string;
  let nginx: Nginx | undefined;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const bot = await startBot({ ...bare(), ...(name && { NODE_ENV: name }), BOT_PORT: String(port) });
    const ready = new Promise((resolve) => bot.process.once('message', resolve));
    expect(await Promise.race([ready, bot.exited]), lines.slice(-5).join('\n')).toBe('ready');
    if (findNginx() !== undefined) nginx = await startNginx(url);
  });
  afterAll(() => nginx?.close());

  it('lets nobody in who does not prove who they are', async () => {
    expect(await letIn(url)).toEqual([]);
  });

  it.skipIf(findNginx() === undefined)('nor through a proxy that adds no header', async () => {
    expect(await letIn(nginx?.url ?? '')).toEqual([]);
  });

  it('closes a socket whose first message names somebody without a token', async () => {
    for (const token of credentials.filter(Boolean))
      expect(await (await openLiveClient(url, { type: 'hello', token })).closed).toBe(liveClose.signIn);
  });

  it('lets in who has a token, directly and through the proxy', async () => {
    const tab = { authorization: `Bearer ${await issuer.token({ oid: admin, name: 'Dana' })}` };
    for (const way of [url, ...(nginx ? [nginx.url] : [])]) {
      const teams = `Bearer ${await framework.token(connector.url)}`;
      expect([await call(`${way}/api/me`, { headers: tab }), await post(way, teams, {})]).toEqual([200, 200]);
    }
  });
});

describe('a bot with the secret for development', () => {
  it.each([
    ['beside an identity', (): Readonly<Record<string, string>> => bare(), 'REPSYS_DEVELOPMENT_SECRET'],
    ['at a door that is open to the network', () => ({ ...bare(), BOT_ID: '', BOT_HOST: '0.0.0.0' }), 'BOT_HOST'],
  ])('does not start %s', async (_, settings, told) => {
    const from = lines.length;
    const child = await startBot({ ...settings(), REPSYS_DEVELOPMENT_SECRET: secret, BOT_PORT: '0' });
    expect(await child.exited).toBe(78);
    const said = lines.slice(from).join('\n');
    expect(said).toContain('CONFIG_INVALID');
    expect(said).toContain(`${told}: `);
    expect(said).not.toContain(secret);
  });
});
