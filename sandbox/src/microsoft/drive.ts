// The document libraries of the Graph stand-in: files by drive and path, with versions, and what happens when a name is taken.
import { randomUUID } from 'node:crypto';
import type { Reply } from './tls-server.ts';

/** A stored file; `path` from the drive's root, `version` counts replacements from 1. */
export type StoredFile = {
  readonly drive: string;
  readonly path: string;
  readonly id: string;
  readonly guid: string;
  readonly version: number;
  readonly bytes: Buffer;
};

export type ConflictBehavior = 'fail' | 'replace' | 'rename';

export type Drives = {
  readonly files: () => readonly StoredFile[];
  /** Stores or refuses, as a finished upload does: 201 new, 200 replaced, 409 taken. */
  store(place: { readonly drive: string; readonly path: string }, bytes: Buffer, onConflict: ConflictBehavior): Reply;
  find(drive: string, id: string): StoredFile | undefined;
  /** The file at its address in the web, as somebody gets it who opens it there. */
  open(path: string): Reply;
  itemOf(file: StoredFile): Readonly<Record<string, unknown>>;
  /** From now on sizes are told this many bytes larger (SharePoint writes properties into Office files) or smaller. */
  tellSizes(difference: number): void;
};

/** Where files are in the web. */
export const webPrefix = '/web/';

/** Empty libraries; links point to `origin`. */
export function drives(origin: () => string): Drives {
  const files = new Map<string, StoredFile>();
  let difference = 0;
  const itemOf = (file: StoredFile) => ({
    id: file.id,
    name: nameOf(file.path),
    size: file.bytes.length + difference,
    eTag: `"{${file.guid.toUpperCase()}},${file.version}"`,
    webUrl: `${origin()}${webPrefix}${encodeURI(file.path)}?web=1`,
    webDavUrl: `${origin()}${webPrefix}${encodeURI(file.path)}`,
  });
  const put = (file: StoredFile, status: number): Reply => {
    files.set(`${file.drive}:${file.path}`, file);
    return { status, body: itemOf(file) };
  };
  return {
    files: () => [...files.values()],
    store: ({ drive, path }, bytes, onConflict) => {
      const there = files.get(`${drive}:${path}`);
      const fresh = { drive, id: `01${randomUUID().slice(0, 8).toUpperCase()}`, guid: randomUUID(), version: 1, bytes };
      if (!there) return put({ ...fresh, path }, 201);
      if (onConflict === 'replace') return put({ ...there, bytes, version: there.version + 1 }, 200);
      if (onConflict === 'rename') return put({ ...fresh, path: path.replace(/(\.\w+)?$/, ' 1$1') }, 201);
      return { status: 409, body: { error: { code: 'nameAlreadyExists', message: 'The name is taken.' } } };
    },
    find: (drive, id) => [...files.values()].find((file) => file.drive === drive && file.id === id),
    open: (path) => {
      const file = [...files.values()].find((each) => each.path === decodeURI(path.slice(webPrefix.length)));
      const disposition = `attachment; filename="${nameOf(path)}"`;
      if (!file) return { status: 404 };
      const headers = { 'content-type': 'application/octet-stream', 'content-disposition': disposition };
      return { status: 200, headers, body: file.bytes };
    },
    itemOf,
    tellSizes: (bytes) => {
      difference = bytes;
    },
  };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
