// The playground's WebSockets as pages get them: a page that was opened late, and pages of strangers.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { closeServer, listenOnLoopback } from '../plex/http.ts';
import { pageOf, relayPages } from './page.ts';

describe("the chat's page", () => {
  let playground: Server;
  let sockets: WebSocketServer;
  let server: Server;
  let url: string;
  let hangUp: () => void;
  beforeEach(async () => {
    playground = createServer();
    sockets = new WebSocketServer({ server: playground });
    server = createServer();
    hangUp = relayPages(server, `http://127.0.0.1:${await listenOnLoopback(playground)}`);
    url = `127.0.0.1:${await listenOnLoopback(server)}`;
  });
  afterEach(async () => {
    hangUp();
    for (const socket of sockets.clients) socket.terminate();
    await Promise.all([closeServer(server), closeServer(playground)]);
  });

  /** Opens a page; `got` is what reaches it, parsed. */
  const open = async (origin = `http://${url}`, host = url) => {
    const got: unknown[] = [];
    const page = new WebSocket(`ws://${url}/_ws/stream`, { origin, headers: { host } });
    page.on('message', (data) => got.push(JSON.parse(String(data))));
    await once(page, 'open');
    return { page, got };
  };
  const tell = (frame: object) => {
    for (const socket of sockets.clients) socket.send(JSON.stringify(frame));
  };
  const frame = (action: string, messageId: string, place = 'a:personal') => ({
    action,
    actionConversationId: place,
    message: { messageId, text: action },
  });

  it("has a script of the bridge before the playground's own", async () => {
    playground.on('request', (_request, response) => response.end('<head><script src="own.js"></script></head>'));
    const page = await pageOf(`http://127.0.0.1:${(playground.address() as AddressInfo).port}`);
    expect(page).toMatch(/^<head><script>[\s\S]*XMLHttpRequest[\s\S]*<\/script><script src="own.js">/);
  });

  it('gets messages and their edits as they are', async () => {
    const { got } = await open();
    const said = [frame('createMessage', '1'), frame('updateMessage', '1'), { action: 'typing' }, { logAction: 'x' }];
    said.forEach(tell);
    await expect.poll(() => got).toEqual(said);
  });

  it('gets an edit of what it has not seen as a message, and further edits as edits', async () => {
    const { got: early } = await open();
    tell(frame('createMessage', '1'));
    await expect.poll(() => early).toHaveLength(1);
    const { got: late } = await open();
    tell(frame('updateMessage', '1'));
    tell({ ...frame('updateMessage', '1'), last: true });
    const message = frame('updateMessage', '1').message;
    await expect
      .poll(() => late)
      .toMatchObject([
        { action: 'createMessage', message },
        { action: 'updateMessage', message, last: true },
      ]);
    expect(early).toMatchObject([{}, { action: 'updateMessage' }, { action: 'updateMessage', last: true }]);
  });

  it('gets no edit of a thread in a channel that it has not seen', async () => {
    const { got } = await open();
    tell(frame('updateMessage', '1', '19:reports@thread.tacv2;messageid=1'));
    tell(frame('createMessage', '2'));
    await expect.poll(() => got).toEqual([frame('createMessage', '2')]);
  });

  it('is refused when it came from elsewhere, and ends when the playground ends or is away', async () => {
    await expect(open('http://elsewhere.example')).rejects.toThrow();
    await expect(open('http://elsewhere.example', 'elsewhere.example')).rejects.toThrow();
    const { page } = await open();
    for (const socket of sockets.clients) socket.close();
    await once(page, 'close');
    await closeServer(playground);
    await expect(open()).rejects.toThrow();
    await listenOnLoopback(playground);
  });
});
