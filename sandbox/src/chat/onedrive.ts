// The person's OneDrive as far as a chat needs it: upload sessions, and the stored files for download.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sendJson, sendText } from '../plex/http.ts';
import { sendEmpty } from './forward.ts';
import { openUpload, stateOf, takeRange, type UploadSession } from './upload-session.ts';

/** Where a new file is to be sent, and where it can be read once it is whole. */
export type NewFile = { readonly id: string; readonly uploadUrl: string; readonly contentUrl: string };

export type OneDrive = {
  openSession(name: string): Promise<NewFile>;
  /** Answers requests below /onedrive; false: this is none of them. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
};

type Item = { readonly id: string; readonly name: string; readonly size: number; readonly file: string };
type Drive = {
  readonly origin: () => string;
  readonly sessions: Map<string, { readonly name: string; readonly upload: UploadSession }>;
  readonly items: Map<string, Item>;
};

/** A drive that keeps its files in `folder`, empty at each start as the chat is; `origin` is where it is reached. */
export async function oneDrive(folder: string, origin: () => string): Promise<OneDrive> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const drive: Drive = { origin, sessions: new Map(), items: new Map() };
  return {
    async openSession(name) {
      const id = randomUUID();
      drive.sessions.set(id, { name, upload: openUpload(join(folder, id)) });
      return { id, uploadUrl: `${origin()}/onedrive/upload/${id}`, contentUrl: contentUrl(drive, { id, name }) };
    },
    async answer(path, request, response) {
      const [, kind = '', id = ''] = /^\/onedrive\/(upload|files)\/([0-9a-f-]{36})(?:\/[^/]*)?$/.exec(path) ?? [];
      if (kind === 'upload') await answerUpload(drive, id, request, response);
      else if (kind === 'files') await download(drive.items.get(id), request, response);
      else return false;
      return true;
    },
  };
}

const contentUrl = ({ origin }: Drive, { id, name }: Pick<Item, 'id' | 'name'>): string =>
  `${origin()}/onedrive/files/${id}/${encodeURIComponent(name)}`;

async function answerUpload(
  drive: Drive,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const session = drive.sessions.get(id);
  if (!session)
    return sendJson(response, 404, { error: { code: 'itemNotFound', message: 'There is no such upload.' } });
  const { name, upload } = session;
  if (request.method === 'GET') return sendJson(response, 200, stateOf(upload));
  if (request.method === 'DELETE') {
    drive.sessions.delete(id);
    await rm(upload.file, { force: true });
    return sendEmpty(response, 204);
  }
  if (request.method !== 'PUT') return sendJson(response, 405, { error: { code: 'methodNotAllowed', message: '' } });
  const { status, body, complete } = await takeRange(upload, request);
  if (!complete) {
    if (status === 503) response.setHeader('retry-after', '1');
    return sendJson(response, status, body);
  }
  // As in OneDrive, the upload address is gone once the file is whole.
  drive.sessions.delete(id);
  const item = { id, name, size: upload.received, file: upload.file };
  drive.items.set(id, item);
  sendJson(response, status, { id, name, size: item.size, eTag: `"{${id}},1"`, webUrl: contentUrl(drive, item) });
}

const types: Readonly<Record<string, string>> = {
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

async function download(item: Item | undefined, { method }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!item || (method !== 'GET' && method !== 'HEAD'))
    return sendText(response, item ? 405 : 404, 'text/plain; charset=utf-8', item ? 'GET it.' : 'Not found');
  response.writeHead(200, {
    'content-type': types[extname(item.name).toLowerCase()] ?? 'application/octet-stream',
    'content-length': item.size,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(item.name).replace(/['()*]/g, hex)}`,
    'x-content-type-options': 'nosniff',
  });
  if (method === 'HEAD') response.end();
  else await pipeline(createReadStream(item.file, { end: item.size - 1 }), response);
}

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
