// The sums of periods, by which the ledger's balance is judged.
import { type Period, parseAmount } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { ReportContext } from '../../report.ts';
import type { PeriodSums } from './ledger-balance.ts';

const periodSums = sqlFile('./period-sums.sql', import.meta.url);

/** The sums of every stored period up to `last`. */
export async function readSums(
  context: ReportContext,
  last: Period,
  signal: AbortSignal,
): Promise<readonly PeriodSums[]> {
  type Row = { period: Period; opens: boolean; movement: string; ytd: string; profit_and_loss: string };
  const rows = await context.warehouse.query<Row>(periodSums, { company: context.company, last }, signal);
  return rows.map((row) => ({
    period: row.period,
    opens: row.opens,
    movement: parseAmount(row.movement),
    ytd: parseAmount(row.ytd),
    profitAndLoss: parseAmount(row.profit_and_loss),
  }));
}
