// A Redis that a test leads through its states. The address stays the same in all of them.
import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Child, startChild } from '../../sandbox/src/world/child.ts';
import { freePort } from '../../sandbox/src/world/free-port.ts';

/** `empty`: up, after a restart that has lost everything. `hung`: it takes connections and answers nothing. */
export const redisStates = ['up', 'down', 'hung', 'empty'] as const;
export type RedisState = (typeof redisStates)[number];

export type RedisInStates = {
  readonly url: string;
  readonly port: number;
  /** Resolves when it is so. */
  become(state: RedisState): Promise<void>;
  close(): Promise<void>;
};

const patienceMs = 30_000;

/** A redis-server with its data in `folder`, down at first. */
export async function openRedisInStates(folder: string): Promise<RedisInStates> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: Child | undefined;
  const stop = async () => {
    await server?.stop('SIGKILL', 1_000);
    server = undefined;
  };
  const run = async () => {
    await mkdir(folder, { recursive: true });
    server ??= await startChild('redis', {
      command: 'redis-server',
      args: wordsOf(port, folder),
      line: () => undefined,
    });
    server.process.kill('SIGCONT');
    await untilAnswers(url);
  };
  const empty = async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
    await run();
  };
  const hang = async () => {
    if (!server) await run();
    server?.process.kill('SIGSTOP');
  };
  const deeds = { up: run, down: stop, hung: hang, empty } as const;
  return { url, port, become: (state) => deeds[state](), close: stop };
}

const wordsOf = (port: number, folder: string): readonly string[] => [
  ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
  ...['--appendonly', 'yes', '--save', '', '--loglevel', 'warning'],
];

async function untilAnswers(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  const late = delay(patienceMs, 'late', { ref: false });
  const answer = await Promise.race([redis.ping().catch(() => 'closed'), late]);
  redis.disconnect();
  if (answer !== 'PONG') throw new Error(`Redis did not answer at ${url}: ${answer}`);
}
