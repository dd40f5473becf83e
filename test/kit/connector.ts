// Teams' side of the wire for tests: a Bot Connector over HTTP that keeps what is posted, and can fail in every way it is known to.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

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
  /** Done when the call has come in; without a status or `breakOff` it is then answered as always. */
  readonly meanwhile?: () => void;
  times?: number;
};

export type Connector = {
  readonly url: string;
  readonly posted: readonly Posted[];
  readonly calls: readonly Call[];
  /** Object ids of the members of a conversation; without an entry there is only the asker. */
  readonly members: Map<string, readonly string[]>;
  /** Something that has stood in a conversation since before the test. */
  place(conversation: string, activity: Readonly<Record<string, unknown>>): Posted;
  fail(fault: Fault): void;
  /** Forgets the faults that have not struck. */
  heal(): void;
  /** The most posts and edits of a conversation within any `windowMs`, refused ones too. */
  busiest(conversation: string, windowMs: number): number;
  /** What a conversation shows now: cards and texts that were not deleted, oldest first. */
  shown(conversation: string): readonly Posted[];
  close(): Promise<void>;
};

/** Starts the connector on loopback. */
export async function startConnector(): Promise<Connector> {
  const posted: Posted[] = [];
  const calls: Call[] = [];
  const faults: Fault[] = [];
  const members = new Map<string, readonly string[]>();
  const server = createServer((request, response) => void handle(request, response));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://connector').pathname;
    const method = request.method ?? 'GET';
    const body = await read(request);
    const [, , , encoded = '', , id = ''] = path.split('/');
    const conversation = decodeURIComponent(encoded);
    const found = takeFault(faults, method, conversation, JSON.stringify(body));
    found?.meanwhile?.();
    const fault = found?.status === undefined && !found?.breakOff ? undefined : found;
    const done = fault && !fault.accept ? undefined : act(method, path, conversation, decodeURIComponent(id), body);
    const status = fault ? (fault.status ?? 0) : (done?.status ?? 404);
    calls.push({ method, path, conversation, at: Date.now(), status });
    if (fault?.breakOff) return void request.socket.destroy();
    if (fault?.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
    response.writeHead(status, { 'content-type': 'application/json' });
    const failure = { error: { code: fault?.code ?? 'Error', message: 'as the test wished' } };
    response.end(JSON.stringify(fault ? failure : (done?.body ?? {})));
  }

  function place(conversation: string, activity: Posted['activity']): Posted {
    const placed = { id: randomUUID(), conversation, activity, edits: 0, deleted: false };
    posted.push(placed);
    return placed;
  }

  function act(
    method: string,
    path: string,
    conversation: string,
    id: string,
    body: Readonly<Record<string, unknown>>,
  ) {
    if (method === 'GET' && /members$/.test(path)) {
      const ids = members.get(conversation) ?? [];
      const list = ids.map((each) => ({ id: `29:${each}`, name: each, objectId: each, aadObjectId: each }));
      return { status: 200, body: path.endsWith('pagedmembers') ? { members: list } : list };
    }
    if (method === 'POST') return { status: 201, body: { id: place(conversation, body).id } };
    const found = posted.find((each) => each.id === id && !each.deleted);
    if (!found) return { status: 404, body: { error: { code: 'ActivityNotFoundInConversation', message: 'gone' } } };
    if (method === 'PUT') {
      found.activity = body;
      found.edits += 1;
    }
    if (method === 'DELETE') found.deleted = true;
    return { status: 200, body: { id } };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    posted,
    calls,
    members,
    place,
    fail: (fault) => void faults.push({ ...fault }),
    heal: () => void faults.splice(0),
    busiest: (conversation, windowMs) => busiest(calls, conversation, windowMs),
    shown: (conversation) => posted.filter((each) => each.conversation === conversation && !each.deleted),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function read(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
}

function takeFault(faults: Fault[], method: string, conversation: string, text: string): Fault | undefined {
  const at = faults.findIndex(
    (fault) =>
      (fault.method ?? method) === method &&
      (fault.conversation ?? conversation) === conversation &&
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
