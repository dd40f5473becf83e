// A world to measure: PostgreSQL with its safe settings, Redis, the sandbox Plex and the runner, each a process of its own.
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseRequest } from '@repsys/core';
import type { RunView } from '@repsys/core/node';
import { accept, type Bell, connectRedis, type Database, openBell, openDatabase, viewRun } from '@repsys/core/node';
import { startWorld } from '../../sandbox/src/world/world.ts';

/** The books: accounts of the main company, how many of them move in a period, the first period (YYYYMM), the day of the books. */
export type BenchBooks = {
  readonly accounts: number;
  readonly moving: number;
  readonly firstPeriod: number;
  readonly today: string;
};

export type BenchWorld = {
  readonly database: Database;
  readonly plexUrl: string;
  readonly company: number;
  /** Asks for the periods from..to (YYYYMM) and waits for the end. Throws when the run does not succeed. */
  report(from: number, to: number): Promise<RunView>;
  /** The largest the runner's resident memory has been, in MB; undefined where /proc does not tell. */
  runnerPeakMb(): Promise<number | undefined>;
  stop(): Promise<void>;
};

/** Starts an empty world in a temporary folder. */
export async function openBenchWorld(books: BenchBooks): Promise<BenchWorld> {
  const folder = await worldFolder();
  const runner = { pid: 0 };
  const said: string[] = [];
  const world = await startWorld({
    folder,
    environment: {
      SANDBOX_ACCOUNTS: String(books.accounts),
      SANDBOX_MOVING_ACCOUNTS: String(books.moving),
      SANDBOX_FIRST_PERIOD: String(books.firstPeriod),
    },
    today: books.today,
    graceSeconds: 5,
    say: (part, line) => {
      said.push(`${part}: ${line}`);
      if (part === 'runner') runner.pid ||= pidOf(line);
    },
  }).catch((error: unknown) => {
    process.stderr.write(`${said.slice(-20).join('\n')}\n`);
    throw error;
  });
  const database = openDatabase(world.sign.databaseUrl, { name: 'bench', max: 4 });
  const redis = connectRedis(world.sign.redisUrl, 'command', () => undefined);
  const bell = openBell(redis);
  const company = world.sign.firstCompany;
  return {
    database,
    plexUrl: world.plex.url,
    company,
    report: (from, to) => Promise.race([report({ database, bell, company }, from, to), world.failed]),
    runnerPeakMb: () => peakMb(runner.pid),
    async stop() {
      await bell.close();
      redis.disconnect();
      await database.close();
      await world.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL runs as another user where we are root: it must be able to reach its data. */
async function worldFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-world-'));
  await chmod(folder, 0o755);
  return folder;
}

/** The runner's log is JSON with its process number in every line. */
function pidOf(line: string): number {
  return Number(/"pid":(\d+)/.exec(line)?.[1] ?? 0);
}

async function peakMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

type Reach = { readonly database: Database; readonly bell: Bell; readonly company: number };

async function report({ database, bell, company }: Reach, from: number, to: number): Promise<RunView> {
  const parameters = { from, to, allowUntied: false };
  const wish = { report: 'trial-balance', company, parameters, requester: 'bench', source: 'command-line' };
  const { run } = await accept(database, parseRequest(wish));
  await bell.ring(run);
  for (;;) {
    const { rows } = await database.pool.query('select from record.run where id = $1 and finished_at is not null', [
      run,
    ]);
    if (rows.length > 0) break;
    await delay(20);
  }
  const view = await viewRun(database, run);
  if (view.status !== 'succeeded') throw new Error(`run ${run}: ${view.failure?.code} ${view.failure?.message}`);
  return view;
}
