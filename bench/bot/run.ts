// The bot, measured from Teams' side: how soon people see their card when many ask at once, and what a long queue costs.
import { pathToFileURL } from 'node:url';
import type { BenchRow } from '../row.ts';
import { benchBacklog } from './backlog.ts';
import { benchCrowd } from './crowd.ts';
import { openBotWorld } from './world.ts';

const tell = (line: string): void => void process.stderr.write(`  ${line}\n`);

/** Takes about two minutes. */
export async function benchBot(say: (line: string) => void = tell): Promise<readonly BenchRow[]> {
  say('fifty people at once');
  const crowd = await inWorld(async (world) => [await benchCrowd(world)]);
  say('a thousand queued runs');
  return [...crowd, ...(await inWorld(benchBacklog))];
}

async function inWorld(
  work: (world: Awaited<ReturnType<typeof openBotWorld>>) => Promise<readonly BenchRow[]>,
): Promise<readonly BenchRow[]> {
  const world = await openBotWorld();
  return work(world).finally(world.stop);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(await benchBot());
