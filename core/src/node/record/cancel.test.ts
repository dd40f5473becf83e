// A cancel that comes in the same moment as a claim: one of them is first, and both know it.
import { parseRequest } from '@repsys/core';
import { accept, claimRun, type Database, requestCancel } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

describe('a cancel', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  const ask = async (company: number): Promise<number> => {
    const parameters = { from: 202403, to: 202403 };
    const asked = { report: 'trial-balance', company, parameters, requester: 'ada', source: 'command-line' };
    return (await accept(database, parseRequest(asked))).run;
  };
  const claim = (run: number, company: number) =>
    claimRun(database, run, { runner: 'one', companies: [company], reports: ['trial-balance'] });
  const stored = async (run: number) => {
    const { rows } = await database.pool.query<{ status: string; wished: boolean; ended: boolean }>(
      `select status, cancel_requested_by is not null as wished, finished_at is not null as ended from record.run where id = $1`,
      [run],
    );
    return rows[0];
  };

  it('racing a claim ends a run that still waits, and is a wish to a run that has begun: never both', async () => {
    for (let company = 1; company <= 60; company += 1) {
      const run = await ask(company);
      const [claimed, status] = await Promise.all([claim(run, company), requestCancel(database, run, 'ada')]);
      const begun = claimed !== undefined && claimed !== 'foreign';
      expect([begun, status]).toEqual([begun, begun ? 'running' : 'cancelled']);
      expect(await stored(run)).toEqual({ status, wished: true, ended: !begun });
    }
  });

  it('of a run that a transaction is just claiming waits for it', async () => {
    const run = await ask(1_000);
    const client = await database.pool.connect();
    try {
      await client.query('begin');
      await client.query(`update record.run set status = 'running', started_at = now() where id = $1`, [run]);
      const cancelling = requestCancel(database, run, 'ada');
      await expect
        .poll(async () => {
          const { rows } = await database.pool.query(
            `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          );
          return rows.length;
        })
        .toBe(1);
      await client.query('commit');
      expect(await cancelling).toBe('running');
    } finally {
      client.release();
    }
    expect(await stored(run)).toEqual({ status: 'running', wished: true, ended: false });
  });
});
