// A small server for those who watch a process: its metrics and its health. Never the public door.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.ts';

export type WatchServerParts = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly metrics: Metrics;
  /** Whether the process can do its work, and why not; without it there is no health to ask for here. */
  readonly ready?: () => Promise<{ readonly ready: boolean }>;
};

export type WatchServer = { readonly url: string; close(): Promise<void> };

type Answer = { readonly status: number; readonly type: string; readonly body: string };

/** Opens it: GET /metrics, /health/live and /health/ready. */
export async function openWatchServer(parts: WatchServerParts): Promise<WatchServer> {
  const server = createServer((request, response) => {
    answer(parts, request, response).catch(() => response.destroy());
  });
  server.listen(parts.port, parts.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${parts.host.includes(':') ? `[${parts.host}]` : parts.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(parts: WatchServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, type, body } = await answerTo(parts, request).catch(() => json(500, { status: 'error' }));
  const headers = { 'content-type': type, 'cache-control': 'no-store', 'content-length': Buffer.byteLength(body) };
  // Not in one: restify changes this function for the whole process, and what it gives back.
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function answerTo({ metrics, ready }: WatchServerParts, { method, url }: IncomingMessage): Promise<Answer> {
  if (method !== 'GET' && method !== 'HEAD') return json(405, { status: 'GET only' });
  const path = url?.split('?')[0];
  if (path === '/metrics') return { status: 200, ...(await metrics.text()) };
  if (path === '/health/live' && ready) return json(200, { status: 'live' });
  if (path !== '/health/ready' || !ready) return json(404, { status: 'nothing here' });
  const report = await ready();
  return json(report.ready ? 200 : 503, report);
}

const json = (status: number, value: object): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});
