// Which run a request joins, on the real server: one that has read nothing of its source yet, whatever happens at the same instant.
import { parseRequest } from '@repsys/core';
import { accept, type ClaimedRun, claimRun, type Database, markReading, openRunOf, resume } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

let database: Database;
useDatabase((opened) => {
  database = opened;
});

const scope = (company: number) =>
  ({ report: 'trial-balance', company, parameters: { from: 202403, to: 202403 } }) as const;
const asking = (company: number, requester: string) =>
  parseRequest({ ...scope(company), requester, source: 'command-line' });
const asker = (requester: string) => ({ requester, source: 'command-line', channel: 'download' }) as const;

async function claimed(company: number): Promise<ClaimedRun> {
  const { run } = await accept(database, asking(company, 'ada'));
  const taken = await claimRun(database, run, { runner: 'r', companies: [company], reports: ['trial-balance'] });
  if (taken === undefined || taken === 'foreign') throw new Error('not claimed');
  return taken;
}

const fail = (run: number) =>
  database.pool.query(`update record.run set status = 'failed', finished_at = now() where id = $1`, [run]);

/** Does `statement` and then `meanwhile`, which has to wait for it, in a transaction that is committed only then. */
async function heldUp<T>(statement: string, run: number, meanwhile: () => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query(statement, [run]);
    const working = meanwhile();
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await database.pool.query(waiting)).rowCount).toBe(1);
    await client.query('commit');
    return await working;
  } finally {
    client.release();
  }
}

describe('a request', () => {
  it('joins a run that is at work and has read nothing yet', async () => {
    const run = await claimed(1);
    expect(await accept(database, asking(1, 'bob'))).toMatchObject({ run: run.id, joined: true });
  });

  it('joins none that has begun to read: the next run is its own, and the one after joins that', async () => {
    const run = await claimed(2);
    await markReading(database, run);
    const own = await accept(database, asking(2, 'bob'));
    expect(own.joined).toBe(false);
    expect(own.run).not.toBe(run.id);
    expect(await accept(database, asking(2, 'cyd'))).toMatchObject({ run: own.run, joined: true });
  });

  it('joins none that begins to read at the same instant', async () => {
    const run = await claimed(3);
    const mark =
      'update record.run set read_at = clock_timestamp(), scope_hash = scope_hash || $$/$$ || id where id = $1';
    const own = await heldUp(mark, run.id, () => accept(database, asking(3, 'bob')));
    expect(own.joined).toBe(false);
    expect(own.run).not.toBe(run.id);
  });

  it('that is joining is waited for before anything is read', async () => {
    const run = await claimed(4);
    const joining = 'select from record.run where id = $1 for no key update';
    await heldUp(joining, run.id, () => markReading(database, run));
    expect((await accept(database, asking(4, 'bob'))).joined).toBe(false);
  });

  it('is told of the run that it would join, and of none that reads', async () => {
    const run = await claimed(5);
    expect((await openRunOf(database, asking(5, 'bob'))).run?.id).toBe(run.id);
    await markReading(database, run);
    expect(await openRunOf(database, asking(5, 'bob'))).toEqual({ run: undefined, open: 1 });
  });

  it('joins a run whose mark was set by a holder that is none any more', async () => {
    const run = await claimed(6);
    await markReading(database, { ...run, fence: '0' });
    expect(await accept(database, asking(6, 'bob'))).toMatchObject({ run: run.id, joined: true });
  });
});

describe('a next attempt', () => {
  it('of a run that has read is joined by no new request: it may keep what was read before', async () => {
    const run = await claimed(11);
    await markReading(database, run);
    await fail(run.id);
    const next = await resume(database, run.id, asker('ada'));
    const own = await accept(database, asking(11, 'bob'));
    expect(own.joined).toBe(false);
    expect(own.run).not.toBe(next.run);
  });

  it('of a run that has read nothing is joined like any other', async () => {
    const run = await claimed(12);
    await fail(run.id);
    const next = await resume(database, run.id, asker('ada'));
    expect(await accept(database, asking(12, 'bob'))).toMatchObject({ run: next.run, joined: true });
  });

  it('is one for all who ask for it at once', async () => {
    const run = await claimed(13);
    await markReading(database, run);
    await fail(run.id);
    const resumed = await Promise.all(['ada', 'bob', 'cyd'].map((name) => resume(database, run.id, asker(name))));
    expect(new Set(resumed.map((each) => each.run)).size).toBe(1);
    expect(resumed.map(({ joined }) => joined).sort()).toEqual([false, true, true]);
  });

  it('joins an equal run that will read everything anew', async () => {
    const run = await claimed(14);
    await markReading(database, run);
    await fail(run.id);
    const anew = await accept(database, asking(14, 'bob'));
    expect(await resume(database, run.id, asker('ada'))).toMatchObject({ run: anew.run, joined: true });
  });
});
