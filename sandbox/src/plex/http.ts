// Small helpers around node:http: bodies with a cap, answers that are streamed with backpressure.
import type { IncomingMessage, ServerResponse } from 'node:http';
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
