// The command line of `npm run report`, read at the wall.
import { parseArgs } from 'node:util';
import { AppError, type PeriodWish, parsePeriodWish } from '@repsys/core';

/** What was asked for on the command line. */
export type ReportArguments = {
  readonly wish: { readonly report: string; readonly periods: PeriodWish } | { readonly resume: number };
  readonly company?: number;
  readonly today?: string;
  readonly out?: string;
  readonly json: boolean;
  readonly allowUntied: boolean;
};

export const usage = `Usage: npm run report -- <report> <periods> [options]

  npm run report -- TB 2024-03 --out tb.xlsx
  npm run report -- TB 2023-01..2023-12 --company 111111
  npm run report -- TB last closed     also: this month, last month, mar 2024, q1 2024, fy2023, ytd
  npm run report -- resume 12          take a failed run up again; finished steps are kept

Options
  --out FILE         where to write the workbook (default: its own name, here)
  --company NUMBER   the company (default: the first one)
  --today DAY        make this the day of the books, YYYY-MM-DD (sandbox and tests)
  --allow-untied     deliver even if the checks fail, stamped NOT TIED
  --json             print the result as JSON
  --help             this text

Exit codes: 0 tied, 3 delivered with warnings or untied, 1 failed, 2 wrong arguments.`;

/** Reads the arguments. Throws REQUEST_INVALID. */
export function readArguments(args: readonly string[]): ReportArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  return {
    wish: readWish(positionals),
    json: values.json ?? false,
    allowUntied: values['allow-untied'] ?? false,
    ...(values.company !== undefined && { company: number('--company', values.company) }),
    ...(values.today !== undefined && { today: day(values.today) }),
    ...(values.out !== undefined && { out: values.out }),
  };
}

function readWish([first, ...rest]: readonly string[]): ReportArguments['wish'] {
  if (!first || rest.length === 0) throw wrong('Name a report and its periods, as in: TB 2024-03');
  const words = rest.join(' ');
  if (first.toLowerCase() === 'resume') return { resume: number('resume', words) };
  return { report: first, periods: parsePeriodWish(words) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        company: { type: 'string' },
        today: { type: 'string' },
        'allow-untied': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function number(option: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw wrong(`${option} takes a number, not "${value}".`);
}

function day(value: string): string {
  const time = Date.parse(`${value}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value) && new Date(time).toISOString().startsWith(value)) return value;
  throw wrong(`--today takes an existing day as YYYY-MM-DD, not "${value}".`);
}

const wrong = (message: string) => new AppError('REQUEST_INVALID', message);
