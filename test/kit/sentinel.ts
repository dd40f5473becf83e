// One primary, two replicas and three sentinels as processes on loopback, with TLS and the users that docs/operate.md gives.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { makeCertificate } from '../../sandbox/src/microsoft/certificate.ts';
import { type Child, startChild } from '../../sandbox/src/world/child.ts';
import { freePort } from '../../sandbox/src/world/free-port.ts';

export type RedisNode = {
  readonly port: number;
  signal(name: NodeJS.Signals): void;
  /** After it was killed: comes back as a replica of `primary`. */
  restart(primary: RedisNode): Promise<void>;
  /** Asks the node itself, as one who may do everything. */
  ask(command: string, ...words: readonly string[]): Promise<unknown>;
};

export type SentinelSet = {
  /** What a bot and a runner are told. */
  readonly settings: Readonly<Record<string, string>>;
  /** The primary that most sentinels name now. */
  primary(): Promise<RedisNode>;
  /** Waits until most sentinels name another primary than `old`, and it is one. */
  primaryAfter(old: RedisNode): Promise<RedisNode>;
  /** Waits until a primary with two replicas is there and every sentinel knows all of them. */
  whole(): Promise<void>;
  /** A planned failover. */
  failover(): Promise<void>;
  close(): Promise<void>;
};

const name = 'reports';
const downAfterMs = 800;
const patienceMs = 60_000;

type Ground = { readonly folder: string; readonly secrets: Secrets; readonly authorities: string };
type Secrets = Readonly<Record<'REDIS' | 'REPLICA' | 'SENTINEL' | 'SENTINELS' | 'ADMIN', string>>;
type Seat = { readonly port: number; readonly folder: string; child?: Child };

