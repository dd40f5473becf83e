// The first view, as Lighthouse sees it on a desktop at this machine's own speed: when it can be used, how good it is, how large.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig, type Flags, type Result } from 'lighthouse';
import { chromiumHere } from '../../test/kit/chromium.ts';
import type { BenchRow } from '../row.ts';

const times = 5;
const targetMs = 1_500;
const targetKb = 250;
const targetScore = 90;
const categories = ['performance', 'accessibility', 'best-practices'] as const;

/** Five visits, each with an empty cache. */
export async function benchFirstView(url: string): Promise<readonly BenchRow[]> {
  const visits: Result[] = [];
  for (let visit = 0; visit < times; visit += 1) visits.push(await judge(url));
  return [interactiveRow(visits), scoreRow(visits), sizeRow(visits)];
}

async function judge(url: string): Promise<Result> {
  const { executablePath, args } = chromiumHere();
  const chrome = await launch({ chromePath: executablePath, chromeFlags: [...args, '--headless=new'] });
  try {
    const flags: Flags = { port: chrome.port, logLevel: 'error', onlyCategories: [...categories] };
    const settings = { ...desktopConfig.settings, throttlingMethod: 'provided', ...offline } as const;
    const answer = await lighthouse(url, flags, { ...desktopConfig, settings });
    if (!answer || answer.lhr.runtimeError)
      throw new Error(answer?.lhr.runtimeError?.message ?? 'Lighthouse said nothing.');
    return answer.lhr;
  } finally {
    chrome.kill();
  }
}

/** Teams' library asks the internet for its list of hosts; a machine without it must not be judged by that. */
const offline = { blockedUrlPatterns: ['https://res.cdn.office.net/*'] };

const sorted = (values: readonly number[]): readonly number[] => values.toSorted((one, other) => one - other);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
const number = (visit: Result, audit: string): number => visit.audits[audit]?.numericValue ?? Number.NaN;

function interactiveRow(visits: readonly Result[]): BenchRow {
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

function scoreRow(visits: readonly Result[]): BenchRow {
  const scores = categories.map((name) => median(visits.map((visit) => (visit.categories[name]?.score ?? 0) * 100)));
  return {
    what: `tab, Lighthouse: ${categories.join(', ')}`,
    measured: scores.map((score) => score.toFixed(0)).join(', '),
    target: `≥ ${targetScore} each`,
    ok: scores.every((score) => score >= targetScore),
  };
}

/** Scripts and styles of the tab, as they came over the wire. */
function sizeRow(visits: readonly Result[]): BenchRow {
  const kilobytes = median(visits.map((visit) => bytesOf(visit))) / 1_000;
  return {
    what: 'tab, scripts and styles of the first view, as sent (gzip)',
    measured: `${kilobytes.toFixed(0)} kB`,
    target: `≤ ${targetKb} kB`,
    ok: kilobytes > 0 && kilobytes <= targetKb,
  };
}

type Request = { readonly resourceType?: string; readonly transferSize?: number };

function bytesOf({ audits }: Result): number {
  const details = audits['network-requests']?.details;
  const requests = details?.type === 'table' ? (details.items as readonly Request[]) : [];
  const code = requests.filter(({ resourceType }) => resourceType === 'Script' || resourceType === 'Stylesheet');
  return code.reduce((sum, { transferSize = 0 }) => sum + transferSize, 0);
}
