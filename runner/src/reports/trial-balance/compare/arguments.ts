// The command line of `npm run compare`, read at the wall.
import { parseArgs } from 'node:util';
import { AppError } from '@repsys/core';

export type CompareArguments = {
  readonly file: string;
  readonly company?: number;
  readonly run?: number;
  readonly json: boolean;
};

export const compareUsage = `Usage: npm run compare -- <plex.csv> [options]

Compares Plex's own export "trial balance multi-level" with the numbers of the warehouse, period by period and account by account.
Up to one cent is equal.

Options
  --company NUMBER   the company (default: the first one)
  --run RUN          compare what this run delivered, instead of the warehouse as it is
  --json             print the result as JSON
  --help             this text

Exit codes: 0 equal, 1 differences or accounts of Plex that are missing in ours, 2 wrong arguments or a file that cannot be compared.`;

/** Reads the arguments. Throws REQUEST_INVALID. */
export function compareArguments(args: readonly string[]): CompareArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [file, ...rest] = positionals;
  if (!file || rest.length > 0) throw wrong("Name one file: Plex's export as CSV.");
  return {
    file,
    json: values.json ?? false,
    ...(values.company !== undefined && { company: number('company', values.company) }),
    ...(values.run !== undefined && { run: number('run', values.run) }),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { company: text, run: text, json: flag, help: { ...flag, short: 'h' } } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

function number(option: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw wrong(`--${option} takes a number, not "${value}".`);
}

const wrong = (message: string) => new AppError('REQUEST_INVALID', message);
