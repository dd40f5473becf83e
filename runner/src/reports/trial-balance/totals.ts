// The few numbers that stand with the verdict.
import type { Total } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { ReportContext } from '../report.ts';

const totals = sqlFile('./totals.sql', import.meta.url);

type Row = { readonly debit: string | null; readonly credit: string | null; readonly accounts: string };

/** Debit and credit of the report's periods in whole cents, and how many accounts it has. */
export async function trialBalanceTotals(context: ReportContext, signal: AbortSignal): Promise<readonly Total[]> {
  const { company, parameters, warehouse } = context;
  const values = { company, from: parameters.from, to: parameters.to };
  const [row] = await warehouse.query<Row>(totals, values, signal);
  return [
    { title: 'Debit', value: row?.debit ?? '0' },
    { title: 'Credit', value: row?.credit ?? '0' },
    { title: 'Accounts', value: row?.accounts ?? '0' },
  ];
}
