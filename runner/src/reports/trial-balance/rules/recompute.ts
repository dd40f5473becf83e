// The step of the closed periods by itself: its own statements, over any part of the range.
import type { WarehouseTransaction } from '../../../warehouse/warehouse.ts';
import { rollForward } from '../steps/account-period-balance-recreate.ts';
import type { Company } from './kit.ts';

/** Computes the closed periods from..last again, from the balances that are stored before them. */
export async function recomputeFrom(company: Company, first: number, last: number): Promise<void> {
  const { pool } = company.world.database;
  const [before] = await company.rows<{ period: number | null }>(
    'select max(period) as period from plex.accounting_period where pcn = $1 and ordinal = 1 and period < $2',
    [first],
  );
  const transaction: Pick<WarehouseTransaction, 'run'> = { run: (statement, values) => statement.run(pool, values) };
  await rollForward(transaction, {
    company: company.number,
    first,
    last,
    anchor: before?.period ?? 0,
    movements: 'closed',
  });
}
