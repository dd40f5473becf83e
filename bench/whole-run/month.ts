// The everyday report: 4,900 accounts over 13 periods in a warehouse that has its history.
import type { BenchRow } from '../row.ts';
import { forgetCalls, plexAloneMs } from './plex-alone.ts';
import { runMs } from './steps.ts';
import { openBenchWorld } from './world.ts';

const targetMs = 4_000;
const rounds = 3;

/** From accepted to succeeded, median of three; and what of it the sandbox needs for its answers. */
export async function benchMonth(): Promise<BenchRow[]> {
  const world = await openBenchWorld({ accounts: 4_900, moving: 250, firstPeriod: 202101, today: '2024-12-15' });
  try {
    const first = runMs(await world.report(202312, 202412));
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await forgetCalls(world.plexUrl);
      times.push(runMs(await world.report(202312, 202412)));
    }
    const plexMs = await plexAloneMs(world.plexUrl);
    const median = times.sort((left, right) => left - right)[Math.floor(rounds / 2)] ?? 0;
    return [
      {
        what: 'whole run, 4,900 accounts × 13 periods, history loaded',
        measured: `${seconds(median)} (fastest ${seconds(times[0] ?? 0)}), of it the sandbox Plex ${seconds(plexMs)}`,
        target: `≤ ${seconds(targetMs)}`,
        ok: median <= targetMs,
      },
      {
        what: 'whole run, the same company for the first time (48 periods of history)',
        measured: seconds(first),
        target: 'for comparison',
        ok: true,
      },
    ];
  } finally {
    await world.stop();
  }
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
