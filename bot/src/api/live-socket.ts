// The tab's WebSocket: who may connect, how much they may say, and how a connection lives and ends. The only importer of ws.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { liveClose, livePath } from '@repsys/core';
import { type WebSocket, WebSocketServer } from 'ws';
import { type LiveParts, openReader, type Reader } from './live-reader.ts';

export type LiveSettings = {
  /** Pages of this domain may connect, besides those of the door itself. */
  readonly domain?: string | undefined;
  /** How long a connection may stay without a hello. */
  readonly helloMs?: number;
  /** How often a sign of life is sent; who answers none until the next is gone. */
  readonly beatMs?: number;
  /** How many may be connected, and how many of those that have not said who they are. */
  readonly most?: number;
  readonly unsigned?: number;
};

export type Live = {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many are open. */
  connections(): number;
  close(): Promise<void>;
};

const mostMessageBytes = 16 * 1_024;
const mostConnections = 2_000;
/** Those that have not said who they are must not take the room of those who have. */
const mostUnsigned = 200;
/** Messages that one connection may send in ten seconds. */
const mostMessages = 20;
const messageWindowMs = 10_000;

/** Opens it; connections come by `upgrade`. */
export function openLiveSocket(parts: LiveParts, settings: LiveSettings = {}): Live {
  const { domain, helloMs = 5_000, beatMs = 5_000, most = mostConnections, unsigned = mostUnsigned } = settings;
  const server = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes, perMessageDeflate: false });
  const readers = new Set<Reader>();
  parts.pulse.onChange((fresh) => {
    if (fresh) parts.feed.forget();
    for (const reader of readers) reader.pulse(fresh);
  });
  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy());
      const refusal = refusalOf(request, domain) ?? fullness(readers, { most, unsigned });
      if (refusal !== undefined)
        return void socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      try {
        server.handleUpgrade(request, socket, head, (webSocket) =>
          attend(webSocket, parts, { helloMs, beatMs, readers }),
        );
      } catch {
        socket.destroy();
      }
    },
    connections: () => server.clients.size,
    async close() {
      for (const client of server.clients) {
        client.close(1001);
        client.terminate();
      }
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function refusalOf({ url, headers }: IncomingMessage, domain: string | undefined): string | undefined {
  if (url?.split('?')[0] !== livePath) return '404 Not Found';
  return isOwnPage(headers.origin, headers.host, domain) ? undefined : '403 Forbidden';
}

/** Those who are signed in are counted apart: a crowd before the door keeps nobody of them out. */
function fullness(readers: ReadonlySet<Reader>, { most, unsigned }: Record<'most' | 'unsigned', number>) {
  const signedIn = [...readers].filter((reader) => reader.isSignedIn()).length;
  const isFull = signedIn >= most || readers.size - signedIn >= unsigned;
  return isFull ? '503 Service Unavailable' : undefined;
}

/** A browser always tells which page a connection is from. */
function isOwnPage(origin: string | undefined, host: string | undefined, domain: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false;
  const page = new URL(origin);
  return page.host === host || (page.protocol === 'https:' && domain !== undefined && page.host === domain);
}

type Attendance = { readonly helloMs: number; readonly beatMs: number; readonly readers: Set<Reader> };

function attend(socket: WebSocket, parts: LiveParts, { helloMs, beatMs, readers }: Attendance): void {
  const close = (code: number) => socket.close(code);
  const reader = openReader(parts, {
    beatMs,
    close,
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      // Whoever cannot keep up starts afresh: memory of ours is not their queue.
      if (socket.bufferedAmount > 1_048_576) return socket.terminate();
      socket.send(JSON.stringify(message));
    },
  });
  const hello = setTimeout(() => reader.isSignedIn() || close(liveClose.protocol), helloMs);
  readers.add(reader);
  const beat = startBeat(socket, beatMs, reader.beat);
  const allowed = rateOf(mostMessages, messageWindowMs);
  socket.on('message', (data, isBinary) => {
    if (!allowed()) return close(liveClose.tooMany);
    if (isBinary) return close(liveClose.protocol);
    reader.take(data.toString());
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearTimeout(hello);
    clearInterval(beat);
    readers.delete(reader);
    reader.end();
  });
}

function startBeat(socket: WebSocket, beatMs: number, tell: () => void): NodeJS.Timeout {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  return setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    tell();
  }, beatMs);
}

/** True as long as there were no more than `most` calls within the window. */
function rateOf(most: number, windowMs: number): () => boolean {
  let times: readonly number[] = [];
  return () => {
    const now = Date.now();
    times = [...times.filter((time) => time > now - windowMs), now];
    return times.length <= most;
  };
}
