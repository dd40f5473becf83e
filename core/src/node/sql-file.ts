// SQL lives in .sql files, with named parameters (`:company`); this turns them into numbered ones. One file is one statement; one
// that can end in several ways is a file for its beginning and one for each end.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ClientBase, Pool, QueryResultRow } from 'pg';

export type SqlValues = Readonly<Record<string, unknown>>;

/** A statement ready to run. */
export type SqlFile = {
  readonly text: string;
  readonly names: readonly string[];
  run<Row extends QueryResultRow>(client: ClientBase | Pool, values: SqlValues): Promise<readonly Row[]>;
  values(values: SqlValues): unknown[];
};

/** Numbers the named parameters of a statement; `::casts` and text in quotes stay as they are. */
export function numberParameters(source: string): { text: string; names: string[] } {
  const names: string[] = [];
  const text = source.replace(/'(?:[^']|'')*'|--[^\n]*|(?<![:\w]):([a-z][a-z0-9_]*)/gi, (whole, name?: string) => {
    if (name === undefined) return whole;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, names };
}

/**
 * Loads the statement in `file`, or in a beginning and its end, relative to the calling module (`import.meta.url`). What is run `often`, with few rows, is
 * prepared once on each connection; what works on many rows is planned anew for its values.
 */
export function sqlFile(
  files: string | readonly string[],
  base: string,
  { often = false }: { readonly often?: boolean } = {},
): SqlFile {
  const parts = [files].flat();
  const file = parts.join(' + ');
  const { text, names } = numberParameters(parts.map((part) => readFileSync(new URL(part, base), 'utf8')).join('\n'));
  const prepared = often ? { name: basename(file) } : {};
  const ordered = (values: SqlValues) => names.map((name) => required(values, name, file));
  return {
    text,
    names,
    values: ordered,
    async run(client, values) {
      return (await client.query({ ...prepared, text, values: ordered(values) })).rows;
    },
  };
}

function required(values: SqlValues, name: string, file: string): unknown {
  if (!(name in values)) throw new Error(`${file} needs the parameter :${name}`);
  return values[name];
}
