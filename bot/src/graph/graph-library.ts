// The library on SharePoint or OneDrive: opens an upload session by Graph, sends by our own uploader, and reads back what is there.
import { AppError, isCode } from '@repsys/core';
import { z } from 'zod';
import { sizeAgrees, type UploadOptions, upload } from '../files/upload.ts';
import { type GraphCalls, type GraphOptions, graphCalls } from './graph-calls.ts';
import type { Doing } from './graph-failure.ts';
import type { Library, LibraryFile, StoredFile, TeamChannel } from './library.ts';
import { fileUrlPath } from './library-path.ts';

/** `drive`: the library for files without a channel; `shareWithin`: make a view link for everybody in the organization. */
export type GraphLibraryOptions = GraphOptions & {
  readonly drive?: string | undefined;
  readonly shareWithin?: 'organization' | undefined;
  readonly upload?: UploadOptions | undefined;
};

/** The largest file that is sent, in bytes. */
export const largestFile = 250_000_000;
/** A session may expire under us; a second one starts from the first byte. */
const mostSessions = 2;

type Folder = { readonly drive: string; readonly item: string };

const writing = 'Sites.Selected with write access to this site, or Files.ReadWrite.All';

const doings = {
  folder: {
    what: "find the channel's folder",
    permission: 'Files.Read.All, or Sites.Selected for the team’s site',
    absent: 'There is no such team or channel',
  },
  session: { what: 'open an upload', permission: writing, absent: 'There is no such library' },
  item: { what: 'read the file back', permission: writing, absent: 'The file is not in the library' },
  link: { what: 'make a link', permission: writing, absent: 'The file is not in the library' },
} as const satisfies Readonly<Record<string, Doing>>;

const folderShape = z.object({ id: z.string().min(1), parentReference: z.object({ driveId: z.string().min(1) }) });
const sessionShape = z.object({ uploadUrl: z.string().min(1) });
const itemShape = z.object({
  eTag: z.string(),
  webDavUrl: z.string(),
  webUrl: z.string(),
  name: z.string(),
  size: z.number().int(),
});
const linkShape = z.object({ link: z.object({ webUrl: z.string().min(1) }) });

/** A library behind Microsoft Graph. */
export function graphLibrary(options: GraphLibraryOptions): Library {
  const calls = graphCalls(options);
  return {
    put: async (file, signal) => {
      if (file.bytes > largestFile)
        throw new AppError('DELIVERY_TOO_LARGE', `The file has ${file.bytes} bytes; a library is sent ${largestFile}.`);
      const folder = file.channel ? await channelFolder(calls, file.channel, signal) : ownFolder(options);
      const id = await sent({ calls, options, folder, file, signal });
      const stored = await readBack(calls, folder, id, signal);
      if (!sizeAgrees(file.bytes, stored.bytes))
        throw new AppError('DELIVERY_FAILED', `The library holds ${stored.bytes} bytes of ${file.bytes}.`);
      if (options.shareWithin === undefined) return stored;
      return { ...stored, webUrl: await linkOr(stored.webUrl, { calls, folder, id, signal }) };
    },
  };
}

function ownFolder({ drive }: GraphLibraryOptions): Folder {
  if (drive !== undefined) return { drive, item: 'root' };
  throw new AppError('DELIVERY_NOT_ALLOWED', 'No library is set for files that belong to no channel.');
}

async function channelFolder(calls: GraphCalls, { team, channel }: TeamChannel, signal: AbortSignal): Promise<Folder> {
  const path = `/teams/${encodeURIComponent(team)}/channels/${encodeURIComponent(channel)}/filesFolder`;
  const { id, parentReference } = await calls.call({ path, doing: doings.folder, signal }, folderShape);
  return { drive: parentReference.driveId, item: id };
}

const itemPath = ({ drive }: Folder, item: string): string =>
  `/drives/${encodeURIComponent(drive)}/items/${encodeURIComponent(item)}`;

type Sending = {
  readonly calls: GraphCalls;
  readonly options: GraphLibraryOptions;
  readonly folder: Folder;
  readonly file: LibraryFile;
  readonly signal: AbortSignal;
};

/** Sends the file and gives the id under which the library has it. */
async function sent(sending: Sending): Promise<string> {
  const { options, file, signal } = sending;
  const { bytes, read, onProgress } = file;
  for (let session = 1; ; session += 1) {
    try {
      const url = await openSession(sending);
      const { item } = await upload({ ...options.upload, url, bytes, read, onProgress, signal });
      if (item) return item.id;
      throw new AppError('DELIVERY_FAILED', 'The library took the file but did not tell where it is.');
    } catch (error) {
      if (!isCode(error, 'DELIVERY_URL_EXPIRED') || session >= mostSessions) throw error;
    }
  }
}

async function openSession({ calls, folder, file, signal }: Sending): Promise<string> {
  const path = `${itemPath(folder, folder.item)}:/${fileUrlPath(file.folder, file.name)}:/createUploadSession`;
  // The same run delivered again is the same file, not a second one beside it.
  const body = { item: { '@microsoft.graph.conflictBehavior': 'replace' } };
  return (await calls.call({ path, body, doing: doings.session, signal }, sessionShape)).uploadUrl;
}

async function readBack(calls: GraphCalls, folder: Folder, id: string, signal: AbortSignal): Promise<StoredFile> {
  const select = ['eTag', 'webDavUrl', 'webUrl', 'name', 'size'];
  const item = await calls.call({ path: itemPath(folder, id), select, doing: doings.item, signal }, itemShape);
  const uniqueId = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i.exec(item.eTag)?.[0];
  if (uniqueId === undefined) throw new AppError('DELIVERY_FAILED', "The file's eTag holds no id.");
  return { webUrl: item.webUrl, webDavUrl: item.webDavUrl, uniqueId, name: item.name, bytes: item.size };
}

type Sharing = {
  readonly calls: GraphCalls;
  readonly folder: Folder;
  readonly id: string;
  readonly signal: AbortSignal;
};

/** A view link for the organization; where the tenant forbids them the plain address does, for those who may see the library. */
async function linkOr(plain: string, { calls, folder, id, signal }: Sharing): Promise<string> {
  const path = `${itemPath(folder, id)}/createLink`;
  const body = { type: 'view', scope: 'organization' };
  try {
    return (await calls.call({ path, body, doing: doings.link, signal }, linkShape)).link.webUrl;
  } catch (error) {
    if (isCode(error, 'DELIVERY_NOT_ALLOWED')) return plain;
    throw error;
  }
}
