// The comparison with Plex's own export as a process: arguments and DATABASE_URL in, words or JSON out, exit 0, 1 or 2.
import { AppError, asAppError } from '@repsys/core';
import { environment, migrate, openDatabase } from '@repsys/core/node';
import { compareFile } from './compare-file.ts';
import { compareArguments, compareUsage } from './reports/trial-balance/compare/arguments.ts';
import { exportColumns, UnusableExport } from './reports/trial-balance/compare/export-file.ts';
import { comparisonWords } from './reports/trial-balance/compare/words.ts';

const exitCodes = { equal: 0, different: 1, unusable: 2 } as const;

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

process.exitCode = await main(process.argv.slice(2)).catch(tell);
