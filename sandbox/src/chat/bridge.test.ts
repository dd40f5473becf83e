// The bridge between an HTTP double of the playground and one of the bot: what passes, what is drawn, what OneDrive takes.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readBody, sendJson } from '../plex/http.ts';
import { adaptiveCardType, fileConsentType, fileInfoType } from './activity.ts';
import { type Bridge, startBridge } from './bridge.ts';

type Heard = {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly body: unknown;
};

/** The other side of a wall: keeps what it hears, answers every call alike. */
type Side = { readonly url: string; readonly heard: Heard[]; close(): Promise<void> };

async function startSide(status: number, answer: object): Promise<Side> {
  const heard: Heard[] = [];
  const server: Server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const { method = '', url: path = '', headers } = request;
      const signed = headers.authorization ? { authorization: headers.authorization } : {};
      heard.push({ method, path, ...signed, body: text === '' ? undefined : JSON.parse(text) });
      sendJson(response, status, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, heard, close };
}

const card = z.object({
  body: z.array(z.looseObject({ type: z.string() })),
  actions: z.array(z.looseObject({ title: z.string(), data: z.unknown().optional(), url: z.string().optional() })),
});
const drawnSchema = z.object({
  attachments: z.tuple([z.object({ contentType: z.literal(adaptiveCardType), content: card })]),
});
const acceptedSchema = z.object({
  uploadInfo: z.object({ uploadUrl: z.url(), contentUrl: z.url(), name: z.string(), fileType: z.string() }),
});
const invokeSchema = z.looseObject({ type: z.literal('invoke'), value: z.looseObject({ action: z.string() }) });

const name = "TB 2024 (März) 'a'.xlsx";
const consent = {
  contentType: fileConsentType,
  name,
  content: {
    description: 'The workbook',
    sizeInBytes: 700_000,
    acceptContext: { key: 'a' },
    declineContext: { key: 'd' },
  },
};

