// Which runner gets which run: runners that may not do the same, on a real queue.
import { Writable } from 'node:stream';
import { createLogger, requestCancel, viewRun } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type TestWorld } from './kit/world.ts';

const [common, special] = [111111, 222222];

describe('runners that work for different companies', () => {
  let world: TestWorld;
  const lines: string[] = [];
  beforeAll(async () => {
    world = await openWorld();
    const to = new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk));
        done();
      },
    });
    await world.runner({ PLEX_COMPANIES: String(common) }, createLogger('runner', 'info', { to }));
  });
  afterAll(() => world.close());

  it('a run that no runner may do waits, the log says why, and it can be cancelled', async () => {
    const run = await world.ask({ company: special, from: 202401 });
    await world.ring(run);
    await expect.poll(() => lines.filter((line) => line.includes('not for this runner'))).toHaveLength(1);
    expect(lines.some((line) => line.includes(`"run":${run},`))).toBe(true);
    const other = await world.report({ company: common, from: 202401 });
    expect(other.verdict).toBe('tied');
    expect((await viewRun(world.database, run)).status).toBe('queued');
    expect(await requestCancel(world.database, run, 'ada')).toBe('cancelled');
  });

  it('each run ends well, whoever hears its ring first', async () => {
    await world.runner({ PLEX_COMPANIES: `${common},${special}` });
    const runs = [];
    for (const from of [202401, 202402, 202403, 202404]) runs.push(await world.ask({ company: special, from }));
    for (const run of runs) await world.ring(run);
    const views = await Promise.all(runs.map((run) => world.ended(run)));
    expect(views.map(({ verdict, failure }) => failure?.code ?? verdict)).toEqual(['tied', 'tied', 'tied', 'tied']);
  });
});

describe('a run that takes PostgreSQL away from its runner', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await openWorld();
    await world.runner();
    await world.database.pool.query(`create function die() returns trigger language plpgsql as $$
      begin
        perform pg_terminate_backend(pg_backend_pid());
        return new;
      end $$`);
    await world.database.pool.query(`create trigger die before insert on plex.accounting_account
      for each row when (new.pcn = ${special}) execute function die()`);
  });
  afterAll(() => world.close());

  it('is tried five times and then refused, and others go on', async () => {
    const run = await world.ask({ company: special, from: 202401 });
    await world.ring(run);
    const outages = async (shortened: number) => {
      const text = `update record.run set rest_until = null
        where id = $1 and status = 'queued' and outages = $2 and rest_until is not null`;
      return (await world.database.pool.query(text, [run, shortened])).rowCount;
    };
    for (const shortened of [1, 2, 3, 4, 5]) await expect.poll(() => outages(shortened), { timeout: 60_000 }).toBe(1);
    expect((await world.ended(run)).failure).toMatchObject({
      code: 'RUN_POISONED',
      message: expect.stringContaining('lost PostgreSQL 5 times'),
    });
    expect((await world.report({ company: common, from: 202401 })).verdict).toBe('tied');
  });
});
