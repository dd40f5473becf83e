// The runner's composition root: settings, connections, the listener on the queue, the reconciler, the outbox; and an orderly end.
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { AppError } from '@repsys/core';
import {
  clock,
  connectRedis,
  createLogger,
  environment,
  listen,
  migrate,
  onCancel,
  openBell,
  openDatabase,
  publish,
  startReconciler,
  watchShutdown,
} from '@repsys/core/node';
import { startRelay } from './channels/channel.ts';
import { folderChannel } from './channels/folder.ts';
import { type RunnerConfig, readRunnerConfig } from './config.ts';
import { executeRun, type Workshop } from './execute-run.ts';
import { createPlex } from './plex/http-plex.ts';
import { reports } from './reports/index.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
const configurationExit = 78;

function settings(): RunnerConfig {
  try {
    return readRunnerConfig(environment());
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? `${error.code}: ${error.message}` : error}\n`);
    process.exit(configurationExit);
  }
}

async function main(): Promise<void> {
  const config = settings();
  const log = createLogger('runner', config.LOG_LEVEL);
  for (const name of config.unknown) log.warn({ name }, 'a setting of this name is not known');
  const onTrouble = (error: Error) => log.warn({ reason: error.message }, 'redis');
  const database = openDatabase(config.DATABASE_URL, { name: 'runner', max: 10 + config.RUNNER_CONCURRENCY * 4 });
  const redis = connectRedis(config.REDIS_URL, 'command', onTrouble);
  const blocking = connectRedis(config.REDIS_URL, 'blocking', onTrouble);
  const hearing = connectRedis(config.REDIS_URL, 'blocking', onTrouble);
  const shutdown = watchShutdown(config.SHUTDOWN_GRACE_S * 1_000);

  await migrate(database);
  await publish(
    database,
    reports.map((report) => report.description),
    config.accounts.map(({ company, name }) => ({ company, name })),
  );
  const bell = openBell(redis);
  const workshop = openWorkshop(config, { database, redis, bell, log });
  await onCancel(hearing, (run) => workshop.holds.get(run)?.cancel('request'));
  const listener = listen(
    blocking,
    config.RUNNER_CONCURRENCY,
    (run) => executeRun(workshop, run, shutdown.dropping),
    onTrouble,
  );
  const reconciler = startReconciler(database, bell, {
    everyMs: 2_000,
    graceSeconds: 2,
    onTrouble: (error) => log.warn({ error }, 'the record could not be read'),
  });
  const channel = config.DELIVERY_FOLDER ? folderChannel(database, config.DELIVERY_FOLDER) : undefined;
  const outbox = channel && startRelay(database, channel, log, 1_000);
  log.info({ version, companies: config.accounts.map(({ company }) => company) }, 'ready');
  process.send?.('ready');

  await aborted(shutdown.draining);
  log.info('draining: no new runs are taken');
  await reconciler.stop();
  await listener.close();
  await outbox?.stop();
  await bell.close();
  for (const connection of [redis, blocking, hearing]) connection.disconnect();
  await database.close();
  shutdown.dispose();
  process.disconnect?.();
}

type Parts = Pick<Workshop, 'database' | 'redis' | 'bell' | 'log'>;

function openWorkshop(config: RunnerConfig, parts: Parts): Workshop {
  const accounts = new Map(config.accounts.map(({ company, user, password }) => [String(company), { user, password }]));
  const plex = createPlex({
    url: config.PLEX_URL,
    accounts,
    timeoutMs: config.PLEX_TIMEOUT_S * 1_000,
    maxBytes: config.PLEX_MAX_MB * 1_048_576,
    concurrency: config.PLEX_CONCURRENCY,
  });
  return {
    ...parts,
    runner: config.RUNNER_NAME ?? `${hostname()}:${process.pid}`,
    version,
    plex,
    reports,
    keys: config.keys,
    slices: {
      accounts: config.PLEX_SLICE_ACCOUNTS,
      periods: config.PLEX_SLICE_PERIODS,
      concurrency: config.PLEX_CONCURRENCY,
      attempts: config.PLEX_ATTEMPTS,
    },
    source: config.PLEX_SOURCE ?? new URL(config.PLEX_URL).hostname,
    folder: config.RUNNER_FOLDER,
    extraChannels: config.DELIVERY_FOLDER ? ['folder'] : [],
    runTimeoutMs: config.RUN_TIMEOUT_MIN * 60_000,
    resumeMaxAgeMs: config.RESUME_MAX_AGE_MIN * 60_000,
    holds: new Map(),
    today: clock(config),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

await main();
