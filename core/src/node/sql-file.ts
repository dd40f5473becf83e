// SQL lives in .sql files, one statement each, with named parameters (`:company`); this turns them into numbered ones.
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
 * Loads the statement in `file`, relative to the calling module (`import.meta.url`). What is run `often`, with few rows, is
 * prepared once on each connection; what works on many rows is planned anew for its values.
 */
export function sqlFile(file: string, base: string, { often = false }: { readonly often?: boolean } = {}): SqlFile {
  const { text, names } = numberParameters(readFileSync(new URL(file, base), 'utf8'));
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
