// Whether the bot can do its work: PostgreSQL, Redis, a runner that is there, and a canary that went through the queue lately.
import { type Bell, canarySeenAt, type Database, runnersSeenAt } from '@repsys/core/node';
import type { Redis } from 'ioredis';

/** Ages in ms; null when there was none. */
export type HealthReport = {
  readonly ready: boolean;
  readonly postgres: 'up' | 'down';
  readonly redis: 'up' | 'down';
  readonly runnerAgeMs: number | null;
  readonly canaryAgeMs: number | null;
  readonly busy: boolean;
};

export type Health = { ready(): Promise<HealthReport> };

/** A runner says that it is there every 5 s, the canary is sent every 10 s. */
const silentRunnerMs = 20_000;
const silentCanaryMs = 45_000;
/** No check waits longer than this. */
const patienceMs = 2_000;

/** Opens the checks. While every runner is at work the canary waits its turn: then work that moves is proof enough. */
export function openHealth({ database, redis }: { readonly database: Database; readonly redis: Redis }): Health {
  return kept({
    async ready() {
      const [postgres, busy, pong, runner, canary] = await Promise.all([
        within(
          database.pool.query('select 1').then(() => true),
          false,
        ),
        within(isBusy(database), false),
        within(
          redis.ping().then(() => true),
          false,
        ),
        within(runnersSeenAt(redis), null),
        within(canarySeenAt(redis), null),
      ]);
      const runnerAgeMs = runner === null ? null : Date.now() - runner;
      const canaryAgeMs = canary === null ? null : Date.now() - canary;
      const moves = busy || (canaryAgeMs !== null && canaryAgeMs <= silentCanaryMs);
      const isThere = runnerAgeMs !== null && runnerAgeMs <= silentRunnerMs;
      return {
        ready: postgres && pong && isThere && moves,
        postgres: postgres ? 'up' : 'down',
        redis: pong ? 'up' : 'down',
        runnerAgeMs,
        canaryAgeMs,
        busy,
      };
    },
  });
}

const keptMs = 1_000;

/** The same, asked of the servers at most once a second, however many ask it. */
function kept(health: Health): Health {
  let report: Promise<HealthReport> | undefined;
  return {
    ready() {
      report ??= health.ready().finally(() => {
        setTimeout(() => {
          report = undefined;
        }, keptMs).unref();
      });
      return report;
    },
  };
}

/** Whether some run gives signs of life. */
async function isBusy(database: Database): Promise<boolean> {
  const { rows } = await database.pool.query<{ busy: boolean }>(
    `select exists (select from record.run where status = 'running' and heartbeat_at > clock_timestamp() - interval '10 s') as busy`,
  );
  return rows[0]?.busy ?? false;
}

async function within<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patienceMs);
  });
  return Promise.race([answer.catch(() => otherwise), late]).finally(() => clearTimeout(timer));
}

const everyMs = 10_000;

/** Sends the canary through the queue for as long as the bot lives. */
export function startCanary(bell: Bell): { stop(): void } {
  const ring = () => void bell.ringCanary().catch(() => undefined);
  ring();
  const timer = setInterval(ring, everyMs);
  return { stop: () => clearInterval(timer) };
}
