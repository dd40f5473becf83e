// Redis for a laptop: a redis-server or valkey-server on the PATH, else a pure-JavaScript one in a process of its own.
import { constants } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isAlive } from '@repsys/core/node';
import { Redis } from 'ioredis';
import { type Child, startChild, typescript } from './child.ts';
import { onSomePort } from './free-port.ts';

const readyTimeoutMs = 15_000;

/** `kind` says in one line which server was taken and what that means. */
export type LocalRedis = {
  readonly url: string;
  readonly port: number;
  readonly kind: string;
  readonly exited: Promise<number | string>;
  readonly pid: number | undefined;
  stop(): Promise<void>;
};

export type RedisOptions = { readonly only?: 'memory'; readonly port?: number };

/** Starts a server with its data in `folder`, on a free loopback port unless one is given. `only: 'memory'` takes the pure-JavaScript one. */
export async function startRedis(
  folder: string,
  line: (text: string) => void,
  options: RedisOptions = {},
): Promise<LocalRedis> {
  const program = options.only === 'memory' ? undefined : await findServer();
  await mkdir(folder, { recursive: true });
  await stopLeftover(folder);
  const { child, url, port } = await onSomePort(options.port, async (free) => {
    const started = program ? await startServer(program, folder, free, line) : await startMemory(free, line);
    await untilReady(started, `redis://127.0.0.1:${free}`);
    return { child: started, port: free, url: `redis://127.0.0.1:${free}` };
  });
  await writeFile(join(folder, 'redis.pid'), String(child.process.pid));
  const why = options.only === 'memory' ? 'as asked for' : 'no redis-server or valkey-server is on the PATH';
  const kind = program
    ? `${program}, its queue survives a restart`
    : `a slow in-memory stand-in, ${why}; accepted requests are safe in PostgreSQL. Install Redis for real use`;
  const stop = () => child.stop('SIGTERM', 3_000);
  return { url, port, kind, exited: child.exited, pid: child.process.pid, stop };
}

/** The first server program on the PATH. */
export async function findServer(): Promise<string | undefined> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['redis-server', 'valkey-server']) {
      const path = join(folder, `${name}${suffix}`);
      const found = await access(path, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (found) return path;
    }
  }
  return undefined;
}

function startServer(program: string, folder: string, port: number, line: (text: string) => void): Promise<Child> {
  const options = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    'maxmemory-policy': 'noeviction',
    loglevel: 'warning',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return startChild('redis', { command: program, args, line });
}

function startMemory(port: number, line: (text: string) => void): Promise<Child> {
  const file = fileURLToPath(new URL('./memory-redis.ts', import.meta.url));
  return startChild('redis', { ...typescript(file), env: { MEMORY_REDIS_PORT: String(port) }, leash: true, line });
}

async function stopLeftover(folder: string): Promise<void> {
  const pid = Number(await readFile(join(folder, 'redis.pid'), 'utf8').catch(() => ''));
  const program = pid && isAlive(pid) ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : '';
  if (!/redis|valkey/.test(program)) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; isAlive(pid) && waited < 5_000; waited += 50) await delay(50);
}

async function untilReady(child: Child, url: string): Promise<void> {
  for (let waited = 0; waited < readyTimeoutMs; waited += 50) {
    if (await answers(url)) return;
    if (child.process.exitCode !== null) break;
    await delay(50);
  }
  await child.stop('SIGTERM', 1_000);
  throw new Error('Redis did not start; its last lines are above.');
}

async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 500,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
