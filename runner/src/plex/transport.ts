// One POST over node:http(s), and its answer as a stream of inflated bytes. Its own clock: only silence is a timeout.
// Not fetch: that one gives up after 300 s by itself and has no public way to change it without a further package.
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '@repsys/core';
import { type Place, plexError } from './failure.ts';
import type { SoapRequest } from './soap-client.ts';

/** `timeoutMs` is the longest silence: before the answer begins and between two pieces of it. */
export type Post = {
  readonly url: URL;
  readonly request: SoapRequest;
  readonly authorization: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly place: Place;
};

/** An answer whose head has come. `close` must be called in the end, whether the bytes were read or not. */
export type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  bytes(): AsyncGenerator<Uint8Array, void, undefined>;
  close(): void;
};

/** Posts; throws PLEX_UNREACHABLE, PLEX_TIMEOUT, PLEX_UNEXPECTED_SHAPE (not HTTP), or the signal's reason after an abort. */
export async function post(call: Post): Promise<Answer> {
  call.signal.throwIfAborted();
  const request = open(call);
  const line = watch(call, request);
  line.arm();
  try {
    const response = await head(request, call.request.body);
    line.rest();
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      bytes: () => drain(response, line, call),
      close: line.close,
    };
  } catch (error) {
    line.close();
    throw line.ended() ?? unreachable(error, call);
  }
}

function open({ url, request, authorization }: Post): ClientRequest {
  const headers = {
    ...request.headers,
    'Content-Length': Buffer.byteLength(request.body),
    Accept: 'text/xml',
    'Accept-Encoding': 'gzip',
    Authorization: authorization,
  };
  // No kept-alive sockets: answers take seconds, and a stale socket would cost a whole try.
  const opening = (url.protocol === 'https:' ? https : http).request(url, { method: 'POST', headers, agent: false });
  return opening.on('error', () => {});
}

function head(request: ClientRequest, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => resolve(response.on('error', () => {})));
    request.end(body);
  });
}

type Line = {
  /** From now on silence counts; `rest`: it does not (the reader is busy, not Plex). */
  arm(): void;
  rest(): void;
  close(): void;
  /** Why we cut the line ourselves: the abort's reason or PLEX_TIMEOUT; undefined when we did not. */
  ended(): unknown;
};

/** Ties the call to its two ways of being cut: the caller's abort and our silence timer. */
function watch({ signal, timeoutMs, place }: Post, request: ClientRequest): Line {
  let timer: NodeJS.Timeout | undefined;
  let reason: unknown;
  const cut = (why: unknown): void => {
    reason ??= why;
    request.destroy();
  };
  const onAbort = (): void => cut(signal.reason);
  const onSilence = (): void =>
    cut(plexError('PLEX_TIMEOUT', place, `Plex sent no data for ${timeoutMs} ms`, { timeoutMs }));
  signal.addEventListener('abort', onAbort, { once: true });
  const rest = (): void => clearTimeout(timer);
  return {
    arm: () => {
      timer = setTimeout(onSilence, timeoutMs);
    },
    rest,
    close: () => {
      rest();
      signal.removeEventListener('abort', onAbort);
      request.destroy();
    },
    ended: () => reason,
  };
}

async function* drain(response: IncomingMessage, line: Line, call: Post): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = inflated(response, call.place);
  try {
    line.arm();
    for await (const chunk of stream) {
      line.rest();
      yield chunk;
      // What the socket had already delivered must not outlive an abort.
      if (line.ended() !== undefined) throw line.ended();
      line.arm();
    }
    if (!response.complete) throw line.ended() ?? brokenOff(undefined, call.place);
  } catch (error) {
    throw line.ended() ?? (error instanceof AppError ? error : brokenOff(error, call.place));
  } finally {
    line.close();
    stream.destroy();
  }
}

function inflated(response: IncomingMessage, place: Place): Readable {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return response;
  if (/^(?:x-)?gzip$/i.test(encoding)) return pipeline(response, createGunzip({ chunkSize: 64 * 1024 }), () => {});
  throw plexError('PLEX_UNEXPECTED_SHAPE', place, `the answer is packed in an unknown way: "${encoding.slice(0, 40)}"`);
}

const systemCode = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
};

/** Only host and system code are told: causes of the network layer may hold headers. */
function unreachable(error: unknown, { url, place }: Post): AppError {
  const code = systemCode(error);
  const more = { host: url.host, systemCode: code };
  if (code.startsWith('HPE_'))
    return plexError('PLEX_UNEXPECTED_SHAPE', place, `${url.host} does not speak HTTP (${code})`, more);
  return plexError('PLEX_UNREACHABLE', place, `no answer from ${url.host} (${code})`, more);
}

function brokenOff(error: unknown, place: Place): AppError {
  const code = systemCode(error);
  const more = { systemCode: code };
  if (code === 'Z_BUF_ERROR') return plexError('PLEX_INCOMPLETE', place, 'the packed answer was cut off', more);
  if (code.startsWith('Z_') || code.startsWith('HPE_'))
    return plexError('PLEX_UNEXPECTED_SHAPE', place, `the answer cannot be unpacked (${code})`, more);
  return plexError('PLEX_UNREACHABLE', place, `the connection broke off in the middle of the answer (${code})`, more);
}
