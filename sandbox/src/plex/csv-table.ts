// Reads a CSV file by column names: any order, extra columns ignored, a BOM tolerated. Everything wrong is collected, not thrown at once.
import { type CsvError, parse } from 'csv-parse/sync';
import { isDay } from './day.ts';

/** Files that were refused. `problems` are lines of "file:line: reason"; at most 20 are listed, the rest counted. */
export class CsvProblems extends Error {
  override readonly name = 'CsvProblems';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The books cannot be read:\n${problems.join('\n')}`);
    this.problems = problems;
  }
}

/** Collects problems; line 0 means the file as a whole. */
export type ProblemList = {
  readonly add: (file: string, line: number, reason: string) => void;
  /** Throws CsvProblems when anything was added. */
  readonly assertNone: () => void;
};

const mostListed = 20;

/** An empty list of problems. */
export function problemList(): ProblemList {
  const listed: string[] = [];
  let unlisted = 0;
  return {
    add: (file, line, reason) => {
      if (listed.length < mostListed) listed.push(`${file}${line > 0 ? `:${line}` : ''}: ${reason}`);
      else unlisted += 1;
    },
    assertNone: () => {
      if (listed.length > 0) throw new CsvProblems(unlisted > 0 ? [...listed, `… and ${unlisted} more`] : listed);
    },
  };
}

/** One row: its cells by lower-case column name (empty text where there is none) and how to say what is wrong with it. */
export type CsvRow = { readonly cell: (column: string) => string; readonly problem: (reason: string) => void };

type ParsedRecord = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

/**
 * The rows of a file, checked while they are read. Reports a file that is not UTF-8 or not CSV, missing columns and rows of
 * another width: an unquoted thousands separator would otherwise move an amount to another column.
 */
export function* csvRows(
  file: string,
  bytes: Uint8Array,
  required: readonly string[],
  problems: ProblemList,
): Generator<CsvRow> {
  const [header, ...records] = parsed(file, bytes, problems);
  if (!header) return;
  const columns = new Map(header.record.map((name, index) => [name.toLowerCase(), index]));
  const missing = required.filter((name) => !columns.has(name));
  for (const name of missing) problems.add(file, header.info.lines, `column ${name} is missing`);
  if (missing.length > 0) return;
  for (const { record, info } of records) {
    const problem = (reason: string) => problems.add(file, info.lines, reason);
    if (record.length === header.record.length) {
      yield { cell: (column) => record[columns.get(column) ?? -1] ?? '', problem };
    } else problem(`${record.length} fields where the header has ${header.record.length}`);
  }
}

function parsed(file: string, bytes: Uint8Array, problems: ProblemList): readonly ParsedRecord[] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const options = { bom: true, info: true, trim: true, relax_column_count: true, skip_empty_lines: true } as const;
    const records = parse(text, options) as unknown as ParsedRecord[];
    if (records.length === 0) problems.add(file, 0, 'the file is empty');
    return records;
  } catch (error) {
    if (error instanceof TypeError) problems.add(file, 0, 'the file is not UTF-8');
    else problems.add(file, Number((error as CsvError).lines ?? 0), (error as Error).message);
    return [];
  }
}

const usDay = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/** A day written 2024-03-31 or 3/31/2024 as `YYYY-MM-DD`; undefined for anything else. */
export function csvDay(text: string): string | undefined {
  const [, month, day, year] = usDay.exec(text) ?? [];
  const iso = year && month && day ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  return isDay(iso) ? iso : undefined;
}

/** A flag (true/false, yes/no, 1/0; empty means `absent`); undefined for anything else. */
export function csvFlag(text: string, absent: boolean): boolean | undefined {
  if (text === '') return absent;
  if (/^(true|yes|1)$/i.test(text)) return true;
  return /^(false|no|0)$/i.test(text) ? false : undefined;
}
