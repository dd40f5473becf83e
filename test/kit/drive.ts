// Somebody's OneDrive for tests: upload addresses over HTTP that take a file whole, and can fail, forget, or keep one waiting.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a consent card is answered with. */
export type UploadInfo = {
  readonly uploadUrl: string;
  readonly contentUrl: string;
  readonly name: string;
  readonly uniqueId: string;
  readonly fileType: string;
};

export type Drive = {
  /** What the bot's setting of allowed hosts must hold. */
  readonly host: string;
  /** A new upload address. */
  place(): UploadInfo;
  /** SHA-256 of each file that has arrived whole, by its upload address. */
  readonly files: ReadonlyMap<string, string>;
  /** How often bytes were sent. */
  readonly puts: readonly string[];
  /** How the next `times` pieces are answered; `hold`: not at all. */
  fail(fault: { readonly status?: number; readonly hold?: boolean; readonly times: number }): void;
  heal(): void;
  close(): Promise<void>;
};

/** Starts the drive on loopback. */
export async function startDrive(): Promise<Drive> {
  const files = new Map<string, string>();
  const puts: string[] = [];
  let fault: { status?: number; hold?: boolean; times: number } = { times: 0 };
  let count = 0;
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = `http://${request.headers.host}${request.url}`;
    if (request.method === 'PUT') puts.push(url);
    if (fault.times > 0) {
      fault.times -= 1;
      response.statusCode = fault.status ?? 500;
      return void (fault.hold || response.end());
    }
    if (request.method !== 'PUT') return void response.end(JSON.stringify({ nextExpectedRanges: ['0-'] }));
    files.set(url, createHash('sha256').update(Buffer.concat(chunks)).digest('hex'));
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: '1', name: 'file.xlsx', size: Buffer.concat(chunks).length }));
  };
  const server = createServer((request, response) => void take(request, response).catch(() => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    files,
    puts,
    place() {
      count += 1;
      const address = `http://${host}/${count}`;
      return {
        uploadUrl: `${address}/up`,
        contentUrl: `${address}/file.xlsx`,
        name: 'file.xlsx',
        uniqueId: `u${count}`,
        fileType: 'xlsx',
      };
    },
    fail: (next) => {
      fault = { ...next };
    },
    heal: () => {
      fault = { times: 0 };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
