// The port to the workbook writer: a sheet as data. Whoever describes a sheet decides nothing about XML or zip.

/** Excel's last row, counted from 1: stamp, header and data together. What has no room goes on in "<name> (2)". */
export const maxSheetRows = 1_048_576;

/** Excel keeps 15 digits of a number: what has more is shown wrongly, so it is said and written as text beside. */
const mostDigits = 15;

/** Whether Excel shows decimal text such as `-1234.50` as it is: zeros at either end do not count. */
export function isShownExactly(text: string): boolean {
  if (text.length <= mostDigits) return true;
  return text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length <= mostDigits;
}

/** How a column's cells are shown. Amounts: `#,##0.00;(#,##0.00)`, exact ones with up to five decimals. Integers: `#,##0`. Timestamps: UTC, to the second. */
export type ColumnKind = 'text' | 'amount' | 'exact' | 'integer' | 'timestamp';

/** `width` in characters of the default font. */
export type SheetColumn = { readonly header: string; readonly kind: ColumnKind; readonly width: number };

/** A live formula (without '=') and the true value that it has when the file is written. */
export type FormulaCell = { readonly formula: string; readonly value: string };

/**
 * text: written as text whatever it looks like. amount, exact, integer: plain decimal text such as `-1234.50`, or a formula with
 * such a value. timestamp: ISO 8601 in UTC. null: an empty cell.
 */
export type Cell = string | FormulaCell | null;

/**
 * How a row stands out. `note` is for prose that may run across columns. In plain rows an amount or integer must be a
 * number (else a plain Error: a mistake of ours); in all others a word such as `none` may stand in its place.
 * Totals and notes at the end stay outside the filter.
 */
export type RowStyle = 'plain' | 'total' | 'section' | 'good' | 'warning' | 'bad' | 'note';

/** A row where the style is not plain; plain rows may be bare arrays. */
export type StyledRow = { readonly style: RowStyle; readonly cells: readonly Cell[] };
export type SheetRow = readonly Cell[] | StyledRow;

/**
 * One sheet. `rows` come in batches and are written as they come: memory stays flat. A sheet that outgrows Excel's
 * 1,048,576 rows goes on in "<name> (2)", header repeated. `stamp`: a line in red above the header, e.g. NOT TIED.
 */
export type Sheet = {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: Iterable<readonly SheetRow[]> | AsyncIterable<readonly SheetRow[]>;
  readonly stamp?: string;
  readonly autofilter?: boolean;
};

/** What was written. `rows` counts data rows by sheet name, in order, continuation sheets apart. */
export type WorkbookReceipt = {
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: Readonly<Record<string, number>>;
};
