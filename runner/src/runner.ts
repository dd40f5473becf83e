// The runner's composition root: connections, the listener on the queue, the reconciler, the outbox.
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import {
  canary,
  clock,
  connectRedis,
  countDropped,
  type Database,
  type Logger,
  listen,
  markCanary,
  migrate,
  onCancel,
  openBell,
  openDatabase,
  publish,
  reconcile,
  repeat,
  sayPresent,
  whenReached,
} from '@repsys/core/node';
import { refreshCalendars } from './calendars.ts';
import { relay } from './channels/channel.ts';
import { folderChannel } from './channels/folder.ts';
import type { RunnerConfig } from './config.ts';
import { countedPlex } from './counting.ts';
import { executeRun } from './execute-run.ts';
import { probeOutages } from './outages.ts';
import { createPlex } from './plex/http-plex.ts';
import { openReach } from './reach.ts';
import { reports } from './reports/index.ts';
import { openWatch, type Watch } from './watch.ts';
import type { Workshop } from './workshop.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/**
 * A running runner; `watchUrl` is where its metrics and health are, if anywhere. `stop` takes no new runs, waits for those in
 * hand, and closes every connection.
 */
export type Runner = { readonly workshop: Workshop; readonly watchUrl: string | undefined; stop(): Promise<void> };

/** Connects, migrates, publishes the catalogue and listens. `dropping` gives the runs in hand back to the queue. */
export async function startRunner(config: RunnerConfig, log: Logger, dropping: AbortSignal): Promise<Runner> {
  const onTrouble = (error: Error) => log.warn({ reason: error.message }, 'redis');
  const watch = await openWatch(config, version, nameOf(config), log);
  const database = await openStore(config, watch, log);
  const redis = connectRedis(config, 'command', onTrouble);
  const blocking = connectRedis(config, 'blocking', onTrouble);
  const hearing = connectRedis(config, 'blocking', onTrouble);
  const bell = openBell(redis);
  const dropped = countDropped(watch.metrics, log);
  const take = (run: number) => answer(workshop, run, dropping);
  const listener = listen(blocking, config.RUNNER_CONCURRENCY, take, onTrouble, dropped);
  const reach = openReach(database, listener, log);
  const { metrics, tracing } = watch;
  const workshop = openWorkshop(config, { database, redis, bell, reach, log, metrics, tracing });
  onCancel(hearing, (run) => workshop.holds.get(run)?.look(), dropped);
  const background = startBackground(workshop, config);
  watch.begin(workshop, listener);
  const checking = new AbortController();
  const checked = config.PLEX_CHECK ? checkConnections(workshop, config, checking.signal) : Promise.resolve();
  log.info({ version, companies: config.accounts.map(({ company }) => company) }, 'ready');
  return {
    workshop,
    watchUrl: watch.url,
    async stop() {
      watch.drain();
      checking.abort();
      const resting = background.stop();
      await Promise.all([listener.close(), checked]);
      await bell.close();
      for (const connection of [redis, blocking, hearing]) connection.disconnect();
      // Only now: a ring waits for Redis until its connection is closed.
      await resting;
      await database.close();
      await watch.close();
    },
  };
}

/** The database, as soon as it can be reached, with the schemas and the catalogue of this version. */
async function openStore(config: RunnerConfig, watch: Watch, log: Logger): Promise<Database> {
  const database = openDatabase(config.DATABASE_URL, { name: 'runner', ...limitsOf(config), observer: watch.observer });
  watch.reach(database);
  await whenReached(database, log, async () => {
    await migrate(database, { mayBeNewer: config.DATABASE_MAY_BE_NEWER });
    await publishCatalogue(database, config);
  });
  return database;
}

/** Each run may have all its calls to Plex at once, each with a connection on which its rows come in, and two more. */
function limitsOf({ RUNNER_CONCURRENCY, PLEX_CONCURRENCY, RUN_TIMEOUT_MIN }: RunnerConfig) {
  return { max: RUNNER_CONCURRENCY * (PLEX_CONCURRENCY + 2) + 6, statementMs: RUN_TIMEOUT_MIN * 60_000 };
}

const nameOf = ({ RUNNER_NAME }: RunnerConfig): string => RUNNER_NAME ?? `${hostname()}:${process.pid}`;

