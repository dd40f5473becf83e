// Composes a comparison with Plex's own export: the report's part, the company, and the warehouse behind its ports.
import { companyNumbered, type Database, inTransaction } from '@repsys/core/node';
import { type Comparison, compareWithPlex } from './reports/trial-balance/compare/compare.ts';
import { copyCsv } from './warehouse/copy-csv.ts';

/** Without a company the first one is meant. */
export type CompareWish = { readonly file: string; readonly company?: number; readonly run?: number };

/** Compares in one transaction, which leaves nothing behind. */
export async function compareFile(database: Database, wish: CompareWish): Promise<Comparison> {
  const { company } = await companyNumbered(database, wish.company);
  return inTransaction(database, (client) =>
    compareWithPlex(
      {
        run: (statement, values) => statement.run(client, values),
        copyCsv: (table, columns, bytes) => copyCsv(client, table, columns, bytes),
      },
      { company, file: wish.file, ...(wish.run !== undefined && { run: wish.run }) },
    ),
  );
}
