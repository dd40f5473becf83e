// The proxy that plays a silent network, before anything is proved with it.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSilentProxy, type SilentProxy } from './kit/silent-proxy.ts';

/** Long enough for whatever passes to have passed. */
const whileMs = 300;

describe('a silent proxy', () => {
  let server: Server;
  let inside: Socket[];
  let proxy: SilentProxy;
  let clients: { readonly socket: Socket; heard: string; over: boolean }[];
  beforeEach(async () => {
    [inside, clients] = [[], []];
    server = createServer((socket) => {
      inside.push(socket);
      socket.on('error', () => undefined).on('data', (chunk) => socket.write(`<${chunk}>`));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    proxy = await openSilentProxy((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const { socket } of clients) socket.destroy();
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const join = async () => {
    const socket = connect(proxy.port, '127.0.0.1');
    const client = { socket, heard: '', over: false };
    clients.push(client);
    socket
      .on('error', () => undefined)
      .on('close', () => {
        client.over = true;
      });
    socket.on('data', (chunk) => {
      client.heard += chunk;
    });
    await once(socket, 'connect');
    return client;
  };
  const say = async (client: Awaited<ReturnType<typeof join>>, text: string) => {
    client.socket.write(text);
    await expect.poll(() => client.heard).toContain(`<${text}>`);
  };

  it('passes everything on, until all is silent; healed it passes what was held back', async () => {
    const client = await join();
    await say(client, 'one');
    proxy.silenceAll();
    const late = await join();
    client.socket.write('two');
    late.socket.write('three');
    await delay(whileMs);
    expect([client.heard, late.heard, client.over, late.over]).toEqual(['<one>', '', false, false]);
    proxy.heal();
    await expect.poll(() => [client.heard, late.heard]).toEqual(['<one><two>', '<three>']);
  });

  it('lets the server know nothing of a client that goes away in the silence', async () => {
    const client = await join();
    await say(client, 'one');
    proxy.silenceAll();
    client.socket.destroy();
    await delay(whileMs);
    expect(inside[0]?.readableEnded).toBe(false);
    proxy.heal();
    await expect.poll(() => inside[0]?.closed).toBe(true);
  });

  it('silences one connection, or new ones only', async () => {
    const [client, other] = [await join(), await join()];
    await say(client, 'a');
    await say(other, 'b');
    proxy.silenceOne(inside[0]?.remotePort ?? 0);
    client.socket.write('c');
    await say(other, 'd');
    proxy.silenceNew();
    const late = await join();
    late.socket.write('e');
    await say(other, 'f');
    await delay(whileMs);
    expect([client.heard, late.heard]).toEqual(['<a>', '']);
  });

  it('breaks what is there when it is cut', async () => {
    const client = await join();
    await say(client, 'a');
    proxy.silenceAll();
    proxy.cut();
    await expect.poll(() => client.over).toBe(true);
    await expect.poll(() => inside[0]?.closed).toBe(true);
    await say(await join(), 'b');
  });
});
