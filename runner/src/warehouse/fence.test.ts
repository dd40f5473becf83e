// Who lost the company writes nothing: every publish holds the fence in its own transaction.
import { parseRequest } from '@repsys/core';
import { accept, type ClaimedRun, claimRun, type Database } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/kit/database.ts';
import { openWarehouse } from './postgres-warehouse.ts';

describe('a publish', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  async function claimed(company: number, runner: string, run?: number): Promise<ClaimedRun> {
    const parameters = { from: 202403, to: 202403 };
    const asked = { report: 'trial-balance', company, parameters, requester: 'ada', source: 'command-line' };
    const wanted = run ?? (await accept(database, parseRequest(asked))).run;
    const claim = await claimRun(database, wanted, { runner, companies: [company], reports: ['trial-balance'] });
    if (claim === undefined || claim === 'foreign') throw new Error(`run ${wanted} was not to be had`);
    return claim;
  }
  const silence = (run: number) =>
    database.pool.query(`update record.run set heartbeat_at = heartbeat_at - interval '1 minute' where id = $1`, [run]);

  /** Writes one row under a run's fence. */
  const write = (run: ClaimedRun, name: string) =>
    openWarehouse(database, run).publish(
      'AccountingAccount',
      'inputs',
      async () => {
        await database.pool.query(`create table if not exists public.${name} (written boolean)`);
        await database.pool.query(`insert into public.${name} values (true)`);
        return { rows: 1, hash: 'x' };
      },
      { signal: new AbortController().signal },
    );
  const steps = async (run: number): Promise<number> =>
    (await database.pool.query(`select 1 from record.dataset where run = $1`, [run])).rowCount ?? 0;

  it('with the fence of its run is taken', async () => {
    const run = await claimed(1, 'first');
    await write(run, 'own');
    expect(await steps(run.id)).toBe(1);
  });

  it('with a fence that somebody else has raised is WAREHOUSE_FENCED, and its work is not even begun', async () => {
    const old = await claimed(2, 'first');
    await silence(old.id);
    const taken = await claimed(2, 'second', old.id);
    expect(BigInt(taken.fence)).toBeGreaterThan(BigInt(old.fence));
    await expect(write(old, 'late')).rejects.toMatchObject({ code: 'WAREHOUSE_FENCED' });
    const { rows } = await database.pool.query(`select to_regclass('public.late') as written`);
    expect(rows).toEqual([{ written: null }]);
    expect(await steps(old.id)).toBe(0);
    await write(taken, 'again');
  });

  it('is not held up by the fence of another company', async () => {
    const [one, other] = [await claimed(3, 'first'), await claimed(4, 'first')];
    await silence(other.id);
    await claimed(4, 'second', other.id);
    await write(one, 'neighbour');
    expect(await steps(one.id)).toBe(1);
  });
});
