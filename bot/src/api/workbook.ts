// The Excel file by HTTP: whole or one range of it, resumable, never guessed at by a browser, never kept by a proxy.
import { AppError, apiRoutes } from '@repsys/core';
import { auditDownload, confirmFetched } from '@repsys/core/node';
import type { RunFile } from '../run-file.ts';
import type { Call, Tab } from './call.ts';
import { problemReply } from './problem.ts';
import type { DoorRequest, Reply } from './reply.ts';

type Range = { readonly first: number; readonly last: number };

/** The file; before its first byte leaves, the audit trail knows. Throws REQUEST_RUN_UNKNOWN when the run has none. */
export async function workbookReply(
  { database, desk }: Tab,
  { person, params, request }: Call<'workbook'>,
): Promise<Reply> {
  const file = await desk.file(person, params.run);
  const { bytes, sha256, fileName } = file;
  const headers = headersOf(file);
  if (isKnown(request, sha256)) return { status: 304, headers };
  const range = rangeOf(request, file);
  if (range === 'impossible') return impossible(request, bytes);
  const { first, last } = range ?? { first: 0, last: bytes - 1 };
  const receipt = { name: fileName, bytes, sha256 };
  if (request.method !== 'HEAD') await auditDownload(database, params.run, person, { first, last, bytes });
  return {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'content-length': String(last - first + 1),
      ...(range && { 'content-range': `bytes ${first}-${last}/${bytes}` }),
    },
    ...(request.method !== 'HEAD' && {
      body: file.range(first, last),
      // Whoever has the end of the file has asked for all of it: browsers fetch ranges from the front.
      sent: async () => (last === bytes - 1 ? confirmFetched(database, params.run, person.id, receipt) : undefined),
    }),
  };
}

const entityTag = (sha256: string): string => `"${sha256}"`;

function headersOf({ fileName, sha256 }: RunFile): Readonly<Record<string, string>> {
  const plain = fileName.replace(/[^\w .()-]/g, '_');
  return {
    'content-type': apiRoutes.workbook.file,
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${extendedValue(fileName)}`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    etag: entityTag(sha256),
  };
}

/** As RFC 8187 has it: these four stand unescaped in addresses, but not here. */
const extendedValue = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function isKnown(request: DoorRequest, sha256: string): boolean {
  const tags = request.header('if-none-match')?.split(',') ?? [];
  return tags.map((tag) => tag.trim().replace(/^W\//, '')).some((tag) => tag === '*' || tag === entityTag(sha256));
}

/** The one range asked for; undefined: everything, as for ranges that are several, unclear, or of another file. */
function rangeOf(request: DoorRequest, { bytes, sha256 }: RunFile): Range | 'impossible' | undefined {
  const condition = request.header('if-range');
  if (condition !== undefined && condition !== entityTag(sha256)) return undefined;
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.header('range') ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  const first = from === '' ? Math.max(bytes - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  return first > last ? 'impossible' : { first, last };
}

function impossible({ path }: DoorRequest, bytes: number): Reply {
  const words = `The file has ${bytes} bytes; the range lies outside.`;
  const reply = problemReply(new AppError('REQUEST_INVALID', words, { details: { status: 416 } }), path);
  return { ...reply, headers: { ...reply.headers, 'content-range': `bytes */${bytes}` } };
}
