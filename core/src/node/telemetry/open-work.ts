// What is open, read for a scrape: runs and deliveries from the record, jobs from the queue. Either may be away.
import type { Redis } from 'ioredis';
import type { Database } from '../database.ts';
import type { Bell } from '../queue.ts';
import { sqlFile } from '../sql-file.ts';
import type { Metrics, Reading } from './metrics.ts';
import { remembered } from './remembered.ts';

const runsStatement = sqlFile('./open-work.sql', import.meta.url);
const deliveriesStatement = sqlFile('./open-deliveries.sql', import.meta.url);

/** Lets every scrape tell what is open, and whether PostgreSQL and Redis answer. */
export function readOpenWork(
  metrics: Metrics,
  { database, redis, bell }: { readonly database: Database; readonly redis: Redis; readonly bell: Bell },
): void {
  const record = remembered(() => fromRecord(database));
  const queue = remembered(async () =>
    redis.status === 'ready' ? fromQueue(bell) : Promise.reject(new Error('away')),
  );
  metrics.read(async () => withHealth('postgres', await record()));
  metrics.read(async () => withHealth('redis', await queue()));
}

const withHealth = (dependency: string, readings: readonly Reading[] | undefined): readonly Reading[] => [
  { name: 'repsys_dependency_up', labels: { dependency }, value: readings ? 1 : 0 },
  ...(readings ?? []),
];

type RunsRow = { readonly company: number; readonly status: string; readonly runs: number; readonly oldest_s: number };
type DeliveriesRow = { readonly channel: string; readonly status: string; readonly deliveries: number };

async function fromRecord({ pool }: Database): Promise<readonly Reading[]> {
  const runs = await runsStatement.run<RunsRow>(pool, {});
  const deliveries = await deliveriesStatement.run<DeliveriesRow>(pool, {});
  const waiting = runs.filter(({ status }) => status === 'queued');
  const oldest = Math.max(0, ...waiting.map(({ oldest_s }) => oldest_s));
  return [
    ...runs.map(({ company, status, runs: value }) => gauge('repsys_runs_open', { company, status }, value)),
    { name: 'repsys_oldest_waiting_run_age_seconds', labels: {}, value: oldest },
    ...deliveries.map(({ channel, status, deliveries: value }) =>
      gauge('repsys_deliveries_open', { channel, status }, value),
    ),
  ];
}

async function fromQueue(bell: Bell): Promise<readonly Reading[]> {
  const jobs = Object.entries(await bell.jobs());
  return jobs.map(([state, value]) => gauge('repsys_queue_jobs', { state }, value));
}

const gauge = <Name extends Reading['name']>(
  name: Name,
  labels: Extract<Reading, { name: Name }>['labels'],
  value: number,
): Reading => ({ name, labels, value }) as Reading;
