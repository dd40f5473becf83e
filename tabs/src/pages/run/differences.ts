// Differences of a check as rows: which columns they have, in which order, and as a CSV file.
import { abs, type DifferencesAnswer, formatPeriod, isDecimal, type Period, parseAmount } from '@repsys/core';

export type Row = DifferencesAnswer['differences'][number];
export type Column = 'account' | 'name' | 'period' | 'ours' | 'theirs' | 'difference' | 'note';
export type Order = { readonly by: Column; readonly order: 'ascending' | 'descending' };

const columns: readonly Column[] = ['account', 'name', 'period', 'ours', 'theirs', 'difference', 'note'];
const amounts: readonly Column[] = ['ours', 'theirs', 'difference'];

/** True for columns of money. */
export const isAmount = (column: Column): boolean => amounts.includes(column);

/** The columns that some row has something in. */
export const usedColumns = (rows: readonly Row[]): readonly Column[] =>
  columns.filter((column) => rows.some((row) => cellOf(row, column) !== undefined));

const exact = (text: string | undefined): bigint | undefined =>
  text !== undefined && isDecimal(text) ? parseAmount(text) : undefined;

function differenceOf({ ours, theirs }: Row): bigint | undefined {
  const [mine, other] = [exact(ours), exact(theirs)];
  return mine === undefined || other === undefined ? undefined : mine - other;
}

/** What stands in a cell, exactly; amounts as decimal text. */
export function cellOf(row: Row, column: Column): string | undefined {
  if (column === 'period') return row.period === undefined ? undefined : formatPeriod(row.period as Period);
  if (column !== 'difference') return row[column];
  const difference = differenceOf(row);
  return difference === undefined ? undefined : decimal(difference);
}

/** Decimal text of an exact amount, with as many places as it needs, two at least. */
function decimal(amount: bigint): string {
  const digits = abs(amount).toString().padStart(6, '0');
  const places = digits.slice(-5).replace(/0{1,3}$/, '');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -5)}.${places}`;
}

/** The rows in an order; rows without the cell come last. Of amounts of difference the size counts, not the sign. */
export function sorted(rows: readonly Row[], { by, order }: Order): readonly Row[] {
  const sign = order === 'ascending' ? 1 : -1;
  return rows.toSorted((left, right) => {
    const [one, other] = [keyOf(left, by), keyOf(right, by)];
    if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
    return one < other ? -sign : one > other ? sign : 0;
  });
}

function keyOf(row: Row, by: Column): bigint | string | undefined {
  if (!isAmount(by)) return cellOf(row, by);
  const amount = by === 'difference' ? differenceOf(row) : exact(by === 'ours' ? row.ours : row.theirs);
  return amount === undefined || by !== 'difference' ? amount : abs(amount);
}

/** How a locale writes files that Excel opens: German Excel wants a semicolon and a decimal comma. */
export type CsvForm = { readonly separator: ',' | ';'; readonly point: '.' | ',' };

/** All rows as CSV, with a mark by which Excel knows UTF-8. What would be run as a formula is kept a text. */
export function csvOf(rows: readonly Row[], titles: Readonly<Record<Column, string>>, form: CsvForm): string {
  const used = usedColumns(rows);
  const text = (value: string) => `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
  const cell = (row: Row, column: Column) => {
    const value = cellOf(row, column) ?? '';
    return isAmount(column) ? value.replace('.', form.point) : value === '' ? '' : text(value);
  };
  const lines = [used.map((column) => text(titles[column])), ...rows.map((row) => used.map((each) => cell(row, each)))];
  return `\ufeff${lines.map((cells) => cells.join(form.separator)).join('\r\n')}\r\n`;
}
