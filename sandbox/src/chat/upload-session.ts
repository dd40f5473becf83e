// One upload as OneDrive takes it: ranges in order, each a multiple of 320 KiB but the last, and the size that was announced.
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';

const rangeUnit = 327_680;
/** OneDrive takes less than this in one request. */
const largestRange = 60 * 1_048_576;
/** A laptop's OneDrive has an end too. */
const largestFile = 250 * 1_000_000;

/** What OneDrive would answer; `complete` when the last byte has come. */
export type Answer = { readonly status: number; readonly body: object; readonly complete?: true };

/** `received`: bytes that are on disk for good; the whole is known from the first range on. */
export type UploadSession = {
  readonly file: string;
  readonly expires: string;
  received: number;
  total: number | undefined;
  busy: boolean;
};

type Range = { readonly from: number; readonly to: number; readonly total: number };

/** A session that stores into `file`. */
export function openUpload(file: string): UploadSession {
  const expires = new Date(Date.now() + 3_600_000).toISOString();
  return { file, expires, received: 0, total: undefined, busy: false };
}

/** What is still missing. */
export const stateOf = ({ expires, received }: UploadSession): object => ({
  expirationDateTime: expires,
  nextExpectedRanges: [`${received}-`],
});

/** Takes one range from a PUT, straight to disk. A broken body leaves the session where it was. */
export async function takeRange(session: UploadSession, request: IncomingMessage): Promise<Answer> {
  const range = readRange(request.headers['content-range']);
  const refusal = refusalOf(session, range, request);
  if (!range || refusal) return refusal ?? refused(400, 'invalidRequest', 'A Content-Range is needed.');
  session.busy = true;
  try {
    await store(session, range, request);
  } catch {
    return refused(400, 'invalidRequest', 'The range did not come whole.');
  } finally {
    session.busy = false;
  }
  session.received = range.to + 1;
  session.total = range.total;
  if (session.received < range.total) return { status: 202, body: stateOf(session) };
  return { status: 201, body: { size: range.total }, complete: true };
}

async function store({ file, received }: UploadSession, { from, to }: Range, request: IncomingMessage): Promise<void> {
  const target = createWriteStream(file, { flags: received === 0 ? 'w' : 'r+', start: from });
  await pipeline(request, target);
  if (target.bytesWritten !== to - from + 1) throw new Error('the body is not as long as its range');
}

function readRange(header: string | undefined): Range | undefined {
  const [, from, to, total] = /^bytes (\d{1,12})-(\d{1,12})\/(\d{1,12})$/.exec(header ?? '') ?? [];
  return total === undefined ? undefined : { from: Number(from), to: Number(to), total: Number(total) };
}

/** Why a range is not taken; read before its body is. */
function refusalOf(session: UploadSession, range: Range | undefined, { headers }: IncomingMessage): Answer | undefined {
  if (headers.authorization) return refused(401, 'unauthenticated', 'An upload address takes no Authorization.');
  if (session.busy) return refused(503, 'serviceNotAvailable', 'Another range is on its way.');
  if (!range) return undefined;
  const { from, to, total } = range;
  const bytes = to - from + 1;
  if (bytes < 1 || to >= total) return refused(400, 'invalidRequest', 'The range is none.');
  if (total > largestFile) return refused(507, 'quotaLimitReached', 'There is no room for a file of this size.');
  if (bytes >= largestRange) return refused(413, 'maxRequestSizeExceeded', 'The range is 60 MiB or more.');
  if (session.total !== undefined && total !== session.total)
    return refused(400, 'invalidRequest', 'The size is not what the first range said.');
  if (Number(headers['content-length']) !== bytes)
    return refused(400, 'invalidRequest', 'The range is not as long as its body.');
  if (from !== session.received) return refused(416, 'invalidRange', 'This range is not the next one.');
  if (to + 1 < total && bytes % rangeUnit !== 0)
    return refused(400, 'invalidRequest', 'A range that is not the last must be a multiple of 320 KiB.');
  return undefined;
}

const refused = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});
