// The bot's composition root: connections, desk, chat, notifier, outbox, door.
import { createRequire } from 'node:module';
import { AppError, type ProgressEvent } from '@repsys/core';
import {
  type Bell,
  clock,
  connectRedis,
  countDropped,
  type Database,
  type Dropped,
  guarded,
  type Logger,
  type Metrics,
  migrate,
  onProgress,
  openBell,
  openDatabase,
  type RecordObserver,
  readOpenWork,
  whenReached,
} from '@repsys/core/node';
import type { Redis } from 'ioredis';
import { type Access, openAccess, readAccess, unknownAppRoles } from './access.ts';
import { type Health, openHealth, startCanary } from './api/health.ts';
import { type Pulse, startPulse } from './api/live-pulse.ts';
import type { BotConfig } from './config.ts';
import { openGroupLibrary } from './group-library.ts';
import { openDesk } from './request-desk.ts';
import { openDoor } from './server.ts';
import { type OpenTab, openTab } from './tab.ts';
import { type OutgoingCredentials, openChat } from './teams/open-chat.ts';
import { openWatch } from './watch.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** `watchUrl`: where its metrics are, if anywhere. */
export type Bot = {
  readonly url: string;
  readonly port: number;
  readonly watchUrl: string | undefined;
  /** All its parts take nothing new, at once, however slow a caller is; what is in hand has half of SHUTDOWN_GRACE_S. */
  stop(): Promise<void>;
};

/** Connects, migrates, opens the door. `credentials` replaces how calls to Teams are signed. */
export async function startBot(config: BotConfig, log: Logger, credentials?: OutgoingCredentials): Promise<Bot> {
  let health: Health | undefined;
  const { metrics, tracing, observer, ...watch } = await openWatch(config, version, log, () => health);
  const connections = await connect(config, log, observer);
  const { database, redis, hearing, bell, pulse } = connections;
  const access = accessFor(config);
  tellUnknownRoles(access, log);
  const desk = openDesk({ database, redis, bell, access, mostOpen: config.RUNS_PER_PERSON });
  const library = openGroupLibrary(config);
  const parts = { config, database, redis, desk, log, tracing, library, today: clock(config) };
  const chat = openChat(parts, credentials);
  const tab = openTab({ config, database, desk, access, pulse, log });
  readMore(metrics, connections, tab);
  hearProgress(hearing, [chat, tab], countDropped(metrics, log));
  health = openHealth(connections);
  const canary = startCanary(bell);
  const door = await openDoor({
    host: config.BOT_HOST,
    port: config.BOT_PORT,
    log,
    metrics,
    tracing,
    receive: (authorization, body) => chat.receive(authorization, body),
    tab,
  });
  log.info({ address: door.url, authenticated: config.BOT_ID !== undefined }, 'ready');
  return {
    url: door.url,
    port: door.port,
    watchUrl: watch.url,
    async stop() {
      canary.stop();
      const patienceMs = (config.SHUTDOWN_GRACE_S * 1_000) / 2;
      await Promise.all([door.close(patienceMs), tab.stop(), chat.stop(patienceMs)]);
      await leave(connections);
      await watch.close();
    },
  };
}

/** Without a list everybody may do everything: only who has the secret of this start is anybody then. */
function accessFor({ BOT_ACCESS_FILE: file, REPSYS_DEVELOPMENT_SECRET: secret }: BotConfig): Access {
  if (file !== undefined) return readAccess(file);
  if (secret !== undefined) return openAccess;
  throw new AppError('CONFIG_INVALID', 'BOT_ACCESS_FILE is needed.');
}

type Hearer = { hear(event: ProgressEvent): void };

/** What one of them cannot take the others hear all the same. */
function hearProgress(connection: Redis, hearers: readonly Hearer[], dropped: Dropped): void {
  const tellAll = (event: ProgressEvent) => {
    for (const each of hearers) guarded('progress', dropped, () => each.hear(event));
  };
  onProgress(connection, tellAll, dropped);
}

function tellUnknownRoles(access: Access, log: Logger): void {
  for (const appRole of unknownAppRoles(access))
    log.warn({ appRole }, 'the access list names an app role that the registration in aad.manifest.json does not have');
}

/** What is looked up at a scrape. */
function readMore(metrics: Metrics, connections: Connections, tab: OpenTab): void {
  readOpenWork(metrics, connections);
  metrics.read(() => [{ name: 'repsys_websocket_connections', labels: {}, value: tab.connections() }]);
}

type Connections = {
  readonly database: Database;
  readonly redis: Redis;
  readonly hearing: Redis;
  readonly bell: Bell;
  readonly pulse: Pulse;
};

async function connect(config: BotConfig, log: Logger, observer: RecordObserver): Promise<Connections> {
  const onTrouble = (error: Error) => log.warn({ reason: error.message }, 'redis');
  const database = openDatabase(config.DATABASE_URL, { name: 'bot', max: 20, observer });
  await whenReached(database, log, () => migrate(database, { mayBeNewer: config.DATABASE_MAY_BE_NEWER }));
  const redis = connectRedis(config, 'command', onTrouble);
  const hearing = connectRedis(config, 'blocking', onTrouble);
  return { database, redis, hearing, bell: openBell(redis), pulse: startPulse({ database, redis, hearing }) };
}

async function leave({ database, redis, hearing, bell, pulse }: Connections): Promise<void> {
  await Promise.all([bell.close(), pulse.stop()]);
  for (const connection of [redis, hearing]) connection.disconnect();
  await database.close();
}