/** A job of the queue: a run, or the canary, which only has to come through. */
async function answer(workshop: Workshop, run: number, dropping: AbortSignal): Promise<void> {
  if (run === canary) await markCanary(workshop.redis).catch(() => undefined);
  else await executeRun(workshop, run, dropping);
}

async function publishCatalogue(database: Database, config: RunnerConfig): Promise<void> {
  const descriptions = reports.map((report) => report.description);
  await publish(
    database,
    descriptions,
    config.accounts.map(({ company, name, timeZone }) => ({ company, name, timeZone })),
  );
}

/** Asks Plex for one small thing per company and data source, so that a wrong address or a missing grant is known before a report needs it. */
async function checkConnections(
  { plex, keys, log }: Workshop,
  config: RunnerConfig,
  signal: AbortSignal,
): Promise<void> {
  const sources = reports.flatMap((report) => report.sources(keys));
  for (const { company } of config.accounts) {
    for (const source of sources) {
      const facts = { company, source: source.name, key: source.key };
      await plex.check(String(company), source, signal).then(
        () => log.debug(facts, 'plex grants this data source'),
        (error: unknown) => signal.aborted || log.warn({ ...facts, error }, 'plex does not grant this data source'),
      );
      if (signal.aborted) return;
    }
  }
}

/** How soon a calendar that somebody waits for is asked for. */
const calendarLookMs = 250;

/** What goes on beside the runs: keeping calendars fresh, mending lost rings, probing a Plex that is away, emptying the outbox. */
function startBackground(workshop: Workshop, config: RunnerConfig): { stop(): Promise<void> } {
  const { database, bell, reach, claimant, log } = workshop;
  const telling = (what: string) => (error: unknown) => log.warn({ error }, what);
  const channel = config.DELIVERY_FOLDER ? folderChannel(database, config.DELIVERY_FOLDER) : undefined;
  const reconciler = repeat(
    2_000,
    () => reach.through(() => reconcile(database, bell, claimant, 2)),
    telling('waiting runs could not be rung'),
  );
  const presence = repeat(5_000, () => sayPresent(workshop.redis), telling('this runner could not be announced'));
  const ending = new AbortController();
  const probe = repeat(1_000, () => probeOutages(workshop, ending.signal), telling('plex could not be probed'));
  const everyMs = config.PLEX_CALENDAR_REFRESH_S * 1_000;
  const fresh = () => refreshCalendars(workshop, everyMs, ending.signal);
  const calendars = repeat(calendarLookMs, fresh, telling('calendars could not be refreshed'));
  const inVain = telling('the outbox could not be emptied');
  const outbox = channel && repeat(1_000, () => relay(workshop, channel, ending.signal), inVain);
  return {
    async stop() {
      ending.abort();
      await Promise.all([reconciler.stop(), presence.stop(), probe.stop(), calendars.stop(), outbox?.stop()]);
    },
  };
}

function dayOf(config: RunnerConfig): Workshop['today'] {
  const today = clock(config);
  return (company) => today(config.accounts.find((account) => account.company === company)?.timeZone);
}

type Parts = Pick<Workshop, 'database' | 'redis' | 'bell' | 'reach' | 'log' | 'metrics' | 'tracing'>;

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
    claimant: {
      runner: nameOf(config),
      companies: config.accounts.map(({ company }) => company),
      reports: reports.map(({ description }) => description.id),
    },
    version,
    plex: countedPlex(plex, parts.metrics),
    reports,
    keys: config.keys,
    slices: {
      accounts: config.PLEX_SLICE_ACCOUNTS,
      periods: config.PLEX_SLICE_PERIODS,
      concurrency: config.PLEX_CONCURRENCY,
      attempts: config.PLEX_ATTEMPTS,
      outageMs: config.PLEX_OUTAGE_S * 1_000,
    },
    source: config.PLEX_SOURCE ?? new URL(config.PLEX_URL).hostname,
    folder: config.RUNNER_FOLDER,
    extraChannels: config.DELIVERY_FOLDER ? ['folder'] : [],
    plexTimeoutMs: config.PLEX_TIMEOUT_S * 1_000,
    runTimeoutMs: config.RUN_TIMEOUT_MIN * 60_000,
    resumeMaxAgeMs: config.RESUME_MAX_AGE_MIN * 60_000,
    holds: new Map(),
    today: dayOf(config),
  };
}
