// Measures the Plex reader against the floor (the XML parser alone) and against the soap package. Each run is its own process.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from '../row.ts';
import type { Cost } from './client.ts';

const rows = 200_000;
const manyRows = 700_000;
const rounds = 3;

const start = (file: string, args: readonly string[] = []): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--import', 'tsx'] });

async function measure(port: number, way: string, wanted: number): Promise<Cost> {
  const child = start('./client.ts', [way, `http://127.0.0.1:${port}/?rows=${wanted}`, String(wanted)]);
  const [cost] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [Cost | number];
  if (typeof cost === 'object' && cost !== null && cost.rows === wanted) return cost;
  throw new Error(`${way} read ${typeof cost === 'object' ? cost?.rows : 'no'} of ${wanted} rows`);
}

const middle = (costs: readonly Cost[]): Cost | undefined =>
  costs.toSorted((left, right) => left.wallS - right.wallS)[Math.floor(costs.length / 2)];

const cell = ({ wallS, cpuS, rssMb }: Cost): string =>
  `${wallS.toFixed(2)} s wall, ${cpuS.toFixed(2)} s cpu, ${rssMb.toFixed(0)} MB`;

/** Ways in turn, several rounds, so that a busy moment does not fall on one of them only. */
async function inRounds(port: number, ways: readonly string[]): Promise<ReadonlyMap<string, Cost>> {
  const all = new Map<string, Cost[]>(ways.map((way) => [way, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const way of ways) all.get(way)?.push(await measure(port, way, rows));
  return new Map([...all].flatMap(([way, costs]) => [[way, middle(costs)] as const]).filter(isMeasured));
}

const isMeasured = (pair: readonly [string, Cost | undefined]): pair is readonly [string, Cost] =>
  pair[1] !== undefined;

function against(floor: Cost, cost: Cost, what: string, most?: number): BenchRow {
  const ratio = cost.wallS / floor.wallS;
  const target = most === undefined ? 'for comparison' : `at most ${most}x the floor`;
  return { what, measured: `${cell(cost)} = ${ratio.toFixed(2)}x`, target, ok: most === undefined || ratio <= most };
}

/** 200,000 rows of 12 columns, 700,000 for the memory. COPY is measured when DATABASE_URL is set. */
export async function benchPlex(): Promise<BenchRow[]> {
  const server = start('./server.ts');
  try {
    const [port] = (await once(server, 'message')) as [number];
    const last = process.env.DATABASE_URL ? 'readerToCopy' : 'ourReader';
    const costs = await inRounds(port, [...new Set(['bareSaxes', 'ourReader', last])]);
    const [floor, reader, copy] = ['bareSaxes', 'ourReader', 'readerToCopy'].map((way) => costs.get(way));
    if (!floor || !reader) throw new Error('nothing was measured');
    const many = await measure(port, last, manyRows);
    const soap = await measure(port, 'soapPackage', rows);
    return [
      { what: 'Plex, 200k rows: XML parser alone (floor)', measured: cell(floor), target: 'the floor', ok: true },
      against(floor, reader, 'Plex, 200k rows: to checked rows', 2),
      ...(copy ? [against(floor, copy, 'Plex, 200k rows: to PostgreSQL by COPY', 2)] : []),
      { what: 'Plex, 700k rows: memory', measured: cell(many), target: 'at most 200 MB', ok: many.rssMb <= 200 },
      against(floor, soap, 'Plex, 200k rows: soap package by itself'),
    ];
  } finally {
    server.disconnect();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await benchPlex());
