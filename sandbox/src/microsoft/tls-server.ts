// A small server on a free loopback port, with TLS or without: requests with their whole body, answers as values.

import http, { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import { closeServer, listenOnLoopback } from '../plex/http.ts';
import type { Certificate } from './certificate.ts';

/** A request with its whole body; `path` is still percent-encoded. */
export type Request = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** An answer; JSON unless `body` is text or bytes. */
export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type TlsServer = { readonly origin: string; readonly host: string; close(): Promise<void> };

/** The head of a request, known before its body has come. */
export type Head = Omit<Request, 'body'>;

/** What a server does with a request. `cut`: break the connection after so many bytes of body, and see what had come. */
export type Plan = {
  readonly cut?: { readonly after: number; readonly see: (body: Buffer) => void } | undefined;
  readonly answer: (request: Request) => Promise<Reply | 'break'> | Reply | 'break';
};

export type Handler = (head: Head) => Plan;

/** Starts a server at https://localhost:PORT. */
export async function startTlsServer({ key, certificate }: Certificate, handler: Handler): Promise<TlsServer> {
  const server = https.createServer({ key, cert: certificate }, listenerOf(handler));
  const port = await listenOnLoopback(server);
  return { origin: `https://localhost:${port}`, host: `localhost:${port}`, close: () => closeServer(server) };
}

/** The same at http://127.0.0.1:PORT, for those who cannot be told of a certificate. */
export async function startPlainServer(handler: Handler): Promise<TlsServer> {
  const server = http.createServer(listenerOf(handler));
  const host = `127.0.0.1:${await listenOnLoopback(server)}`;
  return { origin: `http://${host}`, host, close: () => closeServer(server) };
}

const listenerOf = (handler: Handler) => (message: IncomingMessage, response: ServerResponse) => {
  handle(handler, message, response).catch((error: unknown) => {
    if (response.headersSent || response.destroyed) return void response.destroy();
    send(response, { status: 500, body: { error: { code: 'standInFailed', message: String(error) } } });
  });
};

async function handle(handler: Handler, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(message.url ?? '/', 'https://localhost');
  const { method = 'GET', headers } = message;
  const head = { method, path: url.pathname, query: url.searchParams, headers };
  const { cut, answer } = handler(head);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of message) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (cut && bytes >= cut.after) {
      cut.see(Buffer.concat(parts));
      return void message.socket.destroy();
    }
  }
  const reply = await answer({ ...head, body: Buffer.concat(parts) });
  if (reply === 'break') message.socket.destroy();
  else send(response, reply);
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  const isPlain = typeof body === 'string' || Buffer.isBuffer(body);
  const text = body === undefined ? '' : isPlain ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}
