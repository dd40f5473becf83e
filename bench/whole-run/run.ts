// Whole runs, measured from outside: the everyday report, the wait before it begins, and very large companies.
import { pathToFileURL } from 'node:url';
import type { BenchRow } from '../row.ts';
import { benchMonth } from './month.ts';
import { benchSize } from './size.ts';
import { benchWait } from './wait.ts';

const tell = (line: string): void => void process.stderr.write(`  ${line}\n`);

/** Takes about four minutes on two cores. */
export async function benchWholeRun(say: (line: string) => void = tell): Promise<BenchRow[]> {
  say('the everyday report');
  const month = await benchMonth();
  say('the wait');
  const wait = await benchWait();
  say('very large companies');
  return [...month, ...wait, ...(await benchSize(say))];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(await benchWholeRun());
