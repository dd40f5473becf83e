// What watches a runner: metrics, traces, and a small server that tells them, and whether it can work.
import type { ErrorCode } from '@repsys/core';
import {
  atMost,
  countRecord,
  type Database,
  type Listener,
  type Logger,
  type Metrics,
  openMetrics,
  openTracing,
  openWatchServer,
  type RecordObserver,
  readOpenWork,
  type Tracing,
} from '@repsys/core/node';
import type { Redis } from 'ioredis';
import type { RunnerConfig } from './config.ts';
import type { Workshop } from './workshop.ts';

export type Watch = {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly observer: RecordObserver;
  /** Where the server is; none when no port is set. */
  readonly url: string | undefined;
  /** From now on it can tell whether PostgreSQL answers. */
  reach(database: Database): void;
  /** Everything is connected and jobs are taken. */
  begin(workshop: Workshop, listener: Listener): void;
  /** From now on not ready. */
  drain(): void;
  close(): Promise<void>;
};

/** Opened before everything else, so that a start which takes long is seen to be alive. */
export async function openWatch(config: RunnerConfig, version: string, name: string, log: Logger): Promise<Watch> {
  const port = config.RUNNER_HTTP_PORT;
  const metrics = openMetrics('runner', { version, system: port !== undefined });
  const tracing = await openTracing(config, { name: 'repsys-runner', version, instance: name }, log);
  let state: State = { worker: 'starting' };
  const host = config.RUNNER_HTTP_HOST;
  const server =
    port === undefined ? undefined : await openWatchServer({ host, port, metrics, ready: () => readiness(state) });
  return {
    metrics,
    tracing,
    observer: countRecord(metrics, log),
    url: server?.url,
    reach(database) {
      state = { worker: 'starting', database };
    },
    begin(workshop, listener) {
      state = { worker: 'taking', workshop, listener };
      readOpenWork(metrics, workshop);
      metrics.read(() => [{ name: 'repsys_runs_in_hand', labels: {}, value: workshop.holds.size }]);
      startAtZero(workshop, config);
    },
    drain() {
      state = { worker: 'draining' };
    },
    async close() {
      await tracing.stop();
      await server?.close();
    },
  };
}

type State =
  | { readonly worker: 'starting' | 'draining'; readonly database?: Database }
  | { readonly worker: 'taking'; readonly workshop: Workshop; readonly listener: Listener };

/** A counter that appears with its first event hides that event from `increase`. */
function startAtZero({ metrics, reports, keys, extraChannels }: Workshop, { accounts }: RunnerConfig): void {
  for (const report of reports) {
    for (const { company } of accounts) {
      for (const status of ['succeeded', 'failed', 'cancelled'])
        metrics.count('repsys_runs_total', { report: report.description.id, company, status }, 0);
    }
    for (const { name: source } of report.sources(keys)) {
      for (const outcome of refusals) metrics.count('repsys_plex_calls_total', { source, outcome }, 0);
    }
  }
  for (const channel of extraChannels) metrics.count('repsys_deliveries_total', { channel, status: 'given-up' }, 0);
}

/** What an alert waits for, from the first one on. */
const refusals: readonly ErrorCode[] = ['PLEX_REJECTED', 'PLEX_FAULT', 'PLEX_UNEXPECTED_SHAPE'];

/** How a runner stands, for probes. */
export type Readiness = {
  readonly ready: boolean;
  readonly worker: State['worker'] | 'stopped';
  readonly postgres?: 'up' | 'down';
  readonly redis?: 'up' | 'down';
};

const patienceMs = 2_000;

async function readiness(state: State): Promise<Readiness> {
  if (state.worker !== 'taking') {
    const { worker, database } = state;
    return { ready: false, worker, ...(database && { postgres: await postgresOf(database) }) };
  }
  const { workshop, listener } = state;
  const [postgres, redis] = await Promise.all([postgresOf(workshop.database), redisOf(workshop.redis)]);
  const worker = listener.isTaking() ? 'taking' : 'stopped';
  return { ready: postgres === 'up' && redis === 'up' && worker === 'taking', worker, postgres, redis };
}

const upOf = async (answer: Promise<unknown>): Promise<'up' | 'down'> => {
  const up = answer.then(
    () => 'up' as const,
    () => 'down' as const,
  );
  return (await atMost(up, patienceMs)) ?? 'down';
};

const postgresOf = ({ control }: Database) => upOf(control.query('select 1'));
const redisOf = (redis: Redis) => upOf(redis.ping());
