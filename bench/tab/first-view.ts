// The first view, as Lighthouse sees it on a desktop at this machine's own speed: when it can be used, how good it is, how large.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { chromiumHere } from '../../test/kit/chromium.ts';
import type { BenchRow } from '../row.ts';

const times = 5;
const targetMs = 1_500;
const targetKb = 250;
const targetScore = 90;
const categories = ['performance', 'accessibility', 'best-practices'] as const;

/** Fetched by npm when the bench runs: it is too large for everybody's install. */
const lighthouse = 'lighthouse@12.8.2';
/** Teams' library asks the internet for its list of hosts; a machine without it must not be judged by that. */
const unreachable = 'https://res.cdn.office.net/*';

const audit = z.object({ numericValue: z.number().optional(), details: z.looseObject({}).optional() });
const reportSchema = z.object({
  runtimeError: z.object({ message: z.string() }).optional(),
  audits: z.record(z.string(), audit),
  categories: z.record(z.string(), z.object({ score: z.number().nullable() })),
});
type Report = Readonly<z.infer<typeof reportSchema>>;

/** Five visits, each with an empty cache. */
export async function benchFirstView(url: string): Promise<readonly BenchRow[]> {
  const visits: Report[] = [];
  for (let visit = 0; visit < times; visit += 1) visits.push(await judge(url));
  return [interactiveRow(visits), scoreRow(visits), sizeRow(visits)];
}

/** One visit. Throws when Lighthouse cannot be fetched or cannot judge the page. */
async function judge(url: string): Promise<Report> {
  const { executablePath, args } = chromiumHere();
  const options = [
    '--quiet',
    '--output=json',
    '--preset=desktop',
    '--throttling-method=provided',
    `--only-categories=${categories.join(',')}`,
    `--blocked-url-patterns=${unreachable}`,
    `--chrome-flags=${[...args, '--headless=new'].join(' ')}`,
  ];
  const { stdout } = await promisify(execFile)('npx', ['--yes', lighthouse, url, ...options], {
    env: { ...process.env, CHROME_PATH: executablePath },
    maxBuffer: 64 * 1024 * 1024,
  });
  const report = reportSchema.parse(JSON.parse(stdout));
  if (report.runtimeError) throw new Error(report.runtimeError.message);
  return report;
}

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((one, other) => one - other);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
const number = (visit: Report, audit: string): number => visit.audits[audit]?.numericValue ?? Number.NaN;

function interactiveRow(visits: readonly Report[]): BenchRow {
  const all = visits.map((visit) => number(visit, 'interactive'));
  const painted = median(visits.map((visit) => number(visit, 'largest-contentful-paint')));
  return {
    what: `tab, first view can be used, ${times} visits without a cache`,
    measured: `${seconds(median(all))} (slowest ${seconds(Math.max(...all))}), largest part painted at ${seconds(painted)}`,
    target: `≤ ${seconds(targetMs)}`,
    ok: median(all) <= targetMs,
  };
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

function scoreRow(visits: readonly Report[]): BenchRow {
  const scores = categories.map((name) => median(visits.map((visit) => (visit.categories[name]?.score ?? 0) * 100)));
  return {
    what: `tab, Lighthouse: ${categories.join(', ')}`,
    measured: scores.map((score) => score.toFixed(0)).join(', '),
    target: `≥ ${targetScore} each`,
    ok: scores.every((score) => score >= targetScore),
  };
}

/** Scripts and styles of the tab, as they came over the wire. */
function sizeRow(visits: readonly Report[]): BenchRow {
  const kilobytes = median(visits.map((visit) => bytesOf(visit))) / 1_000;
  return {
    what: 'tab, scripts and styles of the first view, as sent (gzip)',
    measured: `${kilobytes.toFixed(0)} kB`,
    target: `≤ ${targetKb} kB`,
    ok: kilobytes > 0 && kilobytes <= targetKb,
  };
}

const requestsSchema = z.array(z.object({ resourceType: z.string().optional(), transferSize: z.number().default(0) }));

function bytesOf({ audits }: Report): number {
  const requests = requestsSchema.parse(audits['network-requests']?.details?.items ?? []);
  const code = requests.filter(({ resourceType }) => resourceType === 'Script' || resourceType === 'Stylesheet');
  return code.reduce((sum, { transferSize }) => sum + transferSize, 0);
}
