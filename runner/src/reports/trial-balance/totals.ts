// The few numbers that stand with the verdict.
import { exactText, formatPeriod, type Total } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { ReportContext } from '../report.ts';
import { carriedResults } from './checks/ledger-balance.ts';
import { readSums } from './checks/period-sums.ts';

const totals = sqlFile('./totals.sql', import.meta.url);

type Row = { readonly debit: string | null; readonly credit: string | null; readonly accounts: string };

/**
 * Debit and credit of the report's periods in whole cents, why they differ where they do, and how many accounts it has. In
 * the first period of a fiscal year the result of the year before is carried to retained earnings, by one side alone.
 */
export async function trialBalanceTotals(context: ReportContext, signal: AbortSignal): Promise<readonly Total[]> {
  const { company, parameters, warehouse } = context;
  const values = { company, from: parameters.from, to: parameters.to };
  const [row] = await warehouse.query<Row>(totals, values, signal);
  return [
    { title: 'Debit', value: row?.debit ?? '0' },
    { title: 'Credit', value: row?.credit ?? '0' },
    ...(await carriedTotal(context, signal)),
    { title: 'Accounts', value: row?.accounts ?? '0' },
  ];
}

/** Told only where the ledger proves: then all that debit and credit differ by is what was carried. */
async function carriedTotal(context: ReportContext, signal: AbortSignal): Promise<readonly Total[]> {
  const { from, to } = context.parameters;
  const carried = carriedResults(await readSums(context, to, signal), from, to);
  if (carried.length === 0) return [];
  const years = carried.map(({ yearEnd }) => formatPeriod(yearEnd)).join(', ');
  const sum = carried.reduce((all, { amount }) => all + amount, 0n);
  return [
    { title: `Difference = result of the year to ${years}, carried to retained earnings`, value: exactText(sum) },
  ];
}
