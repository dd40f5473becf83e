// The tab in a real browser: when its first view can be used, how large it is, and how smoothly its longest list scrolls.
import { pathToFileURL } from 'node:url';
import type { BenchRow } from '../row.ts';
import { benchFirstView } from './first-view.ts';
import { benchScrolling } from './scrolling.ts';
import { openTabBench } from './world.ts';

const tell = (line: string): void => void process.stderr.write(`  ${line}\n`);

/** Takes about a minute and a half. */
export async function benchTab(say: (line: string) => void = tell): Promise<readonly BenchRow[]> {
  const world = await openTabBench();
  try {
    say('the first view, five times');
    const firstView = await benchFirstView(world.url);
    say('the archive, scrolled');
    return [...firstView, ...(await benchScrolling(world.url))];
  } finally {
    await world.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(await benchTab());
