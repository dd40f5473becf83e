// What the planner believes of a table. Right after a bulk load it believes that there is next to nothing, and plans accordingly.
import type { Database } from '@repsys/core/node';
import type { PoolClient } from 'pg';

/** Fewer rows are quick under any plan. */
const fewRows = 1_000;
/** A guess that is off by more than this factor leads to other plans. */
const tolerableFactor = 3;

type Explained = { readonly 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[] };

/** Whether the planner's guess for rows under `condition` is far from the true number. */
export async function misjudged(client: PoolClient, table: string, condition: string, rows: number): Promise<boolean> {
  if (rows < fewRows) return false;
  const explained = await client.query<Explained>(`explain (format json) select from ${table} where ${condition}`);
  const guess = explained.rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
  return guess * tolerableFactor < rows || guess > rows * tolerableFactor;
}

/** Looks at the tables anew. One that somebody else is just looking at is left to them; trouble only costs time later. */
export async function refreshStatistics(database: Database, tables: ReadonlySet<string>): Promise<void> {
  for (const table of tables) await database.pool.query(`analyze (skip_locked) ${table}`).catch(() => undefined);
}
