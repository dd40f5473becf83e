// Who comes while a run is just ending, on the real server: nobody waits for its whole end, and all are told what is true.
import { EventEmitter, once } from 'node:events';
import { parseRequest, type ReportRequest } from '@repsys/core';
import {
  accept,
  type ClaimedRun,
  claimRun,
  type Database,
  finishRun,
  type GoodEnd,
  requestCancel,
  resume,
} from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

describe('while a run is ending', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  const asking = (company: number, requester: string): ReportRequest =>
    parseRequest({
      report: 'trial-balance',
      company,
      parameters: { from: 202403, to: 202403 },
      requester,
      source: 'command-line',
    });

  const claimed = async (company: number): Promise<ClaimedRun> => {
    const { run } = await accept(database, asking(company, 'ada'));
    const own = { runner: 'own', companies: [company], reports: ['trial-balance'] };
    const found = await claimRun(database, run, own);
    if (found === undefined || found === 'foreign') throw new Error(`run ${run} was not to be had`);
    return found;
  };

  /** A good end that has written everything but its last lines, which wait for `last`. */
  const ending = async (run: ClaimedRun) => {
    const signs = new EventEmitter();
    const alsoWrite = async () => {
      signs.emit('written');
      await once(signs, 'last');
    };
    const written = once(signs, 'written');
    const finished = finishRun(database, run, { ...goodEnd, alsoWrite }, new AbortController().signal);
    await Promise.race([written, finished]);
    return { finished, last: () => signs.emit('last') };
  };

  it('an equal request joins at once and is served by it, and a wish to cancel is heard at once', async () => {
    const run = await claimed(1);
    const { finished, last } = await ending(run);
    const joined = await accept(database, asking(1, 'bob'));
    expect(joined).toMatchObject({ run: run.id, joined: true });
    expect(await requestCancel(database, run.id, 'cyd')).toBe('running');
    last();
    await finished;
    const { rows } = await database.pool.query('select status from record.run where id = $1', [run.id]);
    expect(rows).toEqual([{ status: 'succeeded' }]);
    const deliveries = await database.pool.query('select from record.delivery where request = $1', [joined.request]);
    expect(deliveries.rowCount).toBe(1);
  });

  /** Ends a run just when `work`, which has found it open, waits for it. */
  const endUnder = async <T>(run: number, work: () => Promise<T>): Promise<T> => {
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await client.query('select from record.run where id = $1 for no key update', [run]);
      const working = work();
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await database.pool.query(waiting)).rowCount).toBe(1);
      await client.query(`update record.run set status = 'succeeded' where id = $1`, [run]);
      await client.query('commit');
      return await working;
    } finally {
      client.release();
    }
  };

  it('a request that comes a moment too late opens a run of its own, and is told so', async () => {
    const run = await claimed(2);
    const accepted = await endUnder(run.id, () => accept(database, asking(2, 'bob')));
    expect(accepted).toMatchObject({ joined: false, repeated: false });
    expect(accepted.run).not.toBe(run.id);
    const text = `select action from record.audit where run = $1 and actor = 'bob'`;
    expect((await database.pool.query(text, [accepted.run])).rows).toEqual([{ action: 'asked' }]);
  });

  it('a resumed run that comes a moment too late is linked to its first attempt', async () => {
    const old = await accept(database, asking(3, 'ada'));
    await requestCancel(database, old.run, 'ada');
    const open = await claimed(3);
    const asker = { requester: 'bob', source: 'command-line', channel: 'download' } as const;
    const resumed = await endUnder(open.id, () => resume(database, old.run, asker));
    expect(resumed.joined).toBe(false);
    const text = 'select attempt, attempt_of, root_run from record.run where id = $1';
    const { rows } = await database.pool.query(text, [resumed.run]);
    expect(rows).toEqual([{ attempt: 2, attempt_of: old.run, root_run: old.run }]);
  });
});

const check = {
  id: 'one',
  title: 'One',
  severity: 'info',
  passed: true,
  summary: '',
  found: 0,
  differences: [],
} as const;

const goodEnd: GoodEnd = {
  verdict: 'tied',
  totals: [],
  checks: [check],
  workbook: {
    ...{ fileName: 'a.xlsx', bytes: 1, sha256: 'a', dataSha256: 'b' },
    parts: (async function* () {
      yield Buffer.from('x');
    })(),
  },
  extraChannels: [],
};
