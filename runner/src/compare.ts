// The comparison with Plex's own export as a process: arguments and DATABASE_URL in, words or JSON out, exit 0, 1 or 2.
import { AppError, asAppError } from '@repsys/core';
import { companyNumbered, type Database, environment, inTransaction, migrate, openDatabase } from '@repsys/core/node';
import { type CompareArguments, compareArguments, compareUsage } from './reports/trial-balance/compare/arguments.ts';
import { type Comparison, compareWithPlex } from './reports/trial-balance/compare/compare.ts';
import { exportColumns, UnusableExport } from './reports/trial-balance/compare/export-file.ts';
import { comparisonWords } from './reports/trial-balance/compare/words.ts';
import { copyCsv } from './warehouse/copy-csv.ts';

const exitCodes = { equal: 0, different: 1, unusable: 2 } as const;

/** Compares in one transaction, which leaves nothing behind. */
export async function compareFile(database: Database, wish: CompareArguments): Promise<Comparison> {
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

async function main(args: readonly string[]): Promise<number> {
  const wish = compareArguments(args);
  if (wish === 'help') {
    process.stdout.write(`${compareUsage}\n`);
    return exitCodes.equal;
  }
  await exportColumns(wish.file);
  const url = environment().DATABASE_URL;
  if (!url) throw new AppError('CONFIG_INVALID', 'DATABASE_URL is not set.');
  const database = openDatabase(url, { name: 'compare', max: 1 });
  try {
    await migrate(database);
    const comparison = await compareFile(database, wish);
    const text = wish.json ? JSON.stringify(comparison, null, 2) : comparisonWords(comparison).join('\n');
    process.stdout.write(`${text}\n`);
    return comparison.equal ? exitCodes.equal : exitCodes.different;
  } finally {
    await database.close();
  }
}

function tell(error: unknown): number {
  if (error instanceof UnusableExport) process.stderr.write(`${error.message}\n`);
  else {
    const { code, message, move } = asAppError(error);
    process.stderr.write(`${code} ${message}\n${move}\n`);
    if (code === 'REQUEST_INVALID') process.stderr.write(`\n${compareUsage}\n`);
  }
  return exitCodes.unusable;
}

if (import.meta.main ?? process.argv[1]?.endsWith('compare.ts')) process.exitCode = await main(process.argv.slice(2)).catch(tell);
