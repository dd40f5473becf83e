// The whole world on loopback: PostgreSQL, Redis, the sandbox Plex, the runner; if wished, the bot and a chat window. Every part
// but these two can be a real one instead, by its address. A bot with an identity answers Teams itself, and needs no window.
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRegistered, ownChat, startBot, startRegisteredBot } from './bot.ts';
import { preferred, usualPorts } from './free-port.ts';
import { ownMicrosoft } from './microsoft.ts';
import { keepUp, type Part, type Running, startRunner, type WorldOptions } from './parts.ts';
import { signFile, type WorldSign } from './places.ts';
import { realPlex, sandboxPlex } from './plex.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { type LocalRedis, startRedis } from './redis.ts';
import { ownTab, ownTeams } from './tab.ts';

export type { Part, WorldOptions } from './parts.ts';

/** `failed` rejects when a part ends by itself. */
export type World = {
  readonly sign: WorldSign;
  readonly plex: { readonly url: string; readonly companies: readonly number[] };
  readonly failed: Promise<never>;
  /** The tab outside Teams, signed in by the secret of this start; undefined where the bot asks everybody who they are. */
  readonly tabUrl: string | undefined;
  stop(): Promise<void>;
};

/** Starts what is not given, in order; on failure what had been started is stopped again. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { folder, environment, say } = options;
  const running: Running[] = [];
  const stop = () => stopWorld(folder, running);
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const starting = [
      environment.DATABASE_URL ?? ownPostgres(options, running),
      environment.REDIS_URL ?? ownRedis(options, running),
      environment.PLEX_URL ? realPlex(environment) : sandboxPlex(options, running),
      options.chat && !isRegistered(environment) ? ownChat(options, running) : undefined,
      options.chat ? ownTab(options) : undefined,
      options.chat && !isRegistered(environment) ? ownMicrosoft(options, running) : undefined,
    ] as const;
    // All are awaited before the first failure is thrown: what is still starting could not be stopped.
    await Promise.allSettled(starting);
    const [databaseUrl, redisUrl, plex, chat, tabFolder = '', microsoft] = await Promise.all(starting);
    const ground = { databaseUrl, redisUrl };
    const secret = randomBytes(24).toString('hex');
    const deliveryFolder = environment.DELIVERY_FOLDER ?? join(folder, 'workbooks');
    const runner = () => startRunner(options, ground, { deliveryFolder, plex: plex.environment, secret });
    await keepUp(options, running, 'runner', runner);
    const botUrl = chat && (await startBot(options, ground, { chat, tabFolder, microsoft, secret, running }));
    const teamsUrl = botUrl && (await ownTeams({ botUrl, chatUrl: chat.url }, microsoft, running));
    const registered = () => startRegisteredBot(options, ground, tabFolder);
    if (options.chat && !chat) await keepUp(options, running, 'bot', registered);
    const pages = { ...(chat && { chatUrl: chat.url }), ...(teamsUrl && { teamsUrl }) };
    const [firstCompany = 0] = plex.companies;
    const sign: WorldSign = { pid: process.pid, ...ground, deliveryFolder, firstCompany, ...pages };
    await writeFile(signFile(folder), JSON.stringify(sign), { mode: 0o600 });
    const tabUrl = botUrl && `${botUrl}/tab/?as=dana#development=${secret}`;
    return { sign, plex, failed: firstToEnd(running), tabUrl, stop };
  } catch (error) {
    say('world', 'stopping what had been started');
    await stop();
    throw error;
  }
}

async function stopWorld(folder: string, running: Running[]): Promise<void> {
  await rm(signFile(folder), { force: true });
  await stopAll(running.splice(0));
}

const workers: readonly Part[] = ['bot', 'runner'];

/** Those who work end first, at the same time; then what they work with. */
async function stopAll(running: readonly Running[]): Promise<void> {
  const isWorker = ({ part }: Running) => workers.includes(part);
  await Promise.all(running.filter(isWorker).map((each) => each.stop()));
  await Promise.all(running.filter((each) => !isWorker(each)).map((each) => each.stop()));
}

function firstToEnd(running: readonly Running[]): Promise<never> {
  const ends = running.map(async ({ part, exited }) => {
    throw new Error(`${part} has ended by itself (${await exited}).`);
  });
  const failed = Promise.race<never>(ends);
  failed.catch(() => undefined);
  return failed;
}

async function ownPostgres(options: WorldOptions, running: Running[]): Promise<string> {
  const { folder, say } = options;
  const usual = options.chat ? await preferred(usualPorts.postgres) : undefined;
  const line = (text: string) => say('postgres', text);
  const postgres = await keepUp(options, running, 'postgres', (first?: Postgres) =>
    startPostgres(join(folder, 'postgres'), line, [], first?.port ?? usual),
  );
  say('world', `PostgreSQL ${postgres.version} is up`);
  return postgres.url;
}

async function ownRedis(options: WorldOptions, running: Running[]): Promise<string> {
  const { folder, environment, say } = options;
  const only = environment.REPSYS_REDIS === 'memory' ? ({ only: 'memory' } as const) : {};
  const line = (text: string) => say('redis', text);
  const redis = await keepUp(options, running, 'redis', (first?: LocalRedis) =>
    startRedis(join(folder, 'redis'), line, { ...only, ...(first && { port: first.port }) }),
  );
  say('world', `Redis is up: ${redis.kind}`);
  return redis.url;
}
