// One HTTP request and its whole answer, over node:http(s). Not fetch: it cannot be given a certificate authority of one's own
// without a further package, and follows redirects, which nothing that carries a workbook or a secret may do.
import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { AppError } from '@repsys/core';

/** `ca`: further certificate authorities (PEM); `silenceMs`: the longest silence, 60 s unless told; `keepAlive`: sockets are used again. */
export type LineOptions = {
  readonly ca?: string | undefined;
  readonly silenceMs?: number | undefined;
  readonly keepAlive?: boolean | undefined;
};

/** A request; `headers` are sent as they are and nothing is added but the length of the body. */
export type Asked = {
  readonly url: URL;
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** Where requests go out. `close` breaks what is open and forgets kept sockets. */
export type Line = { send(asked: Asked): Promise<Answer>; close(): void };

const usualSilenceMs = 60_000;
const largestAnswer = 1_048_576;

/** Opens a line. `send` throws DELIVERY_FAILED when no whole answer came, or the signal's reason; messages name the host only. */
export function openLine({ ca, silenceMs = usualSilenceMs, keepAlive = false }: LineOptions = {}): Line {
  const secure = new https.Agent({ keepAlive, ...(ca === undefined ? {} : { ca }) });
  const plain = new http.Agent({ keepAlive });
  const open = (asked: Asked): ClientRequest => {
    const { url, method, signal } = asked;
    const common = { method, headers: headersOf(asked), timeout: silenceMs, ...(signal ? { signal } : {}) };
    return url.protocol === 'https:'
      ? https.request(url, { ...common, agent: secure })
      : http.request(url, { ...common, agent: plain });
  };
  return {
    send: async (asked) => {
      asked.signal?.throwIfAborted();
      try {
        return await answerOf(open(asked), asked.body);
      } catch (error) {
        asked.signal?.throwIfAborted();
        throw noAnswer(error, asked.url);
      }
    },
    close: () => {
      secure.destroy();
      plain.destroy();
    },
  };
}

function headersOf({ headers = {}, body, method }: Asked): Record<string, string> {
  if (body === undefined && method === 'GET') return { ...headers };
  return { ...headers, 'content-length': String(body === undefined ? 0 : Buffer.byteLength(body)) };
}

function answerOf(request: ClientRequest, body: Uint8Array | string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('timeout', () => request.destroy(coded('ETIMEDOUT')));
    // A server that refuses answers before it has read everything; its answer counts, the broken pipe behind it does not.
    request.on('error', reject);
    request.once('response', (response) => {
      whole(response).then((bytes) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes });
        if (!request.writableFinished) request.destroy();
      }, reject);
    });
    request.end(body);
  });
}

async function whole(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    bytes += (part as Buffer).length;
    if (bytes > largestAnswer) throw coded('ANSWER_TOO_LONG');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

const coded = (code: string): Error => Object.assign(new Error(code), { code });

/** Only host and system code are told: addresses of uploads are secrets, and causes may hold them. */
function noAnswer(error: unknown, url: URL): AppError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  const details = { host: url.host, systemCode: code };
  return new AppError('DELIVERY_FAILED', `No answer from ${url.host} (${code}).`, { details });
}
