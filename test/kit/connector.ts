// Teams' side of the wire for tests: a Bot Connector over HTTP that keeps what is posted, and can fail in every way it is known to.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeServer } from '../../sandbox/src/plex/http.ts';

export type Posted = {
  readonly id: string;
  readonly conversation: string;
  activity: Readonly<Record<string, unknown>>;
  edits: number;
  deleted: boolean;
};

export type Call = {
  readonly method: string;
  readonly path: string;
  readonly conversation: string;
  readonly at: number;
  readonly status: number;
};

/**
 * How the next matching call is answered instead. `accept`: the work is done all the same. `breakOff`: the connection ends
 * without an answer. `holds`: a text that the activity must hold, e.g. `card.file.consent`.
 */
export type Fault = {
  readonly method?: 'POST' | 'PUT' | 'DELETE' | 'GET';
  readonly conversation?: string;
  readonly holds?: string;
  readonly status?: number;
  readonly retryAfter?: string;
  readonly code?: string;
  readonly accept?: boolean;
  readonly breakOff?: boolean;
  /** Strikes only what comes on a connection that was used before, as one that the other side is just closing. */
  readonly onlyReused?: boolean;
  /** Done when the call has come in; without a status or `breakOff` it is then answered as always. */
  readonly meanwhile?: () => void;
  /** The call is held until then. */
  readonly until?: Promise<unknown>;
  times?: number;
};

/** A member as Teams tells it; a text stands for a member of the tenant with that object id. */
export type MemberRecord = {
  readonly id: string;
  readonly objectId?: string;
  readonly tenantId?: string;
  readonly userRole?: string;
};

export type Connector = {
  readonly url: string;
  readonly posted: readonly Posted[];
  readonly calls: readonly Call[];
  /** The members of a conversation; without an entry there are only those who have spoken. */
  readonly members: Map<string, readonly (string | MemberRecord)[]>;
  /** Somebody has spoken there. */
  spoke(conversation: string, id: string): void;
  /** Something that has stood in a conversation since before the test. */
  place(conversation: string, activity: Readonly<Record<string, unknown>>): Posted;
  fail(fault: Fault): void;
  /** Forgets the faults that have not struck. */
  heal(conversation?: string): void;
  /** The most posts and edits of a conversation within any `windowMs`, refused ones too. */
  busiest(conversation: string, windowMs: number): number;
  /** What a conversation shows now: cards and texts that were not deleted, oldest first. */
  shown(conversation: string): readonly Posted[];
  close(): Promise<void>;
};

type ConnectorState = Pick<Connector, 'members'> & {
  readonly spoken: Map<string, readonly string[]>;
  readonly posted: Posted[];
  readonly calls: Call[];
  readonly faults: Fault[];
};

