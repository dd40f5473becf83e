// The chat with the playground's real process behind the bridge, and a tiny bot that only listens.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBody, sendJson } from '../plex/http.ts';
import { freePort } from '../world/free-port.ts';
import { type Chat, startChat } from './chat.ts';
import { people, places } from './people.ts';
import { startPlayground } from './playground.ts';

describe('the chat window of a laptop', () => {
  const heard: unknown[] = [];
  let bot: Server;
  let folder: string;
  let chat: Chat;
  beforeAll(async () => {
    bot = createServer((request, response) => {
      void readBody(request).then((text) => {
        heard.push(JSON.parse(text));
        sendJson(response, 200, {});
      });
    });
    await new Promise<void>((resolve) => bot.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'repsys-chat-'));
    chat = await startChat({ folder, line: () => undefined });
    chat.talkTo(`http://127.0.0.1:${(bot.address() as AddressInfo).port}`, 'of-this-start');
  });
  afterAll(async () => {
    await chat.stop();
    await new Promise((resolve) => bot.close(resolve));
    await rm(folder, { recursive: true });
  });

  const connector = (path: string, body: object, method = 'POST') =>
    fetch(`${chat.url}/_connector/v3/conversations/${encodeURIComponent('a:personal')}/activities${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method !== 'DELETE' && { body: JSON.stringify(body) }),
    });

  it('is opened at one address', async () => {
    const answer = await fetch(chat.url);
    expect(answer.headers.get('content-type')).toMatch(/html/);
    expect(await answer.text()).toContain('Playground');
  });

  it('has the finance department in it', async () => {
    const told = await (await fetch(`${chat.url}/_internal/v1/config`)).text();
    for (const { name } of people) expect(told).toContain(name);
    for (const name of Object.values(places)) expect(told).toContain(name);
  });

  it('shows, edits and deletes what the bot posts', async () => {
    const posted = await connector('', { type: 'message', text: 'hello' });
    expect(posted.status).toBe(201);
    const { id } = (await posted.json()) as { id: string };
    expect((await connector(`/${id}`, { type: 'message', text: 'hello again' }, 'PUT')).status).toBe(200);
    expect((await connector(`/${id}`, {}, 'DELETE')).status).toBe(200);
    expect((await connector(`/${id}`, { type: 'message', text: 'late' }, 'PUT')).status).toBe(404);
  });

  it('brings what happens in it to the bot, with the bridge as the place to answer', async () => {
    const custom = `${chat.url}/_internal/v1/customActivities`;
    const template = (await (await fetch(`${custom}/template?conversationId=a:personal`)).json()) as object;
    const body = JSON.stringify({ ...template, type: 'event', name: 'tried' });
    await fetch(custom, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await expect.poll(() => heard).toMatchObject([{ name: 'tried', serviceUrl: `${chat.url}/_connector` }]);
  });

  it('keeps its files in its own folder', async () => {
    const files = await readdir(folder);
    expect(files.sort()).toEqual(['.m365agentsplayground.yml', 'onedrive', 'playground.log']);
  });

  it('is not reached from the network', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    if (!outside) return;
    const own = await freePort();
    const child = await startPlayground({ folder, port: own, bridgeUrl: chat.url, line: () => undefined });
    try {
      for (const port of [own, new URL(chat.url).port])
        await expect(fetch(`http://${outside.address}:${port}/_debug/ping`)).rejects.toThrow();
    } finally {
      await child.stop('SIGTERM', 1_000);
    }
  });
});
