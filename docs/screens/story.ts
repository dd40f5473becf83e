// What the pictures of the tab tell: a morning of a finance department, asked for and run on the sandbox's books.
import { setTimeout as delay } from 'node:timers/promises';
import { parseRequest } from '@repsys/core';
import { accept, connectRedis, openBell, openDatabase } from '@repsys/core/node';
import { people } from '../../sandbox/src/chat/people.ts';
import type { World } from '../../sandbox/src/world/world.ts';

/** The day of the books when the story begins; PostgreSQL, Plex and runner begin with it. */
export const firstDay = '2024-05-03';

/** Who asks for which periods (YYYYMM) of which company. */
type Wish = readonly [who: number, from: number, to: number, company?: number];

/** The runs that pictures are taken of. */
export type Story = {
  /** Its numbers have changed since the run before, and one check has a difference. */
  readonly changed: number;
  readonly failed: number;
  readonly running: number;
  close(): Promise<void>;
};

const [main, second] = [111_111, 222_222];
const past: readonly Wish[] = [
  [1, 202312, 202312],
  [2, 202301, 202312, second],
  [0, 202312, 202403],
  [3, 202402, 202402],
  [4, 202401, 202403, second],
  [1, 202403, 202403],
  [5, 202301, 202312],
  [0, 202403, 202405],
];

/** Lets it happen; in the end one run is at work and others wait. */
export async function tellStory(world: World): Promise<Story> {
  const { ask, ended, plex, close } = openDesk(world);
  for (const wish of past) await ended(await ask(wish));
  await plex('/faults', 'POST', { fault: 'http-500', times: 'all' });
  const failed = await ended(await ask([4, 202404, 202404, second]));
  await plex('/faults', 'DELETE');
  await plex('/today', 'PUT', { today: '2024-05-05' });
  // The chart comes without some of its accounts, which the balances still have.
  await plex('/faults', 'POST', { fault: 'missing-account', key: 18_002 });
  const changed = await ended(await ask([0, 202403, 202405]));
  await plex('/faults', 'POST', { fault: 'slow', times: 'all', delayMs: 40_000, company: main, after: 5 });
  const running = await ask([1, 202301, 202403]);
  await delay(4_000);
  await ask([3, 202403, 202405]);
  await ask([2, 202404, 202404]);
  return { changed, failed, running, close };
}

function openDesk({ sign, plex: { url } }: World) {
  const database = openDatabase(sign.databaseUrl, { name: 'pictures', max: 2 });
  const redis = connectRedis(sign.redisUrl, 'command', () => undefined);
  const bell = openBell(redis);
  return {
    async ask([who, from, to, company = main]: Wish): Promise<number> {
      const asker = people[who];
      const wish = { report: 'trial-balance', company, parameters: { from, to, allowUntied: false } };
      const request = parseRequest({ ...wish, requester: asker?.name, source: 'tab' });
      const { run } = await accept(database, { ...request, ...(asker && { person: asker.aadObjectId }) });
      await bell.ring(run);
      return run;
    },
    async ended(run: number): Promise<number> {
      const isOver = 'select from record.run where id = $1 and finished_at is not null';
      while ((await database.pool.query(isOver, [run])).rowCount === 0) await delay(50);
      return run;
    },
    plex: (path: string, method: string, body?: object) =>
      fetch(new URL(path, url), { method, ...(body && { body: JSON.stringify(body) }) }),
    async close() {
      await bell.close();
      redis.disconnect();
      await database.close();
    },
  };
}
