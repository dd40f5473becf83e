// The chat's page at the bridge's own address: what it asks for goes on to the playground, and messages come back through here.
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';

const updateSchema = z.object({
  action: z.enum(['createMessage', 'updateMessage']),
  actionConversationId: z.string(),
  message: z.looseObject({ messageId: z.string() }),
});

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** A page somewhere on the web must not speak to the chat or the bot through this browser, whatever its name leads to. */
export const isForLoopback = ({ headers }: IncomingMessage): boolean => loopback.test(headers.host ?? '');

/** The playground's page with a script of ours before its own. */
export async function pageOf(playgroundUrl: string): Promise<string> {
  const [answer, script] = await Promise.all([
    fetch(playgroundUrl),
    readFile(new URL('./in-page.js', import.meta.url)),
  ]);
  return (await answer.text()).replace('<head>', () => `<head><script>${script}</script>`);
}

/**
 * Passes the playground's WebSockets on to pages that came from this server. Gives what ends them.
 *
 * A page starts empty, and the playground's stops for good at an edit of a message it has not seen. So a message that
 * was posted before the page was opened, and is edited now, reaches it as a new one; in a channel, where its thread is
 * missing too, not at all.
 */
export function relayPages(server: Server, playgroundUrl: string): () => void {
  const pages = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const isOurs = isForLoopback(request) && request.headers.origin === `http://${request.headers.host}`;
    if (!isOurs) return void socket.destroy();
    const playground = new WebSocket(playgroundUrl.replace('http:', 'ws:') + request.url);
    playground.on('error', () => socket.destroy());
    playground.once('open', () => pages.handleUpgrade(request, socket, head, (page) => join(playground, page)));
  });
  return () => {
    for (const page of pages.clients) page.terminate();
  };
}

function join(playground: WebSocket, page: WebSocket): void {
  const seen = new Set<string>();
  playground.on('message', (data) => {
    const text = asThePageKnows(String(data), seen);
    if (text !== undefined) page.send(text);
  });
  playground.on('close', () => page.close());
  page.on('close', () => playground.close());
  page.on('error', () => page.terminate());
}

/** The frame as it is, an edit of what the page has not seen as a new message, or nothing where it has no place. */
function asThePageKnows(text: string, seen: Set<string>): string | undefined {
  const { success, data } = updateSchema.safeParse(JSON.parse(text));
  if (!success) return text;
  const { action, actionConversationId, message } = data;
  if (action === 'updateMessage' && !seen.has(message.messageId)) {
    if (actionConversationId.includes('@thread.tacv2')) return undefined;
    seen.add(message.messageId);
    return JSON.stringify({ ...data, action: 'createMessage' });
  }
  seen.add(message.messageId);
  return text;
}
