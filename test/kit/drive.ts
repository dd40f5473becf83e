// Somebody's OneDrive for tests: upload addresses over HTTP that take a file whole, and can fail, forget, or keep one waiting.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeServer } from '../../sandbox/src/plex/http.ts';

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

type DriveFault = Parameters<Drive['fail']>[0];

type DriveState = {
  readonly files: Map<string, string>;
  readonly puts: string[];
  fault: DriveFault;
  places: number;
};

const noFault: DriveFault = { times: 0 };

/** Starts the drive on loopback. */
export async function startDrive(): Promise<Drive> {
  const state: DriveState = { files: new Map(), puts: [], fault: noFault, places: 0 };
  const server = createServer((request, response) => void take(state, request, response).catch(() => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    files: state.files,
    puts: state.puts,
    place: () => newPlace(state, host),
    fail: (fault) => {
      state.fault = { ...fault };
    },
    heal: () => {
      state.fault = noFault;
    },
    close: () => closeServer(server),
  };
}

async function take(state: DriveState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await bytesOf(request);
  const url = `http://${request.headers.host}${request.url}`;
  if (request.method === 'PUT') state.puts.push(url);
  if (state.fault.times > 0) return refuse(state, response);
  if (request.method !== 'PUT') return void response.end(JSON.stringify({ nextExpectedRanges: ['0-'] }));
  state.files.set(url, createHash('sha256').update(bytes).digest('hex'));
  response.writeHead(201, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ id: '1', name: 'file.xlsx', size: bytes.length }));
}

function refuse(state: DriveState, response: ServerResponse): void {
  const { fault } = state;
  state.fault = { ...fault, times: fault.times - 1 };
  response.statusCode = fault.status ?? 500;
  if (!fault.hold) response.end();
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function newPlace(state: DriveState, host: string): UploadInfo {
  state.places += 1;
  const address = `http://${host}/${state.places}`;
  return {
    uploadUrl: `${address}/up`,
    contentUrl: `${address}/file.xlsx`,
    name: 'file.xlsx',
    uniqueId: `u${state.places}`,
    fileType: 'xlsx',
  };
}
