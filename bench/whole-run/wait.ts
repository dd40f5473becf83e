// How long a request waits on an idle system until the first step of its run has begun.
import type { BenchRow } from '../row.ts';
import { openBenchWorld } from './world.ts';

const requests = 110;
/** The first runs load code and plans; they are left out. */
const warmUp = 10;
const targetMs = 100;

const waits = `
  select extract(epoch from step.started_at - run.accepted_at) * 1000 as ms
  from record.run run
  join record.step step on step.run = run.id and step.number = 1
  order by run.id
  offset $1`;

/** The 99th percentile over a hundred requests, one after the other, each to an idle system with tiny books. */
export async function benchWait(): Promise<BenchRow[]> {
  const world = await openBenchWorld({ accounts: 60, moving: 12, firstPeriod: 202301, today: '2024-05-06' });
  try {
    for (let request = 0; request < requests; request += 1) await world.report(202403, 202403);
    const { rows } = await world.database.pool.query<{ ms: string }>(waits, [warmUp]);
    const sorted = rows.map((row) => Number(row.ms)).sort((left, right) => left - right);
    const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
    return [
      {
        what: `accepted → first step started, idle, ${sorted.length} requests`,
        measured: `p50 ${at(0.5).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms, longest ${at(1).toFixed(0)} ms`,
        target: `p99 ≤ ${targetMs} ms`,
        ok: at(0.99) <= targetMs,
      },
    ];
  } finally {
    await world.stop();
  }
}
