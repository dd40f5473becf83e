// Microsoft Graph and OneDrive in miniature, over TLS on loopback: upload sessions, items, links and a channel's folder.
import { setTimeout as delay } from 'node:timers/promises';
import { type Certificate, makeCertificate } from './certificate.ts';
import { type Drives, drives, type StoredFile, webPrefix } from './drive.ts';
import { type Fault, type GraphFaults, graphFaults } from './graph-faults.ts';
import { answerGraph, type Channel, type Site } from './graph-routes.ts';
import { type GraphSchema, readGraphSchema } from './graph-schema.ts';
import { type Head, type Plan, type Reply, type Request, startTlsServer } from './tls-server.ts';
import { type UploadSessions, uploadPrefix, uploadSessions } from './upload-sessions.ts';

/**
 * How to start: ids of drives, channels with their folder, who may come in (roles of a token, undefined for a bad one;
 * any token where it is left out), and the description that every request is held against.
 */
export type GraphOptions = {
  readonly certificate?: Certificate;
  readonly drives?: readonly string[];
  readonly channels?: readonly Channel[];
  readonly rolesOf?: (token: string) => Promise<readonly string[] | undefined>;
  /** The person of a token in somebody's name, with what it is for; and the groups of a person. */
  readonly personOf?: Site['personOf'];
  readonly groupsOf?: Site['groupsOf'];
  readonly schema?: string | URL;
};

/** One request as it was answered; status 0: the connection was broken instead. */
export type Call = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly range: string | undefined;
  readonly authorized: boolean;
};

export type GraphStandIn = {
  /** Where Graph's paths begin, without /v1.0. */
  readonly origin: string;
  readonly host: string;
  /** PEM to trust. */
  readonly certificate: string;
  readonly faults: GraphFaults;
  readonly calls: readonly Call[];
  /** What did not fit the description: empty unless the caller, or this stand-in, is wrong. */
  readonly problems: readonly string[];
  readonly files: () => readonly StoredFile[];
  readonly tellSizes: Drives['tellSizes'];
  /** A fresh upload address into drive `me`, as a file consent gives one. */
  openUpload(name: string): string;
  /** How many sessions are open. */
  readonly openSessions: () => number;
  expireUploads(): void;
  close(): Promise<void>;
};

type Desk = {
  readonly site: Site;
  readonly sessions: UploadSessions;
  readonly faults: GraphFaults;
  readonly schema: GraphSchema | undefined;
  readonly calls: Call[];
  readonly problems: string[];
};

/** Starts it on a free loopback port. */
export async function startGraph(options: GraphOptions = {}): Promise<GraphStandIn> {
  const certificate = options.certificate ?? (await makeCertificate());
  let origin = '';
  const sessions = uploadSessions();
  const { channels = [], rolesOf, personOf, groupsOf } = options;
  const site: Site = {
    origin: () => origin,
    drives: drives(() => origin),
    sessions,
    channels,
    rolesOf,
    personOf,
    groupsOf,
    driveIds: ['me', ...(options.drives ?? [])],
  };
  const desk: Desk = {
    site,
    sessions,
    faults: graphFaults(),
    schema: options.schema === undefined ? undefined : readGraphSchema(options.schema),
    calls: [],
    problems: [],
  };
  const server = await startTlsServer(certificate, (head) => planFor(desk, head));
  origin = server.origin;
  return {
    ...server,
    certificate: certificate.certificate,
    faults: desk.faults,
    calls: desk.calls,
    problems: desk.problems,
    files: site.drives.files,
    tellSizes: site.drives.tellSizes,
    openUpload: (name) =>
      `${origin}${sessions.open((bytes) => site.drives.store({ drive: 'me', path: name }, bytes, 'rename'))}`,
    openSessions: sessions.count,
    expireUploads: sessions.expireAll,
  };
}

function planFor(desk: Desk, head: Head): Plan {
  const fault = desk.faults.next(head);
  const log = (status: number) => {
    const { method, path, headers } = head;
    const authorized = headers.authorization !== undefined;
    desk.calls.push({ method, path, status, range: headers['content-range'], authorized });
  };
  const see = (body: Buffer) => {
    log(0);
    const keep = fault?.kind === 'break' ? (fault.keep ?? 0) : 0;
    if (keep > 0) desk.sessions.keep(head.path, head.headers['content-range'] ?? '', body.subarray(0, keep));
  };
  return {
    cut: fault?.kind === 'break' ? { after: fault.after, see } : undefined,
    answer: async (request) => {
      const reply = await answerWith(desk, fault, request);
      log(reply === 'break' ? 0 : reply.status);
      return reply;
    },
  };
}

async function answerWith(desk: Desk, fault: Fault | undefined, request: Request): Promise<Reply | 'break'> {
  if (fault?.kind === 'slow') await delay(fault.ms);
  if (fault?.kind === 'expire') desk.sessions.forget(request.path);
  if (fault?.kind === 'answer') return fault;
  if (request.path.startsWith(webPrefix)) return desk.site.drives.open(request.path);
  const reply = await (request.path.startsWith(uploadPrefix)
    ? desk.sessions.answer(request)
    : described(desk, request));
  return fault?.kind === 'lose' ? 'break' : reply;
}

/** An answer of Graph proper, with both sides held against the description. */
async function described({ site, schema, problems }: Desk, request: Request): Promise<Reply> {
  const { method } = request;
  const path = request.path.replace(/^\/v1\.0/, '');
  const body = request.body.length === 0 ? undefined : parsed(request.body);
  const wrong = schema?.request(method, path, body) ?? [];
  problems.push(...wrong);
  if (wrong.length > 0) return { status: 400, body: { error: { code: 'invalidRequest', message: wrong.join('; ') } } };
  const reply = await answerGraph(site, { ...request, path, json: body });
  problems.push(...(schema?.answer(method, path, reply.status, reply.body) ?? []));
  return reply;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return 'no JSON';
  }
}
