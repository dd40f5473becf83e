// Passing a request on to the other side, and its answer back.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sendJson } from '../plex/http.ts';

/** Where a request goes on to, if anybody is there yet; `body` as text when there is one. */
export type Onward = { readonly url: string | undefined; readonly method: string; readonly body?: string };

/**
 * Sends it on, with the sender's Authorization, and streams the answer back. Whoever is away is answered for with 502,
 * and false comes back.
 */
export async function forward(onward: Onward, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const answer = await send(onward, request);
  if (!answer) {
    sendJson(response, 502, { error: { code: 'BadGateway', message: 'Nobody answers on the other side.' } });
    return false;
  }
  const type = answer.headers.get('content-type');
  response.writeHead(answer.status, type === null ? {} : { 'content-type': type });
  if (answer.body) await pipeline(Readable.from(answer.body), response);
  else response.end();
  return true;
}

async function send({ url, method, body }: Onward, { headers }: IncomingMessage): Promise<Response | undefined> {
  const { authorization } = headers;
  if (url === undefined) return undefined;
  try {
    return await fetch(url, {
      method,
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      ...(body !== undefined && { body }),
    });
  } catch {
    return undefined;
  }
}

/** Answers without a body. In two calls: restify, once loaded beside us in a test, has writeHead return nothing. */
export function sendEmpty(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, headers);
  response.end();
}
