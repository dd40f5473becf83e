// The step of the closed periods by itself: its own statements, over any part of the range.
import { sqlFile } from '@repsys/core/node';
import type { Company } from './kit.ts';

const remove = sqlFile('../steps/account-period-balance.delete.sql', import.meta.url);
const rollForward = sqlFile('../steps/roll-forward.sql', import.meta.url);

/** Deletes and computes the closed periods from..last again, from the balances that are stored before them. */
export async function recomputeFrom(company: Company, first: number, last: number): Promise<void> {
  const { pool } = company.world.database;
  const [before] = await company.rows<{ period: number | null }>(
    'select max(period) as period from plex.accounting_period where pcn = $1 and ordinal = 1 and period < $2',
    [first],
  );
  const values = { company: company.number, first, last, anchor: before?.period ?? 0, movements: 'closed' };
  await remove.run(pool, values);
  await rollForward.run(pool, values);
}
