// First loads of growing size in which every account moves in every period: time, memory, and the cost of a row.
import type { RunView } from '@repsys/core/node';
import type { BenchRow } from '../row.ts';
import { runMs, whereTheTimeWent } from './steps.ts';
import { openBenchWorld } from './world.ts';

type Size = { readonly accounts: number; readonly from: number; readonly periods: number };
type Measured = Size & { readonly rows: number; readonly ms: number; readonly mb: number; readonly view: RunView };

const today = '2024-12-15';
const last = 202412;
const sizes: readonly Size[] = [
  { accounts: 4_900, from: 202312, periods: 13 },
  { accounts: 18_500, from: 202312, periods: 13 },
  { accounts: 20_000, from: 202101, periods: 48 },
];
const targetMs = 60_000;
const targetMb = 350;
/** A cost that grew with the number of rows would be several times as much for the largest. */
const flatRatio = 1.3;

/** 64 k, 240 k and 960 k rows on the sheet. */
export async function benchSize(say: (line: string) => void): Promise<BenchRow[]> {
  const measured: Measured[] = [];
  for (const size of sizes) {
    const one = await measure(size);
    measured.push(one);
    say(`${thousands(one.rows)} rows: ${(one.ms / 1_000).toFixed(1)} s, ${one.mb.toFixed(0)} MB`);
    say(`  ${whereTheTimeWent(one.view, 500)}`);
  }
  const [small, , large] = measured;
  return small && large ? [largest(large), flat(measured, small, large)] : [];
}

async function measure(size: Size): Promise<Measured> {
  const { accounts, from, periods } = size;
  const world = await openBenchWorld({ accounts, moving: accounts, firstPeriod: from, today });
  try {
    const view = await world.report(from, last);
    const mb = (await world.runnerPeakMb()) ?? Number.NaN;
    return { ...size, rows: accounts * periods, ms: runMs(view), mb, view };
  } finally {
    await world.stop();
  }
}

function largest({ accounts, periods, rows, ms, mb, view }: Measured): BenchRow {
  return {
    what: `whole run, ${thousands(accounts)} accounts × ${periods} periods, all moving: ${thousands(rows)} rows, first load`,
    measured: `${(ms / 1_000).toFixed(1)} s, runner ${mb.toFixed(0)} MB; seconds by step: ${whereTheTimeWent(view, 500)}`,
    target: `≤ ${targetMs / 1_000} s, ≤ ${targetMb} MB`,
    ok: ms <= targetMs && !(mb > targetMb),
  };
}

function flat(measured: readonly Measured[], small: Measured, large: Measured): BenchRow {
  const cost = ({ ms, rows }: Measured) => ms / (rows / 1_000);
  const ratio = cost(large) / cost(small);
  const costs = measured.map((each) => `${cost(each).toFixed(1)} ms at ${thousands(each.rows)}`);
  return {
    what: 'whole run, cost of 1,000 rows',
    measured: `${costs.join(', ')}: ratio ${ratio.toFixed(2)}`,
    target: `flat (last ≤ ${flatRatio} × first)`,
    ok: ratio <= flatRatio,
  };
}

const thousands = (value: number): string => value.toLocaleString('en');
