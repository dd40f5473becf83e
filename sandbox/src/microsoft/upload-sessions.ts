// Upload sessions as OneDrive keeps them: which bytes have come, what is missing, and the file when it is whole.
import { randomBytes } from 'node:crypto';
import type { Reply, Request } from './tls-server.ts';

/** What happens with a file whose bytes are all there; gives the final answer. */
export type Finish = (bytes: Buffer) => Reply;

type Session = { readonly finish: Finish; received: Buffer | undefined; bytes: number; total: number | undefined };

/** `open` gives the path of a new upload address; `answer` serves requests to such a path. */
export type UploadSessions = {
  open(finish: Finish): string;
  answer(request: Request): Reply;
  /** Takes the beginning of a range that broke off, as the real service may; with its last byte the file is made. */
  keep(path: string, range: string, part: Buffer): void;
  forget(path: string): void;
  expireAll(): void;
  readonly count: () => number;
};

const unit = 327_680;
const largest = 60 * 1_048_576;
export const uploadPrefix = '/upload/';

const refusal = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
});

/** A book of sessions of one server. */
export function uploadSessions(): UploadSessions {
  const open = new Map<string, Session>();
  const endedBy = (path: string, reply: Reply): Reply => {
    if (reply.status === 200 || reply.status === 201) open.delete(path);
    return reply;
  };
  return {
    open: (finish) => {
      const path = `${uploadPrefix}${randomBytes(16).toString('hex')}`;
      open.set(path, { finish, received: undefined, bytes: 0, total: undefined });
      return path;
    },
    answer: (request) => {
      const session = open.get(request.path);
      // The address itself is the key; the real service refuses a second one.
      if (request.headers.authorization !== undefined)
        return refusal(401, 'unauthenticated', 'An upload address takes no Authorization header.');
      if (!session) return refusal(404, 'itemNotFound', 'The upload session was not found.');
      if (request.method === 'GET') return state(session, 200);
      if (request.method === 'DELETE')
        return open.delete(request.path) ? { status: 204 } : refusal(404, 'itemNotFound', '');
      if (request.method !== 'PUT') return refusal(405, 'invalidRequest', 'PUT, GET or DELETE.');
      return endedBy(request.path, put(session, request));
    },
    keep: (path, range, part) => {
      const session = open.get(path);
      const place = rangeOf(range);
      if (session && place && place.from === session.bytes) endedBy(path, take(session, place.total, part));
    },
    forget: (path) => void open.delete(path),
    expireAll: () => open.clear(),
    count: () => open.size,
  };
}

type Place = { readonly from: number; readonly to: number; readonly total: number };

function rangeOf(header: string | undefined): Place | undefined {
  const [, from, to, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header ?? '') ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to) + 1, total: Number(total) };
}

const state = ({ bytes, total }: Session, status: number): Reply => ({
  status,
  body: {
    expirationDateTime: new Date(Date.now() + 900_000).toISOString(),
    nextExpectedRanges: bytes === total ? [] : [`${bytes}-`],
  },
});

function put(session: Session, { headers, body }: Request): Reply {
  const place = rangeOf(headers['content-range']);
  if (!place) return refusal(400, 'invalidRequest', 'Content-Range is missing or wrong.');
  const { from, to, total } = place;
  const last = to === total;
  if (to <= from || to > total || body.length !== to - from || Number(headers['content-length']) !== body.length)
    return refusal(400, 'invalidRequest', 'The bytes do not fit the range.');
  if (body.length >= largest) return refusal(413, 'requestTooLarge', 'A range must be under 60 MiB.');
  if (!last && body.length % unit !== 0)
    return refusal(400, 'invalidRequest', 'A range must be a multiple of 320 KiB.');
  if (session.total !== undefined && session.total !== total)
    return refusal(400, 'invalidRequest', 'The total size has changed.');
  if (from !== session.bytes) return refusal(416, 'invalidRange', 'The range is not the next one.');
  return take(session, total, body);
}

/** With the last byte the file is made; until then the answer says what is missing. */
function take(session: Session, total: number, part: Buffer): Reply {
  session.received ??= Buffer.alloc(total);
  session.total = total;
  part.copy(session.received, session.bytes);
  session.bytes += part.length;
  return session.bytes === total ? session.finish(session.received) : state(session, 202);
}
