// Who gets in: tokens of the Bot Framework, one by one; and what is answered to calls that are no activities at all.
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBotConfig } from '../bot/src/config.ts';
import { startChild, typescript } from '../sandbox/src/world/child.ts';
import { activityFrom, chatOf, dana, startTestBot, type TestBot } from './kit/bot.ts';
import {
  type BotFramework,
  botId,
  startBotFramework,
  TestCredentials,
  type TokenWish,
  tenant,
} from './kit/bot-framework.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let framework: BotFramework;
let bot: TestBot;

beforeAll(async () => {
  world = await openWorld();
  framework = await startBotFramework();
  // As somebody may have copied it: an id is the same in capitals.
  const own = { BOT_ID: botId, BOT_TENANT_ID: tenant.toUpperCase(), BOT_PASSWORD: 'x' };
  bot = await startTestBot(
    world,
    { ...own, BOT_OPENID_URL: framework.metadataUrl },
    { credentials: new TestCredentials() },
  );
});
afterAll(async () => {
  await bot?.close();
  await framework?.close();
  await world?.close();
});

const place = chatOf(dana);
const message = (more: object = {}) => {
  const activity = { ...activityFrom(bot.connector.url, dana, place), type: 'message', text: 'help' };
  const ours = {
    conversation: { id: place.id, conversationType: 'personal', tenantId: tenant },
    channelData: { tenant: { id: tenant } },
  };
  return { ...activity, ...ours, ...more };
};

type Sent = { readonly status: number; readonly body: string };