describe('the bridge between the playground and the bot', () => {
  const lines: string[] = [];
  let folder: string;
  let playground: Side;
  let bot: Side;
  let bridge: Bridge;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'repsys-bridge-'));
    playground = await startSide(201, { id: 'from the playground' });
    bot = await startSide(200, { from: 'the bot' });
    bridge = await startBridge({
      playgroundUrl: playground.url,
      folder: join(folder, 'onedrive'),
      line: (text) => lines.push(text),
    });
    bridge.talkTo(bot.url, 'of-this-start');
  });
  beforeEach(() => {
    playground.heard.length = 0;
    bot.heard.length = 0;
  });
  afterAll(async () => {
    await bridge.close();
    await playground.close();
    await bot.close();
    await rm(folder, { recursive: true });
  });

  const send = (path: string, body: unknown, method = 'POST', headers: Readonly<Record<string, string>> = {}) =>
    fetch(bridge.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const message = (attachment: object) => ({ type: 'message', attachments: [attachment] });
  const draw = async (attachment: object) => {
    await send('/_connector/v3/conversations/a/activities', message(attachment));
    return drawnSchema.parse(playground.heard.at(-1)?.body).attachments[0].content;
  };
  const press = async (title: string) => {
    const drawn = await draw(consent);
    const data = drawn.actions.find((action) => action.title === title)?.data;
    const answer = await send('/api/messages', { type: 'message', id: '7', text: '', replyToId: '3', value: data });
    return { answer, invoke: invokeSchema.parse(bot.heard.at(-1)?.body) };
  };
  const accepted = async () => acceptedSchema.parse((await press('Allow')).invoke.value).uploadInfo;
  const put = (url: string, bytes: Buffer, range: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(url, { method: 'PUT', body: new Uint8Array(bytes), headers: { 'content-range': range, ...headers } });

  it('answers probes, and has no other use for the address of messages', async () => {
    expect((await fetch(`${bridge.url}/api/messages`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${bridge.url}/api/messages`)).status).toBe(405);
    expect(playground.heard).toEqual([]);
  });

  it("is the page's address: what it asks for and says goes to the playground", async () => {
    expect((await fetch(`${bridge.url}/static/a.js?b`)).status).toBe(201);
    await send('/_conversation/v1/invoke', { said: 1 });
    expect(playground.heard).toMatchObject([
      { method: 'GET', path: '/static/a.js?b' },
      { method: 'POST', path: '/_conversation/v1/invoke', body: { said: 1 } },
    ]);
  });

  it('passes activities to the bot and its answer back', async () => {
    const activity = { type: 'message', text: 'run TB 2024-03', from: { id: '29:dana' } };
    const answer = await send('/api/messages', activity);
    expect([answer.status, await answer.json()]).toEqual([200, { from: 'the bot' }]);
    const authorization = 'Development of-this-start';
    expect(bot.heard).toEqual([{ method: 'POST', path: '/api/messages', authorization, body: activity }]);
  });

  it("passes the bot's calls to the playground, with their query and signature", async () => {
    const answer = await send(
      '/_connector/v3/conversations/a%3A1/activities?x=1',
      { type: 'message', text: 'hi' },
      'POST',
      {
        authorization: 'Bearer t',
      },
    );
    expect([answer.status, await answer.json()]).toEqual([201, { id: 'from the playground' }]);
    const path = '/_connector/v3/conversations/a%3A1/activities?x=1';
    expect(playground.heard).toEqual([
      { method: 'POST', path, authorization: 'Bearer t', body: { type: 'message', text: 'hi' } },
    ]);
    await fetch(`${bridge.url}/_connector/v3/conversations/a/members`);
    expect(playground.heard.at(-1)).toMatchObject({ method: 'GET', body: undefined });
  });

  it('draws the question for a file with Allow and Decline, its contexts kept off the page', async () => {
    const { body, actions } = await draw(consent);
    expect(actions.map(({ title }) => title)).toEqual(['Allow', 'Decline']);
    expect(JSON.stringify(body)).toContain('700,000 bytes');
    expect(JSON.stringify({ body, actions })).not.toContain('"key"');
  });

  it('turns Allow into what Teams would send, with an address to upload to', async () => {
    const { answer, invoke } = await press('Allow');
    expect(answer.status).toBe(200);
    expect(invoke).toMatchObject({ name: 'fileConsent/invoke', id: '7', replyToId: '3' });
    expect(invoke).not.toHaveProperty('text');
    expect(invoke.value).toMatchObject({ type: 'fileUpload', action: 'accept', context: { key: 'a' } });
    expect(invoke.value).toMatchObject({ uploadInfo: { name, fileType: 'xlsx' } });
    expect(acceptedSchema.parse(invoke.value).uploadInfo.uploadUrl).toMatch(`${bridge.url}/onedrive/upload/`);
  });

  it('turns Decline into a refusal without an address', async () => {
    const { invoke } = await press('Decline');
    expect(invoke.value).toEqual({ type: 'fileUpload', action: 'decline', context: { key: 'd' } });
  });

  it('knows no question that was never asked', async () => {
    const value = { fileConsent: '00000000-0000-4000-8000-000000000000', answer: 'accept' };
    expect((await send('/api/messages', { type: 'message', value })).status).toBe(404);
    expect(bot.heard).toEqual([]);
  });

  it('stores ranges in order and gives the file back under its name', async () => {
    const { uploadUrl, contentUrl } = await accepted();
    const bytes = Buffer.alloc(700_000, 'workbook');
    expect((await fetch(contentUrl)).status).toBe(404);
    const first = await put(uploadUrl, bytes.subarray(0, 327_680), 'bytes 0-327679/700000');
    expect([first.status, await first.json()]).toMatchObject([202, { nextExpectedRanges: ['327680-'] }]);
    expect(await (await fetch(uploadUrl)).json()).toMatchObject({ nextExpectedRanges: ['327680-'] });
    const last = await put(uploadUrl, bytes.subarray(327_680), 'bytes 327680-699999/700000');
    expect([last.status, await last.json()]).toMatchObject([201, { name, size: 700_000 }]);
    const file = await fetch(contentUrl);
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
    const disposition = file.headers.get('content-disposition') ?? '';
    expect(decodeURIComponent(disposition.replace("attachment; filename*=UTF-8''", ''))).toBe(name);
    expect((await fetch(uploadUrl)).status).toBe(404);
  });

  it('takes no range that OneDrive would not take', async () => {
    const { uploadUrl } = await accepted();
    const bytes = Buffer.alloc(327_680);
    const statusOf = async (range: string, body = bytes, headers = {}) =>
      (await put(uploadUrl, body, range, headers)).status;
    expect(await statusOf('bytes 327680-655359/700000')).toBe(416);
    expect(await statusOf('bytes 0-99/700000', bytes.subarray(0, 100))).toBe(400);
    expect(await statusOf('bytes 0-327680/700000')).toBe(400);
    expect(await statusOf('bytes */700000')).toBe(400);
    expect(await statusOf('bytes 0-327679/900000000000')).toBe(507);
    expect(await statusOf('bytes 0-327679/700000', bytes, { authorization: 'Bearer t' })).toBe(401);
    expect(await statusOf('bytes 0-327679/700000')).toBe(202);
    expect(await statusOf('bytes 0-327679/700000')).toBe(416);
    expect(await statusOf('bytes 327680-655359/700001')).toBe(400);
    expect((await fetch(uploadUrl, { method: 'DELETE' })).status).toBe(204);
    expect(await statusOf('bytes 327680-655359/700000')).toBe(404);
  });

  it('draws a stored file with a way to open it', async () => {
    const drawn = await draw({
      contentType: fileInfoType,
      name: 'a_b*c.xlsx',
      contentUrl: 'http://127.0.0.1/x',
      content: {},
    });
    expect(drawn.actions).toMatchObject([{ title: 'Open', url: 'http://127.0.0.1/x' }]);
    expect(JSON.stringify(drawn.body)).toContain('a_b*c.xlsx');
  });

  it('leaves out of cards what only Teams understands', async () => {
    const content = { type: 'AdaptiveCard', body: [{ type: 'TextBlock' }], actions: [] };
    await draw({
      contentType: adaptiveCardType,
      content: { ...content, refresh: { userIds: [] } },
    });
    expect(playground.heard.at(-1)?.body).toEqual(message({ contentType: adaptiveCardType, content }));
  });

  it('leaves a line where a message was deleted, which nothing edits any more', async () => {
    const path = '/_connector/v3/conversations/a/activities/9';
    expect((await fetch(bridge.url + path, { method: 'DELETE' })).ok).toBe(true);
    expect(playground.heard).toMatchObject([
      { method: 'PUT', path, body: { text: expect.stringContaining('deleted') } },
    ]);
    expect((await send(path, { type: 'message', text: 'later' }, 'PUT')).status).toBe(404);
  });

  it('refuses what is no activity, too large, or from a page of somebody else', async () => {
    expect((await send('/api/messages', '{')).status).toBe(400);
    expect((await send('/api/messages', { text: 'no type' })).status).toBe(400);
    expect((await send('/api/messages', { type: 'message' }, 'POST', { 'content-type': 'text/plain' })).status).toBe(
      400,
    );
    expect((await send('/api/messages', { type: 'message', text: 'x'.repeat(1_100_000) })).status).toBe(413);
    expect(bot.heard).toEqual([]);
  });

  it('outlives a bot that is away, and says so once', async () => {
    const other = await startBridge({
      playgroundUrl: playground.url,
      folder: join(folder, 'other'),
      line: (text) => lines.push(text),
    });
    const ask = async () =>
      (
        await fetch(`${other.url}/api/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"type":"message"}',
        })
      ).status;
    expect(await ask()).toBe(502);
    const gone = await startSide(200, {});
    other.talkTo(gone.url, 'of-this-start');
    expect(await ask()).toBe(200);
    await gone.close();
    expect([await ask(), await ask()]).toEqual([502, 502]);
    expect(lines.filter((line) => line === 'the bot does not answer')).toHaveLength(2);
    await other.close();
  });
});