/** Starts all six, and waits until they know each other. Every one is stopped by `close`. */
export async function startSentinelSet(): Promise<SentinelSet> {
  const ground = await newGround();
  const nodes = await Promise.all([0, 1, 2].map((index) => newSeat(ground, `node-${index}`)));
  const watchers = await Promise.all([0, 1, 2].map((index) => newSeat(ground, `sentinel-${index}`)));
  const seats = [...nodes, ...watchers];
  const killAll = () => {
    for (const { child } of seats) child?.process.kill('SIGKILL');
  };
  process.once('exit', killAll);
  const close = async () => {
    process.off('exit', killAll);
    killAll();
    await Promise.all(seats.map(({ child }) => child?.exited));
    await rm(ground.folder, { recursive: true, force: true });
  };
  try {
    const set = openSet(ground, nodes, watchers);
    const [first = 0] = nodes.map(({ port }) => port);
    for (const seat of nodes) await startNode(ground, seat, seat.port === first ? undefined : first);
    for (const seat of watchers) await startWatcher(ground, seat, first);
    await set.whole();
    return { ...set, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function newGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-sentinel-'));
  const { key, certificate } = await makeCertificate();
  await writeFile(join(folder, 'tls.key'), key);
  await writeFile(join(folder, 'tls.crt'), certificate);
  const secret = () => randomBytes(16).toString('hex');
  const secrets = { REDIS: secret(), REPLICA: secret(), SENTINEL: secret(), SENTINELS: secret(), ADMIN: secret() };
  return { folder, secrets, authorities: certificate };
}

async function newSeat({ folder }: Ground, seat: string): Promise<Seat> {
  const own = join(folder, seat);
  await mkdir(own);
  return { port: await freePort(), folder: own };
}

const page = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');

/** A block of docs/operate.md, with real passwords. */
function documented(language: string, secrets: Secrets): string {
  const [, block] = new RegExp(`\`\`\`${language}\n([^\`]+)\`\`\``).exec(page) ?? [];
  if (block === undefined) throw new Error(`docs/operate.md has no block ${language}`);
  return block.replace(/\b([A-Z]+)_PASSWORD\b/g, (_, who: keyof Secrets) => secrets[who]);
}

const wire = ({ folder }: Ground, port: number): readonly string[] => [
  'port 0',
  `tls-port ${port}`,
  'bind 127.0.0.1',
  `tls-cert-file ${join(folder, 'tls.crt')}`,
  `tls-key-file ${join(folder, 'tls.key')}`,
  `tls-ca-cert-file ${join(folder, 'tls.crt')}`,
  'tls-auth-clients optional',
  'tls-replication yes',
];

async function startNode(ground: Ground, seat: Seat, primary: number | undefined): Promise<void> {
  const { secrets } = ground;
  const users = `${documented('acl', secrets)}user admin on >${secrets.ADMIN} ~* &* +@all\n`;
  await writeFile(join(seat.folder, 'users.acl'), users);
  const lines = [
    ...wire(ground, seat.port),
    `dir ${seat.folder}`,
    `aclfile ${join(seat.folder, 'users.acl')}`,
    'masteruser replica',
    `masterauth ${secrets.REPLICA}`,
    'appendonly yes',
    'repl-diskless-sync-delay 0',
    'replica-announce-ip 127.0.0.1',
    ...(primary === undefined ? [] : [`replicaof 127.0.0.1 ${primary}`]),
  ];
  await start(seat, lines, []);
  await until(`node ${seat.port} to answer`, async () => (await askNode(ground, seat.port, 'ping')) === 'PONG');
}

async function startWatcher(ground: Ground, seat: Seat, primary: number): Promise<void> {
  const lines = [
    ...wire(ground, seat.port),
    `dir ${seat.folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${primary} 2`,
    ...documented('conf', ground.secrets).trim().split('\n'),
    `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
    `sentinel failover-timeout ${name} 3000`,
  ];
  await start(seat, lines, ['--sentinel']);
}

async function start(seat: Seat, lines: readonly string[], more: readonly string[]): Promise<void> {
  const file = join(seat.folder, 'redis.conf');
  await writeFile(file, `${lines.join('\n')}\n`);
  seat.child = await startChild('redis', { command: 'redis-server', args: [file, ...more], line: () => undefined });
}

function openSet(ground: Ground, nodes: readonly Seat[], watchers: readonly Seat[]): Omit<SentinelSet, 'close'> {
  const all = nodes.map((seat) => nodeOn(ground, seat));
  const primary = async () => {
    const port = await namedPrimary(ground, watchers);
    return all.find((node) => node.port === port) ?? Promise.reject(new Error(`no node on ${port}`));
  };
  return {
    settings: settingsOf(ground, watchers),
    primary,
    async primaryAfter(old) {
      await until('another primary', async () => (await namedPrimary(ground, watchers)) !== old.port);
      const next = await primary();
      await until('it to take over', async () => String(await next.ask('role')).startsWith('master'));
      return next;
    },
    whole: () => until('the set to be whole', () => isWhole(ground, watchers)),
    async failover() {
      await askWatcher(ground, watchers[0]?.port ?? 0, 'failover', name);
    },
  };
}

function settingsOf({ folder, secrets }: Ground, watchers: readonly Seat[]): Readonly<Record<string, string>> {
  return {
    REDIS_URL: `rediss+sentinel://${watchers.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${name}`,
    REDIS_USER: 'repsys',
    REDIS_PASSWORD: secrets.REDIS,
    REDIS_SENTINEL_USER: 'repsys',
    REDIS_SENTINEL_PASSWORD: secrets.REDIS,
    REDIS_CA_FILE: join(folder, 'tls.crt'),
  };
}

function nodeOn(ground: Ground, seat: Seat): RedisNode {
  return {
    port: seat.port,
    signal: (signal) => void seat.child?.process.kill(signal),
    async restart(primary) {
      await seat.child?.exited;
      await startNode(ground, seat, primary.port);
    },
    ask: (command, ...words) => askNode(ground, seat.port, command, ...words),
  };
}

/** The port that most sentinels give; undefined while they are of different minds. */
async function namedPrimary(ground: Ground, watchers: readonly Seat[]): Promise<number | undefined> {
  const address = async ({ port }: Seat) =>
    (await askWatcher(ground, port, 'get-master-addr-by-name', name)) as string[];
  const named = (await Promise.all(watchers.map(address))).map(([, port]) => Number(port));
  return named.find((port, index) => named.indexOf(port) !== index);
}

/** A primary writes to two replicas, and every sentinel sees two of each kind well. */
async function isWhole(ground: Ground, watchers: readonly Seat[]): Promise<boolean> {
  const primary = await namedPrimary(ground, watchers);
  if (primary === undefined) return false;
  const replication = String(await askNode(ground, primary, 'info', 'replication'));
  if ((replication.match(/^slave\d:.*state=online/gm) ?? []).length !== 2) return false;
  for (const { port } of watchers) {
    const replicas = (await askWatcher(ground, port, 'replicas', name)) as string[][];
    const sentinels = (await askWatcher(ground, port, 'sentinels', name)) as string[][];
    const well = (seen: string[][]) => seen.filter((each) => !/down|disconnected/.test(factOf(each, 'flags')));
    if (well(replicas).length !== 2 || well(sentinels).length !== 2) return false;
  }
  return true;
}

const factOf = (facts: readonly string[], fact: string): string => facts[facts.indexOf(fact) + 1] ?? '';

const askNode = ({ secrets, authorities }: Ground, port: number, command: string, ...words: readonly string[]) =>
  ask({ port, username: 'admin', password: secrets.ADMIN, authorities }, command, words);

const askWatcher = ({ secrets, authorities }: Ground, port: number, ...words: readonly string[]) =>
  ask({ port, username: 'sentinels', password: secrets.SENTINELS, authorities }, 'sentinel', words);

type Door = {
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly authorities: string;
};

async function ask({ authorities, ...door }: Door, command: string, words: readonly string[]): Promise<unknown> {
  const redis = new Redis({
    ...door,
    host: '127.0.0.1',
    tls: { ca: authorities },
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
    connectTimeout: 5_000,
    commandTimeout: 5_000,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await redis.call(command, ...words);
  } finally {
    redis.disconnect();
  }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  let trouble: unknown;
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(100)) {
    try {
      if (await isSo()) return;
    } catch (error) {
      trouble = error;
    }
  }
  throw new Error(`waited in vain for ${what}`, { cause: trouble });
}
