// Reading metrics as Prometheus does: scraped, one sample by name and labels, and judged by promtool.
import { spawnSync } from 'node:child_process';

export type Scrape = {
  readonly status: number;
  readonly text: string;
  /** The value of the one sample with these labels among others; undefined when there is none. */
  value(name: string, labels?: Readonly<Record<string, string | number>>): number | undefined;
};

/** Scrapes a process by the address of its watch server. */
export async function scrape(url: string | undefined): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  return {
    status: response.status,
    text,
    value(name, labels = {}) {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const found = text.split('\n').filter((line) => {
        const [, written, inside = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
        return written === name && wanted.every((pair) => `,${inside},`.includes(`,${pair},`));
      });
      if (found.length > 1) throw new Error(`${name} ${wanted.join()} has ${found.length} samples`);
      return found[0] === undefined ? undefined : Number(found[0].split(' ').at(-1));
    },
  };
}

/** Whether promtool is here. */
export const hasPromtool = (): boolean => spawnSync('promtool', ['--version']).status === 0;

/** What promtool says of metrics in the text format; '' when it finds nothing wrong. */
export function judged(text: string): string {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  return status === 0 ? `${stdout}${stderr}`.trim() : `${status}: ${stdout}${stderr}`;
}
