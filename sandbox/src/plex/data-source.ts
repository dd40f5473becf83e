// What a data source of the sandbox is: its inputs, its columns and how it answers from a ledger.
import type { Ledger } from './ledger.ts';

/** Rows of text in the order of the columns; the number of rows is known before the first one is made. */
export type Table = {
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly rows: Iterable<readonly string[]>;
};

/** Inputs by lower-case name without '@'. */
export type Inputs = ReadonlyMap<string, string>;

/** An input of a data source. */
export type DataSourceInput = { readonly name: string; readonly required: boolean };

/** A data source. `vital` is the column that a reader cannot do without, `numeric` one that must be a number. */
export type DataSource = {
  readonly key: number;
  readonly name: string;
  readonly inputs: readonly DataSourceInput[];
  readonly columns: readonly string[];
  readonly vital: string;
  readonly numeric: string;
  readonly answer: (ledger: Ledger, inputs: Inputs) => Omit<Table, 'columns'>;
};

/** A request that Plex answers with Error=true and this message. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
}

/** An input's text; empty when it was not sent. */
export function inputText(inputs: Inputs, name: string): string {
  return inputs.get(name.toLowerCase())?.trim() ?? '';
}

/** An input as a period number. Throws Rejection. */
export function inputPeriod(inputs: Inputs, name: string): number {
  const text = inputText(inputs, name);
  if (!/^\d{6}$/.test(text)) throw new Rejection(`Input @${name} must be a period as YYYYMM, not "${text}".`);
  return Number(text);
}
