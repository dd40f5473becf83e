// How fast a workbook is written, and in how much memory: ours against its peers, each in a process of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { BenchRow } from '../row.ts';
import { type Command, type Contender, others, ours } from './contenders.ts';

const run = promisify(execFile);
const rssLimitMb = 200;
// Memory that grew with the rows would be ten times as much.
const flatRatio = 1.3;

type Measured = { readonly wallS: number; readonly cpuS: number; readonly rssMb: number; readonly fileMb: number };
type Ready = { readonly contender: Contender; readonly command: Command; readonly runs: Measured[] };
type Absent = { readonly contender: Contender; readonly reason: string };

/** Measures 12 columns × `rows`, median of `rounds` in which all take turns. Takes minutes: the peers are slow. */
export async function benchWorkbook(rows = 1_000_000, rounds = 3): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-workbook-'));
  try {
    const field = await Promise.all([ours, ...others].map((contender) => prepare(contender, folder)));
    const ready = field.filter((one) => 'runs' in one);
    for (let round = 0; round < rounds; round += 1) {
      for (const { command, runs } of ready) runs.push(await measure(command, join(folder, 'out.xlsx'), rows));
    }
    const command = await ours.prepare(folder);
    const small = await measure(command, join(folder, 'small.xlsx'), Math.ceil(rows / 10));
    return report(field, small, rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(contender: Contender, folder: string): Promise<Ready | Absent> {
  try {
    return { contender, command: await contender.prepare(folder), runs: [] };
  } catch (error) {
    return { contender, reason: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
  }
}

async function measure([program, ...args]: Command, path: string, rows: number): Promise<Measured> {
  const started = performance.now();
  const { stdout } = await run(program, [...args, path, String(rows)]);
  const wallS = (performance.now() - started) / 1000;
  const usage = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Pick<Measured, 'cpuS' | 'rssMb'>;
  const fileMb = (await stat(path)).size / 2 ** 20;
  await rm(path);
  return { wallS, ...usage, fileMb };
}

function report(field: readonly (Ready | Absent)[], small: Measured, rows: number): BenchRow[] {
  const [first, ...rest] = field;
  if (!first || !('runs' in first)) throw new Error('our own writer did not run');
  const own = median(first.runs);
  const size = `${rows.toLocaleString('en')} × 12`;
  return [
    {
      what: `workbook ${size}`,
      measured: figures(own),
      target: `≤ ${rssLimitMb} MB`,
      ok: own.rssMb <= rssLimitMb,
    },
    {
      what: 'workbook, memory with ten times the rows',
      measured: `${small.rssMb.toFixed(0)} → ${own.rssMb.toFixed(0)} MB`,
      target: `flat (≤ ${flatRatio}×)`,
      ok: own.rssMb <= small.rssMb * flatRatio,
    },
    ...rest.map((one) => compare(one, own)),
  ];
}

function compare(one: Ready | Absent, own: Measured): BenchRow {
  const what = `workbook, faster than ${one.contender.name}`;
  const target = `≥ ${one.contender.target}×`;
  if (!('runs' in one)) return { what, measured: `skipped: ${one.reason}`, target, ok: true };
  const theirs = median(one.runs);
  const ratio = theirs.wallS / own.wallS;
  return { what, measured: `${ratio.toFixed(1)}× (${figures(theirs)})`, target, ok: ratio >= one.contender.target };
}

function median(runs: readonly Measured[]): Measured {
  const middle = (key: keyof Measured) => runs.map((one) => one[key]).sort((a, b) => a - b)[runs.length >> 1] ?? 0;
  return { wallS: middle('wallS'), cpuS: middle('cpuS'), rssMb: middle('rssMb'), fileMb: middle('fileMb') };
}

function figures({ wallS, cpuS, rssMb, fileMb }: Measured): string {
  return `${wallS.toFixed(1)} s, cpu ${cpuS.toFixed(1)} s, ${rssMb.toFixed(0)} MB memory, ${fileMb.toFixed(0)} MB file`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(await benchWorkbook());
