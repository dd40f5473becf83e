// The tab to measure: built as users get it, served by a real bot; ten thousand finished runs in the record.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '@repsys/core/node';
import { ownTab } from '../../sandbox/src/world/tab.ts';
import { company, publishCatalogue } from '../bot/catalogue.ts';
import { type Ends, secret, startBot, startGround } from '../bot/world.ts';

/** `url`: the tab's address, signed in as Dana. */
export type TabBench = { readonly url: string; stop(): Promise<void> };

export const finishedRuns = 10_000;

/** Starts it all. */
export async function openTabBench(): Promise<TabBench> {
  const ends: Ends = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const ground = await startGround(ends);
    const database = openDatabase(ground.DATABASE_URL, { name: 'bench', max: 2 });
    ends.push(() => database.close());
    await publishCatalogue(database);
    await fillArchive(database);
    const folder = await mkdtemp(join(tmpdir(), 'bench-tab-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    const told: string[] = [];
    const options = {
      folder,
      environment: {},
      graceSeconds: 5,
      say: (_: string, line: string) => void told.push(line),
    };
    const tabFolder = await ownTab(options);
    if (told.length > 0) throw new Error(told.join('\n'));
    const bot = await startBot({ ...ground, TAB_FOLDER: tabFolder }, ends);
    return { url: `${bot}/tab/?as=dana#development=${secret}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs of a few years, of several people, most of them good. */
async function fillArchive({ pool }: Database): Promise<void> {
  await pool.query(
    `with run as (
       insert into record.run (report, company, parameters, scope_hash, status, verdict, accepted_at, started_at, finished_at)
       select 'trial-balance', $1, '{"from":202401,"to":202403,"allowUntied":false}', 'bench ' || n,
              case when n % 20 = 0 then 'failed' else 'succeeded' end,
              case when n % 20 = 0 then null when n % 7 = 0 then 'warnings' else 'tied' end,
              t, t, t + interval '4 s'
       from generate_series(1, $2::integer) n, lateral (select now() - n * interval '2 hours' as t)
       returning id
     )
     insert into record.request (run, requester, source, channel)
     select id, (array['Dana Reyes', 'Omar Farouk', 'Mia Larsen'])[1 + id % 3], 'tab', 'download' from run`,
    [company, finishedRuns],
  );
  await pool.query('analyze record.run, record.request');
}
