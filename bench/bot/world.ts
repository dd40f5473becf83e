// A bot to measure: PostgreSQL with its safe settings, Redis, the bot and Teams' side of the wire, each a process of its own.
// There is no runner: what is asked for waits, and the queue only grows.
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '@repsys/core/node';
import { type Child, startChild, typescript } from '../../sandbox/src/world/child.ts';
import { onSomePort } from '../../sandbox/src/world/free-port.ts';
import { repository } from '../../sandbox/src/world/places.ts';
import { startPostgres } from '../../sandbox/src/world/postgres.ts';
import { startRedis } from '../../sandbox/src/world/redis.ts';
import { publishCatalogue, today } from './catalogue.ts';
import { openTeams, type Teams } from './teams.ts';

export type BotWorld = { readonly teams: Teams; readonly database: Database; stop(): Promise<void> };

/** How to end what has been started, last first. */
export type Ends = (() => Promise<unknown>)[];

/** Starts it all in a temporary folder. */
export async function openBotWorld(): Promise<BotWorld> {
  const ends: Ends = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const ground = await startGround(ends);
    const database = openDatabase(ground.DATABASE_URL, { name: 'bench', max: 4 });
    ends.push(() => database.close());
    await publishCatalogue(database);
    const connector = await start('connector', 'bench/bot/connector.ts', {}, ends);
    const botUrl = await startBot(ground, ends);
    return { teams: await openTeams(connector, botUrl, secret), database, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Of this start. */
export const secret = randomBytes(24).toString('hex');

const quiet = (): void => undefined;

/** PostgreSQL and Redis, in a folder that goes with them. */
export async function startGround(ends: Ends) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-bot-'));
  ends.push(() => rm(folder, { recursive: true, force: true }));
  // PostgreSQL runs as another user where we are root: it must be able to reach its data.
  await chmod(folder, 0o755);
  const postgres = await startPostgres(join(folder, 'postgres'), quiet);
  ends.push(postgres.stop);
  const redis = await startRedis(join(folder, 'redis'), quiet);
  ends.push(redis.stop);
  return { DATABASE_URL: postgres.url, REDIS_URL: redis.url };
}

/** The bot, on a free port; its address. */
export async function startBot(settings: Readonly<Record<string, string>>, ends: Ends): Promise<string> {
  return onSomePort(undefined, async (port) => {
    const bot = await start('bot', 'bot/src/main.ts', { ...settings, BOT_PORT: String(port) }, ends);
    await firstMessage(bot);
    return `http://127.0.0.1:${port}`;
  });
}

/** A process of ours, with nothing of this one's settings that the bot would read. */
async function start(name: string, file: string, env: Readonly<Record<string, string>>, ends: Ends): Promise<Child> {
  const said: string[] = [];
  const child = await startChild(name, {
    ...typescript(join(repository, file)),
    env: {
      ...unset,
      LOG_LEVEL: 'warn',
      REPSYS_TODAY: today,
      RUNS_PER_PERSON: '10000',
      TAB_CALLS_PER_S: '100000',
      REPSYS_DEVELOPMENT_SECRET: secret,
      ...env,
    },
    leash: true,
    line: (text) => said.push(text),
  });
  ends.push(async () => {
    await child.stop('SIGTERM', 15_000);
    if (process.env.TEST_LOG) process.stderr.write(`${said.slice(-50).join('\n')}\n`);
  });
  return child;
}

const unset = { BOT_ID: undefined, BOT_ACCESS_FILE: undefined, GRAPH_DRIVE_ID: undefined };

async function firstMessage({ process: child, exited, name }: Child): Promise<void> {
  const ready = new Promise<void>((resolve) => child.once('message', () => resolve()));
  const ended = exited.then((code): never => {
    throw new Error(`The ${name} did not start (${code}).`);
  });
  await Promise.race([ready, ended]);
}
