// A whole town for the soak: two runners and two bots as processes of their own, each with its way to PostgreSQL, a Redis, a Plex, Teams.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Child, startChild, typescript } from '../../sandbox/src/world/child.ts';
import { startRedis } from '../../sandbox/src/world/redis.ts';
import { type Connector, startConnector } from '../kit/connector.ts';
import { type Drive, startDrive } from '../kit/drive.ts';
import { openSilentProxy, type SilentProxy } from '../kit/silent-proxy.ts';
import { openWorld, type TestWorld } from '../kit/world.ts';
import { type ProcessName, processNames } from './actions.ts';

export const companies = [500_001, 500_002, 500_003, 500_004, 500_005, 500_006] as const;

/** One process of ours. `address`: of a bot, once it listens. */
export type Resident = {
  readonly name: ProcessName;
  readonly proxy: SilentProxy;
  readonly lines: string[];
  child: Child | undefined;
  address: string | undefined;
  expectsEnd: boolean;
};

export type Town = {
  readonly world: TestWorld;
  readonly connector: Connector;
  readonly drive: Drive;
  readonly residents: ReadonlyMap<ProcessName, Resident>;
  /** Processes that ended although nobody had ended them. */
  readonly strangeEnds: readonly string[];
  resident(name: ProcessName): Resident;
  start(name: ProcessName): Promise<void>;
  kill(name: ProcessName): Promise<void>;
  /** Stops Redis hard and starts it again on the same port, with nothing in it. */
  emptyRedis(): Promise<void>;
  signalRedis(signal: NodeJS.Signals): void;
  close(): Promise<void>;
};

/** Builds it and starts everybody. */
export async function openTown(): Promise<Town> {
  const world = await openWorld({ companies: companies.map((number) => ({ number, accounts: 60 })) });
  const folder = await mkdtemp(join(tmpdir(), 'repsys-town-'));
  const connector = await startConnector();
  const drive = await startDrive();
  const strangeEnds: string[] = [];
  const state = { redis: await startRedis(join(folder, 'redis-1'), () => undefined), redisFolders: 1 };
  const residents = await residentsOf(Number(new URL(world.databaseUrl).port));
  const resident = (name: ProcessName): Resident => {
    const found = residents.get(name);
    if (found) return found;
    throw new Error(`nobody is called ${name}`);
  };
  const redisUrl = state.redis.url;
  const start = (name: ProcessName) => startResident({ world, drive, redisUrl, strangeEnds }, resident(name));
  await Promise.all(processNames.map(start));
  return {
    ...{ world, connector, drive, residents, strangeEnds, resident, start },
    kill: (name) => killResident(resident(name)),
    async emptyRedis() {
      const { port: redisPort } = state.redis;
      await state.redis.stop();
      state.redisFolders += 1;
      state.redis = await startRedis(join(folder, `redis-${state.redisFolders}`), () => undefined, { port: redisPort });
    },
    signalRedis(signal) {
      if (state.redis.pid !== undefined) process.kill(state.redis.pid, signal);
    },
    async close() {
      for (const each of residents.values()) await killResident(each);
      for (const { proxy } of residents.values()) await proxy.close();
      await state.redis.stop();
      await Promise.all([connector.close(), drive.close()]);
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Each with a way of its own to PostgreSQL, which listens on `port`; nobody is started yet. */
async function residentsOf(port: number): Promise<ReadonlyMap<ProcessName, Resident>> {
  const residents = new Map<ProcessName, Resident>();
  for (const name of processNames) {
    const proxy = await openSilentProxy(port);
    residents.set(name, { name, proxy, lines: [], child: undefined, address: undefined, expectsEnd: false });
  }
  return residents;
}

type Ground = {
  readonly world: TestWorld;
  readonly drive: Drive;
  readonly redisUrl: string;
  readonly strangeEnds: string[];
};

const mostLines = 400;

async function startResident(ground: Ground, one: Resident): Promise<void> {
  const { world, drive, redisUrl, strangeEnds } = ground;
  const [part] = one.name.split('-');
  const databaseUrl = new URL(world.databaseUrl);
  databaseUrl.port = String(one.proxy.port);
  one.expectsEnd = false;
  one.address = undefined;
  const child = await startChild(one.name, {
    ...typescript(fileURLToPath(new URL(`../../${part}/src/main.ts`, import.meta.url))),
    env: world.environment({
      ...{ DATABASE_URL: databaseUrl.href, REDIS_URL: redisUrl, LOG_LEVEL: 'info', RUNNER_NAME: one.name },
      ...{ PLEX_TIMEOUT_S: '5', PLEX_ATTEMPTS: '4', PLEX_OUTAGE_S: '240', BOT_PORT: '0', BOT_FILE_HOSTS: drive.host },
      RUNNER_FOLDER: join(world.folder, one.name),
    }),
    leash: true,
    line(text) {
      one.lines.push(text);
      if (one.lines.length > mostLines) one.lines.shift();
      one.address = /"address":"([^"]*)"/.exec(text)?.[1] ?? one.address;
    },
  });
  one.child = child;
  void child.exited.then((how) => {
    if (one.child !== child || one.expectsEnd) return;
    strangeEnds.push(`${one.name} ended by itself (${how}): ${one.lines.slice(-12).join('\n')}`);
    one.child = undefined;
    one.address = undefined;
    // As whoever watches over processes does.
    setTimeout(() => {
      if (!one.child && !one.expectsEnd) void startResident(ground, one).catch(() => undefined);
    }, 2_000);
  });
}

async function killResident(one: Resident): Promise<void> {
  const { child } = one;
  one.expectsEnd = true;
  one.child = undefined;
  one.address = undefined;
  await child?.stop('SIGKILL', 1_000);
}

/** Waits until `holds`, at most `forMs`; whether it came about. */
export async function comes(forMs: number, holds: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + forMs; Date.now() < end; await delay(500)) if (await holds()) return true;
  return holds();
}
