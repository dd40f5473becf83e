// A company whose reports are tied, and what its checks say when its warehouse holds something else: each time in a transaction that is undone.
import type { CheckResult, Period } from '@repsys/core';
import { createLogger, type SqlFile, type SqlValues } from '@repsys/core/node';
import type { PoolClient, QueryResultRow } from 'pg';
import { openWarehouse } from '../../../warehouse/postgres-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import type { ReportContext } from '../../report.ts';
import { trialBalanceChecks } from '../checks.ts';
import type { Company } from './kit.ts';

/** What is written before the checks look; `$1` in a statement is the company. */
export type Spoil = (sql: (text: string) => Promise<void>) => Promise<void>;

/** The run whose checks are looked at again. */
export type Looked = { readonly run: number; readonly from: number; readonly to: number };

/** All checks of a run's report over the spoilt warehouse, which is as before when this returns. */
export async function checksAfter(company: Company, looked: Looked, spoil: Spoil): Promise<readonly CheckResult[]> {
  const client = await company.world.database.pool.connect();
  try {
    await client.query('begin');
    await spoil(async (text) => {
      for (const statement of text.split(';')) await client.query(statement.replaceAll('$1', String(company.number)));
    });
    return await trialBalanceChecks(contextOn(client, company, looked), new AbortController().signal);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

function contextOn(client: PoolClient, { world, number, today }: Company, { run, from, to }: Looked): ReportContext {
  const unused = () => {
    throw new Error('the checks read nothing but the warehouse');
  };
  return {
    ...{ run, company: number, today, source: 'books', version: '0', keys: {} },
    parameters: { from: from as Period, to: to as Period, allowUntied: false },
    slices: { accounts: 1, periods: 1, concurrency: 1, attempts: 1, outageMs: 0 },
    plex: { read: unused, check: unused },
    warehouse: warehouseOn(client, openWarehouse(world.database, { company: number } as never)),
    log: createLogger('runner', 'silent'),
    retried: unused,
    outages: { away: unused, back: unused },
  };
}

/** One statement after the other, all in the one transaction. */
function warehouseOn(client: PoolClient, warehouse: Warehouse): Warehouse {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...warehouse,
    query<Row extends QueryResultRow>(statement: SqlFile, values: SqlValues) {
      const answer = last.then(() => statement.run<Row>(client, values));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}

/**
 * A posting of one side, in everything that Plex gives and in everything that follows from it: as if it had been there
 * when the company was read. `account` is one of the balance sheet; open periods begin with `startOpen`.
 */
export const post = (account: string, period: number, amount: string, startOpen: number): string => {
  const where = `pcn = $1 and account_no = '${account}'`;
  const source =
    period < startOpen
      ? `insert into plex.accounting_balance
           select pcn, account_key, account_no, ${period}, ${amount}, 0, ${amount} from plex.accounting_account where ${where}
         on conflict (pcn, period, account_key) do update
           set debit = accounting_balance.debit + excluded.debit, balance = accounting_balance.balance + excluded.balance`
      : `update plex.account_activity_summary set debit = debit + ${amount}, balance = balance + ${amount}
         where ${where} and period = ${period}`;
  return `${source};
    update plex.account_activity_summary set ending_balance = ending_balance + ${amount} where ${where} and period >= ${period};
    update plex.account_activity_summary set beginning_balance = beginning_balance + ${amount} where ${where} and period > ${period};
    update plex.account_period_balance set debit = debit + ${amount}, balance = balance + ${amount} where ${where} and period = ${period};
    update plex.account_period_balance set ytd_debit = ytd_debit + ${amount}, ytd_balance = ytd_balance + ${amount}
    where ${where} and period >= ${period}`;
};
