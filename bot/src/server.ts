// The door: restify with the chat's endpoint, the tab's API and files, the health checks. The only importer of restify.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asAppError } from '@repsys/core';
import type { Logger, Metrics, Tracing } from '@repsys/core/node';
import restify, { type Request, type Response, type Server } from 'restify';
import { doorProblem } from './api/problem.ts';
import type { DoorRequest, DoorRoute, Reply } from './api/reply.ts';
import { answering, callId, countCall } from './watch.ts';

/** What Teams posts; the answer is a status and, for invokes, a body. */
export type ReceiveActivity = (
  authorization: string,
  body: unknown,
) => Promise<{ readonly status: number; readonly body?: unknown }>;

export type DoorParts = {
  readonly host: string;
  readonly port: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly receive: ReceiveActivity;
  readonly tab: {
    /** Its API and files. */
    readonly routes: readonly DoorRoute[];
    /** Takes over connections that want to become WebSockets. */
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  };
};

/** `close` takes no new calls, and breaks off those that are not answered within `patienceMs`. */
export type Door = { readonly url: string; readonly port: number; close(patienceMs: number): Promise<void> };

/** An activity of Teams is far smaller: its limit for a message is about 100 KB. */
const mostBodyBytes = 256 * 1_024;

/** Longer than an ingress keeps a connection at rest (nginx: 60 s), so that it never writes on one that just closes. */
const restingMs = 75_000;

/** Headers of every answer. Browsers heed the first one over https alone. */
const alwaysSaid = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Opens the door. Answers never hold words of an unexpected error. */
export async function openDoor(parts: DoorParts): Promise<Door> {
  const { host, port, tab, metrics } = parts;
  const server = restify.createServer({ name: 'reports', handleUncaughtExceptions: false });
  server.pre((request: Request, response: Response, next: (goOn?: false) => void) => {
    response.setHeader('x-request-id', callId(request.headers['x-request-id']?.toString()));
    for (const [name, value] of Object.entries(alwaysSaid)) response.setHeader(name, value);
    // Restify would unpack it without a limit, and end the process over what cannot be unpacked.
    if (request.headers['content-encoding'] === undefined) return next();
    answerError(request, response, 415);
    next(false);
  });
  server.use(restify.plugins.bodyReader({ maxBodySize: mostBodyBytes }));
  server.use(restify.plugins.jsonBodyParser({ mapParams: false }));
  server.on(
    'restifyError',
    (request: Request, response: Response, error: { statusCode?: number }, done: () => void) => {
      answerError(request, response, error.statusCode ?? 500);
      done();
    },
  );
  server.on('after', (request: Request, response: Response, route?: { readonly path?: unknown }) => {
    const pattern = typeof route?.path === 'string' ? route.path : 'none';
    const ms = Date.now() - request.time();
    countCall(metrics, { method: request.method ?? '', route: pattern, status: response.statusCode, ms });
  });
  openChatRoute(server, parts);
  openHealthRoute(server);
  for (const route of tab.routes) openRoute(server, route, parts);
  server.server.on('upgrade', tab.upgrade);
  server.server.keepAliveTimeout = restingMs;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    close: (patienceMs) => closeDoor(server, patienceMs),
  };
}

async function closeDoor(server: Server, patienceMs: number): Promise<void> {
  const late = setTimeout(() => server.server.closeAllConnections(), patienceMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearTimeout(late);
}

type Watched = Pick<DoorParts, 'log' | 'tracing'>;

/** Does the work of a call under its id; nothing that it throws leaves the house. */
async function attend(
  { log, tracing }: Watched,
  route: string,
  request: Request,
  response: Response,
  work: () => Promise<void>,
): Promise<void> {
  const call = { id: String(response.getHeader('x-request-id')), method: request.method ?? 'GET', route };
  await answering(tracing, call, async () => {
    await work().catch((error: unknown) => {
      // Whoever breaks off a download is no trouble of ours.
      if (response.headersSent) return void response.destroy();
      log.error({ error: asAppError(error), route }, 'a call could not be answered');
      answerError(request, response, 500);
    });
    return response.statusCode;
  });
}

function openChatRoute(server: Server, { receive, ...watched }: DoorParts): void {
  const path = '/api/messages';
  server.post(path, async (request: Request, response: Response) =>
    attend(watched, path, request, response, async () => {
      const answer = await receive(request.header('authorization', ''), request.body);
      response.send(answer.status, answer.body ?? '');
    }),
  );
}

/** Whether it can do its work is for those who watch, at their own port. */
function openHealthRoute(server: Server): void {
  server.get('/health/live', async (_request: Request, response: Response) => {
    response.send(200, { status: 'live' });
  });
}

const methods = { GET: 'get', HEAD: 'head', POST: 'post', DELETE: 'del' } as const;

function openRoute(server: Server, { method, path, answer }: DoorRoute, watched: Watched): void {
  server[methods[method]](path, async (request: Request, response: Response) =>
    attend(watched, path, request, response, async () => send(response, await answer(requestOf(request)))),
  );
}

function requestOf(request: Request): DoorRequest {
  const [path, query] = partsOf(request);
  return {
    method: request.method ?? 'GET',
    path,
    params: request.params ?? {},
    query: Object.fromEntries(new URLSearchParams(query)),
    body: request.body,
    port: request.socket.localPort,
    header: (name) => request.headers[name]?.toString(),
  };
}

/** Path and query. */
function partsOf({ url = '/' }: Request): readonly [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

async function send(response: Response, { status, headers, body, sent }: Reply): Promise<void> {
  response.writeHead(status, headers);
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) response.end(body);
  else await pipeline(Readable.from(body), response);
  await sent?.();
}

function answerError(request: Request, response: Response, status: number): void {
  if (response.headersSent) return;
  const { headers, body } = doorProblem(status, partsOf(request)[0]);
  // Written by restify itself: of an answer in any other way it does not know, and it would answer once more.
  response.sendRaw(status, String(body), { ...headers });
}
