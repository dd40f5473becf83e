// The whole world on loopback: PostgreSQL, Redis, the sandbox Plex, the runner. Every part can be a real one instead, by its address.
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild, typescript } from './child.ts';
import { repository, signFile, type WorldSign } from './places.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

/** What to take from outside (`environment`: DATABASE_URL, REDIS_URL, PLEX_URL …), and how to tell what happens. */
export type WorldOptions = {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly today?: string;
  readonly books?: string;
  readonly graceSeconds: number;
  say(part: Part, line: string): void;
};
export type Part = 'world' | 'postgres' | 'redis' | 'plex' | 'runner';

/** `failed` rejects when a part ends by itself. */
export type World = {
  readonly sign: WorldSign;
  readonly plex: { readonly url: string; readonly companies: readonly number[] };
  readonly failed: Promise<never>;
  stop(): Promise<void>;
};

type Stop = () => Promise<void>;
type Running = { readonly stop: Stop; readonly part: Part; readonly exited: Promise<number | string> };

/** Starts what is not given, in order; on failure what had been started is stopped again. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { folder, environment, say } = options;
  const running: Running[] = [];
  const stop = async () => {
    await rm(signFile(folder), { force: true });
    for (const each of running.reverse()) await each.stop();
  };
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const starting = [
      environment.DATABASE_URL ?? ownPostgres(options, running),
      environment.REDIS_URL ?? ownRedis(options, running),
      environment.PLEX_URL ? realPlex(environment) : sandboxPlex(options, running),
    ] as const;
    // All are awaited before the first failure is thrown: what is still starting could not be stopped.
    await Promise.allSettled(starting);
    const [databaseUrl, redisUrl, plex] = await Promise.all(starting);
    const deliveryFolder = environment.DELIVERY_FOLDER ?? join(folder, 'workbooks');
    const runner = await startRunner(options, { databaseUrl, redisUrl, deliveryFolder, plex: plex.environment });
    running.push(runner);
    const [firstCompany = 0] = plex.companies;
    const sign: WorldSign = { pid: process.pid, databaseUrl, redisUrl, deliveryFolder, firstCompany };
    await writeFile(signFile(folder), JSON.stringify(sign), { mode: 0o600 });
    return { sign, plex: { url: plex.url, companies: plex.companies }, failed: firstToEnd(running), stop };
  } catch (error) {
    say('world', 'stopping what had been started');
    await stop();
    throw error;
  }
}

function firstToEnd(running: readonly Running[]): Promise<never> {
  const ends = running.map(async ({ part, exited }) => {
    throw new Error(`${part} has ended by itself (${await exited}).`);
  });
  const failed = Promise.race<never>(ends);
  failed.catch(() => undefined);
  return failed;
}

async function ownPostgres({ folder, say }: WorldOptions, running: Running[]): Promise<string> {
  const postgres = await startPostgres(join(folder, 'postgres'), (line) => say('postgres', line));
  running.push({ part: 'postgres', stop: postgres.stop, exited: postgres.exited });
  say('world', `PostgreSQL ${postgres.version} is up`);
  return postgres.url;
}

async function ownRedis({ folder, environment, say }: WorldOptions, running: Running[]): Promise<string> {
  const only = environment.REPSYS_REDIS === 'memory' ? ({ only: 'memory' } as const) : {};
  const redis = await startRedis(join(folder, 'redis'), (line) => say('redis', line), only);
  if (redis.inMemory && environment.NODE_ENV === 'production') {
    await redis.stop();
    throw new Error('An in-memory queue is refused in production: set REDIS_URL, or install redis-server.');
  }
  running.push({ part: 'redis', stop: redis.stop, exited: redis.exited });
  say('world', `Redis is up: ${redis.kind}`);
  return redis.url;
}

type PlexPart = {
  readonly url: string;
  readonly companies: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
};

function realPlex(environment: WorldOptions['environment']): PlexPart {
  const companies = (environment.PLEX_COMPANIES ?? '').split(',').filter(Boolean).map(Number);
  return { url: environment.PLEX_URL ?? '', companies, environment: {} };
}

type SandboxReady = {
  readonly url: string;
  readonly source: string;
  readonly companies: readonly { number: number; name: string; user: string; password: string }[];
};

async function sandboxPlex(options: WorldOptions, running: Running[]): Promise<PlexPart> {
  const { ready, child } = await startSandbox(options);
  running.push({ part: 'plex', stop: () => child.stop('SIGTERM', 3_000), exited: child.exited });
  const companies = ready.companies.map(({ number }) => Number(number));
  options.say('world', `the sandbox Plex is up: ${ready.url}`);
  return { url: ready.url, companies, environment: plexEnvironment(ready, companies) };
}

function plexEnvironment(
  { url, source, companies }: SandboxReady,
  numbers: readonly number[],
): Readonly<Record<string, string>> {
  const accounts = companies.flatMap(({ number, name, user, password }) => [
    [`PLEX_${number}_NAME`, name],
    [`PLEX_${number}_USER`, user],
    [`PLEX_${number}_PASSWORD`, password],
  ]);
  return { PLEX_URL: url, PLEX_SOURCE: source, PLEX_COMPANIES: numbers.join(','), ...Object.fromEntries(accounts) };
}

async function startSandbox({
  environment,
  today,
  books,
  say,
}: WorldOptions): Promise<{ ready: SandboxReady; child: Child }> {
  const errors: string[] = [];
  let resolve: (ready: SandboxReady) => void = () => undefined;
  const listening = new Promise<SandboxReady>((done) => {
    resolve = done;
  });
  const child = await startChild('plex', {
    ...typescript(join(repository, 'sandbox/src/plex/main.ts')),
    env: { ...environment, REPSYS_TODAY: today, SANDBOX_BOOKS: books },
    leash: true,
    line(text) {
      if (text.startsWith('{"ready":true')) return resolve(JSON.parse(text) as SandboxReady);
      errors.push(text);
      say('plex', text);
    },
  });
  const ended = child.exited.then((code): never => {
    throw new Error(`The sandbox Plex did not start (${code}).\n${errors.join('\n')}`);
  });
  return { ready: await Promise.race([listening, ended]), child };
}

type RunnerParts = {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly deliveryFolder: string;
  readonly plex: Readonly<Record<string, string>>;
};

async function startRunner(
  { folder, environment, today, graceSeconds, say }: WorldOptions,
  parts: RunnerParts,
): Promise<Running> {
  const child = await startChild('runner', {
    ...typescript(join(repository, 'runner/src/main.ts')),
    env: {
      ...environment,
      ...parts.plex,
      DATABASE_URL: parts.databaseUrl,
      REDIS_URL: parts.redisUrl,
      RUNNER_FOLDER: join(folder, 'runner'),
      RUNNER_NAME: `laptop-${randomBytes(2).toString('hex')}`,
      DELIVERY_FOLDER: parts.deliveryFolder,
      SHUTDOWN_GRACE_S: String(graceSeconds),
      REPSYS_TODAY: today,
    },
    leash: true,
    line: (text) => say('runner', text),
  });
  const ready = new Promise<void>((resolve) => child.process.once('message', () => resolve()));
  const ended = child.exited.then((code): never => {
    throw new Error(`The runner did not start (${code}); its last lines are above.`);
  });
  await Promise.race([ready, ended]);
  return { part: 'runner', stop: () => child.stop('SIGTERM', (graceSeconds + 1) * 1_000), exited: child.exited };
}