async function send(body: unknown, authorization?: string, type = 'application/json'): Promise<Sent> {
  const response = await fetch(`${bot.bot.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': type, ...(authorization !== undefined && { authorization }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.text() };
}

const recorded = async (): Promise<number> => {
  const { rows } = await world.database.pool.query(
    'select (select count(*) from record.conversation) + (select count(*) from record.request) as found',
  );
  return Number(rows[0].found);
};

describe('a call without a good token', () => {
  const good = () => bot.connector.url;
  const wishes: readonly (readonly [string, TokenWish])[] = [
    ['for another bot', { audience: 'another-bot' }],
    ['of another issuer', { issuer: 'https://login.example' }],
    ['of the emulator', { issuer: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/' }],
    [
      'of the emulator, for this bot',
      {
        issuer: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
        more: { appid: botId, ver: '1.0' },
      },
    ],
    [
      'of another bot, as a skill',
      {
        issuer: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
        more: { appid: 'another-bot', ver: '1.0' },
      },
    ],
    ['that has expired', { expiresIn: -3_600, validIn: -7_200 }],
    ['that is not valid yet', { validIn: 3_000 }],
    ['for another service address', { serviceUrl: 'https://elsewhere.example/' }],
    ['of a key without endorsements', { key: 'unendorsed' }],
    ['of a key endorsed for another channel', { key: 'otherChannel' }],
    ['with a forged signature', { key: 'forged', kid: 'teams' }],
    ['of an unknown key', { key: 'forged' }],
  ];

  const isRefused = async (authorization: string | undefined, activity: object = message()) => {
    const answer = await send(activity, authorization);
    expect(answer.status).toBe(401);
    expect(answer.body).not.toMatch(/token|signature|audience|issuer|expired|key|endorse|tenant|jwt/i);
    expect(await recorded()).toBe(0);
    expect(bot.connector.calls).toEqual([]);
  };

  it.each(wishes)('is refused: a token %s', async (_, wish) => {
    await isRefused(`Bearer ${await framework.token(good(), wish)}`);
  });

  it.each(['none', 'HS256'] as const)('is refused: a token signed with %s', async (algorithm) => {
    await isRefused(`Bearer ${await framework.tricked(good(), algorithm)}`);
  });

  it.each([undefined, '', 'Bearer', 'Bearer x', 'Bearer a.b.c', 'Basic eDp5', 'nonsense'])(
    'is refused: the header is %s',
    async (header) => {
      await isRefused(header);
    },
  );

  it('is refused with a good token when the activity is of another tenant, of none, or of another channel', async () => {
    const authorization = `Bearer ${await framework.token(good())}`;
    const conversation = { id: place.id, conversationType: 'personal' };
    await isRefused(authorization, message({ channelData: { tenant: { id: 'another' } } }));
    await isRefused(authorization, message({ conversation, channelData: {} }));
    await isRefused(authorization, message({ conversation, channelData: null }));
    await isRefused(authorization, message({ channelId: 'webchat' }));
    await isRefused(authorization, message({ channelId: undefined }));
  });
});

describe('a body that is more than it seems', () => {
  const post = async (
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | Uint8Array<ArrayBuffer>,
  ) => (await fetch(`${bot.bot.url}${path}`, { method: 'POST', headers, body })).status;
  const json = { 'content-type': 'application/json' };

  it.each(['gzip', 'deflate', 'br', 'identity'])('is not unpacked: %s', async (encoding) => {
    for (const path of ['/api/messages', '/api/requests', '/api/nothing'])
      expect(await post(path, { ...json, 'content-encoding': encoding }, '{"type":"message"}')).toBe(415);
    expect((await fetch(`${bot.bot.url}/health/live`)).status).toBe(200);
  });

  it('is not unpacked into memory', async () => {
    const packed = new Uint8Array(gzipSync(Buffer.alloc(100 * 1_024 * 1_024, ' ')));
    const before = process.memoryUsage().arrayBuffers;
    expect(await post('/api/messages', { ...json, 'content-encoding': 'gzip' }, packed)).toBe(415);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1_024 * 1_024);
  });

  it('leaves no file behind', async () => {
    const before = await readdir(tmpdir());
    const part = 'content-disposition: form-data; name="f"; filename="f"\r\ncontent-type: text/plain';
    const file = `--b\r\n${part}\r\n\r\n${'x'.repeat(5_000_000)}\r\n--b--\r\n`;
    expect(await post('/api/messages', { 'content-type': 'multipart/form-data; boundary=b' }, file)).toBe(400);
    // Other tests work there too; files of forms have names of their own.
    const left = (await readdir(tmpdir())).filter((name) => !before.includes(name) && /^[0-9a-z]{20,}$/.test(name));
    expect(left).toEqual([]);
  });
});

describe('a call with a good token', () => {
  const authorization = async () => `Bearer ${await framework.token(bot.connector.url)}`;

  it('is answered, and what goes out is signed', async () => {
    expect(await send(message(), await authorization())).toMatchObject({ status: 200 });
    await bot.until(place, (text) => text.includes('run'));
    expect(await recorded()).toBe(1);
  });

  it('over 256 KiB is too large, what is not JSON is a bad request, and nothing of ours is told', async () => {
    const large = await send(message({ text: 'x'.repeat(256 * 1_024) }), await authorization());
    const noJson = await send('{"type": "message', await authorization());
    const list = await send([], await authorization());
    const text = await send('hello', await authorization(), 'text/plain');
    expect([large.status, noJson.status, list.status, text.status]).toEqual([413, 400, 400, 400]);
    for (const { body } of [large, noJson, list, text]) expect(body).not.toMatch(/at |\.ts|node_modules|position|JSON/);
  });

  const odd = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('\ud800'), fc.constant('a\0b'));
  const words = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a\ud800', 'a\0b', 'x'.repeat(9_000)),
  );
  const from = fc.record({ id: words, aadObjectId: words, name: words }, { requiredKeys: ['id'] });
  const oddities = (names: readonly string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, odd])), { requiredKeys: [] });
  const shape = fc.record({
    top: fc.record({ text: words, id: words, replyToId: words, action: words, from }, { requiredKeys: [] }),
    unread: oddities(['value', 'entities', 'attachments', 'locale', 'timestamp', 'callerId', 'recipient']),
    conversation: oddities(['conversationType', 'name', 'isGroup']),
  });
  const types = fc.oneof(
    fc.constantFrom(
      'message',
      'invoke',
      'conversationUpdate',
      'installationUpdate',
      'typing',
      'event',
      'endOfConversation',
    ),
    fc.string(),
  );
  const names = fc.constantFrom('adaptiveCard/action', 'fileConsent/invoke', 'composeExtension/query', undefined);

  /** In a conversation of its own: nobody has to wait until something may be said there again. */
  const elsewhere = ({ conversation = {}, channelData = {}, ...top }: Readonly<Record<string, object | unknown>>) =>
    message({
      ...top,
      conversation: { ...(conversation as object), id: `a:${randomUUID()}`, tenantId: tenant },
      channelData: { ...(channelData as object), tenant: { id: tenant } },
    });

  it('never fails, whatever the activity is made of', async () => {
    const token = await authorization();
    const hostile = fc.asyncProperty(shape, types, names, async ({ top, unread, conversation }, type, name) => {
      const { status } = await send(elsewhere({ name, ...unread, ...top, conversation, type }), token);
      expect([200, 400, 501]).toContain(status);
    });
    await fc.assert(hostile, { numRuns: 300 });
    expect(bot.connector.posted.filter(({ activity }) => JSON.stringify(activity).includes('UNEXPECTED'))).toEqual([]);
  });

  it('never fails where the parts that say who and where are anything at all', async () => {
    const token = await authorization();
    const parts = oddities(['conversation', 'channelData', 'from', 'channelId', 'serviceUrl', 'type']);
    const hostile = fc.asyncProperty(parts, async (given) => {
      const { status } = await send({ ...message(), ...given }, token);
      expect([200, 400, 401]).toContain(status);
    });
    await fc.assert(hostile, { numRuns: 200 });
  });

  it('never fails at what a button or a file consent may carry', async () => {
    const token = await authorization();
    const verbs = fc.constantFrom('cancel', 'send', 'again', 'resume', 'refresh', 'say', 'ask', 'toString', '');
    const data = fc.record({ token: odd, command: odd, offer: odd, from: odd, company: odd }, { requiredKeys: [] });
    const action = fc.record({ verb: fc.oneof(verbs, odd), data: fc.oneof(data, odd) }, { requiredKeys: [] });
    const consent = fc.record(
      {
        type: fc.constant('fileUpload'),
        action: fc.constantFrom('accept', 'decline'),
        context: fc.oneof(data, odd),
        uploadInfo: odd,
      },
      { requiredKeys: [] },
    );
    const value = fc.oneof(fc.record({ action }), consent, odd);
    const hostile = fc.asyncProperty(value, names, async (given, name) => {
      const { status } = await send(elsewhere({ type: 'invoke', name, value: given }), token);
      expect([200, 400, 501]).toContain(status);
    });
    await fc.assert(hostile, { numRuns: 200 });
  });

  it('nested deeper than an activity is a bad request', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = JSON.stringify(message({ value: 'DEEP' })).replace('"DEEP"', deep);
    expect((await send(body, await authorization())).status).toBe(400);
  });
});

describe('a bot', () => {
  it('does not start without an identity: every problem at once, exit 78', async () => {
    const lines: string[] = [];
    const child = await startChild('bot', {
      ...typescript(new URL('../bot/src/main.ts', import.meta.url).pathname),
      env: {
        NODE_ENV: 'development',
        DATABASE_URL: world.databaseUrl,
        REDIS_URL: world.redis.url,
        REPSYS_TODAY: '2024-05-06',
      },
      line: (text: string) => void lines.push(text),
    });
    expect(await child.exited).toBe(78);
    const told = lines.join(' ');
    for (const name of ['BOT_ID', 'BOT_ACCESS_FILE', 'REPSYS_TODAY']) expect(told).toContain(name);
  });

  it('with half an identity is told what is missing', () => {
    const settings = { DATABASE_URL: 'postgres://x', REDIS_URL: 'redis://x', BOT_ID: botId };
    expect(() => readBotConfig(settings)).toThrow(/BOT_TENANT_ID.*BOT_PASSWORD|BOT_PASSWORD.*BOT_TENANT_ID/s);
  });
});
