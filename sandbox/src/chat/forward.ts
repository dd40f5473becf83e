// Passing a request on to the other side, and its answer back.
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { sendJson } from '../plex/http.ts';

/** Where a request goes on to, if anybody is there yet; `body` as text when there is one; `authorization` instead of the sender's. */
export type Onward = {
  readonly url: string | undefined;
  readonly method: string;
  readonly body?: string;
  readonly authorization?: string | undefined;
};

/**
 * Sends it on, and streams the answer back. Whoever is away is answered for with 502,
 * and false comes back.
 */
export async function forward(onward: Onward, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const answer = await send(onward, request).catch(() => undefined);
  if (!answer) {
    sendJson(response, 502, { error: { code: 'BadGateway', message: 'Nobody answers on the other side.' } });
    return false;
  }
  const { 'content-type': type } = answer.headers;
  response.writeHead(answer.statusCode ?? 502, type === undefined ? {} : { 'content-type': type });
  await pipeline(answer, response);
  return true;
}

/** On a connection of its own: one that rested may just be closing, and a message must not be lost to that. */
async function send({ url, method, body = '', ...onward }: Onward, { headers }: IncomingMessage) {
  if (url === undefined) return undefined;
  const authorization = onward.authorization ?? headers.authorization;
  const call = httpRequest(url, {
    method,
    agent: false,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(authorization && { authorization }),
    },
  });
  call.end(body);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return answer;
}

/** Answers without a body. In two calls: restify, once loaded beside us in a test, has writeHead return nothing. */
export function sendEmpty(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  response.writeHead(status, headers);
  response.end();
}