/** Starts the connector on loopback. */
export async function startConnector(): Promise<Connector> {
  const state: ConnectorState = { posted: [], calls: [], faults: [], members: new Map(), spoken: new Map() };
  const { posted, calls, faults, members, spoken } = state;
  const server = createServer((request, response) => void handle(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    posted,
    calls,
    members,
    spoke: (conversation, id) => spoken.set(conversation, [...new Set([...(spoken.get(conversation) ?? []), id])]),
    place: (conversation, activity) => place(posted, conversation, activity),
    fail: (fault) => void faults.push({ ...fault }),
    heal: (conversation) => heal(faults, conversation),
    busiest: (conversation, windowMs) => busiest(calls, conversation, windowMs),
    shown: (conversation) => posted.filter((each) => each.conversation === conversation && !each.deleted),
    close: () => closeServer(server),
  };
}

type Asked = {
  readonly method: string;
  readonly path: string;
  readonly conversation: string;
  /** Of the activity that is meant; empty where none is. */
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly reused: boolean;
};

type Answer = { readonly status: number; readonly body: object };

async function handle(state: ConnectorState, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = await askedOf(request);
  const { method, path, conversation } = asked;
  const fault = await strike(state.faults, asked);
  const { status, body } = fault ? failBy(state, asked, fault) : act(state, asked);
  state.calls.push({ method, path, conversation, at: Date.now(), status });
  if (fault?.breakOff) return void request.socket.destroy();
  if (fault?.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function askedOf(request: IncomingMessage): Promise<Asked> {
  const path = new URL(request.url ?? '/', 'http://connector').pathname;
  const [, , , conversation = '', , id = ''] = path.split('/').map(decodeURIComponent);
  return {
    method: request.method ?? 'GET',
    path,
    conversation,
    id,
    body: await read(request),
    reused: isReused(request.socket),
  };
}

const usedSockets = new WeakSet<object>();

function isReused(socket: object): boolean {
  const reused = usedSockets.has(socket);
  usedSockets.add(socket);
  return reused;
}

/** Takes the fault that fits the call, if any, and says whether it is what the call is answered with. */
async function strike(faults: Fault[], asked: Asked): Promise<Fault | undefined> {
  const fault = takeFault(faults, asked);
  fault?.meanwhile?.();
  await fault?.until;
  return fault?.status === undefined && !fault?.breakOff ? undefined : fault;
}

function failBy(state: ConnectorState, asked: Asked, { accept, status = 0, code = 'Error' }: Fault): Answer {
  if (accept) act(state, asked);
  return { status, body: { error: { code, message: 'as the test wished' } } };
}

function act(state: ConnectorState, asked: Asked): Answer {
  const { method, path, conversation, id, body } = asked;
  if (method === 'GET' && /members$/.test(path)) return membersOf(state, asked);
  if (method === 'POST') return { status: 201, body: { id: place(state.posted, conversation, body).id } };
  const found = state.posted.find((each) => each.id === id && !each.deleted);
  if (!found) return { status: 404, body: { error: { code: 'ActivityNotFoundInConversation', message: 'gone' } } };
  if (method === 'PUT') {
    found.activity = body;
    found.edits += 1;
  }
  if (method === 'DELETE') found.deleted = true;
  return { status: 200, body: { id } };
}

function membersOf({ members, spoken }: ConnectorState, { path, conversation }: Asked): Answer {
  // As Teams does: a thread of a channel is no place that has members, and nobody has an `aadObjectId`.
  if (conversation.includes(';messageid='))
    return { status: 404, body: { error: { code: 'ThreadNotFound', message: 'no such thread' } } };
  const named = [...members].find(([id]) => id.split(';')[0] === conversation)?.[1];
  const talking = [...spoken].filter(([id]) => id.split(';')[0] === conversation).flatMap(([, ids]) => ids);
  const list = (named ?? talking).map((each) => (typeof each === 'string' ? memberOf(each) : each));
  return { status: 200, body: path.endsWith('pagedmembers') ? { members: list } : list };
}

const memberOf = (id: string) => ({ id: `29:${id}`, name: id, objectId: id, tenantId: 'tenant', userRole: 'user' });

function place(posted: Posted[], conversation: string, activity: Posted['activity']): Posted {
  const placed = { id: randomUUID(), conversation, activity, edits: 0, deleted: false };
  posted.push(placed);
  return placed;
}

async function read(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

function takeFault(faults: Fault[], { method, conversation, body, reused }: Asked): Fault | undefined {
  const text = JSON.stringify(body);
  const at = faults.findIndex(
    (fault) =>
      (fault.method ?? method) === method &&
      (fault.conversation ?? conversation) === conversation &&
      (reused || !fault.onlyReused) &&
      text.includes(fault.holds ?? ''),
  );
  const fault = faults[at];
  if (!fault) return undefined;
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times <= 0) faults.splice(at, 1);
  return fault;
}

function busiest(calls: readonly Call[], conversation: string, windowMs: number): number {
  const times = calls
    .filter((call) => call.conversation === conversation && (call.method === 'POST' || call.method === 'PUT'))
    .map(({ at }) => at)
    .sort((left, right) => left - right);
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Takes back all faults, or those of one conversation. */
function heal(faults: Fault[], conversation: string | undefined): void {
  const kept = faults.filter((fault) => conversation !== undefined && fault.conversation !== conversation);
  faults.splice(0, faults.length, ...kept);
}
