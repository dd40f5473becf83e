// Small helpers around node:http: listening and closing, bodies with a cap, answers that are streamed with backpressure.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const largestBody = 1_048_576;

/** The request is larger than the sandbox reads. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** Reads a body of up to 1 MB as UTF-8. Throws BodyTooLarge. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > largestBody) throw new BodyTooLarge(`The request is larger than ${largestBody} bytes.`);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Answers with a short text. */
export function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

/** Streams text as fast as the reader takes it, gzipped where that is accepted. A reader that leaves is no error. */
export async function streamText(
  request: IncomingMessage,
  response: ServerResponse,
  type: string,
  chunks: Iterable<string>,
): Promise<void> {
  const gzips = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  response.writeHead(200, { 'content-type': type, ...(gzips ? { 'content-encoding': 'gzip' } : {}) });
  const text = Readable.from(chunks, { objectMode: false, highWaterMark: 65_536 });
  try {
    await (gzips ? pipeline(text, createGzip({ level: 1 }), response) : pipeline(text, response));
  } catch (error) {
    if (!response.destroyed && !request.destroyed) throw error;
  }
}

/** Listens on loopback, on a free port unless one is given, and returns the port. */
export function listenOnLoopback(server: Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Closes a server without waiting for connections that are kept alive. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
