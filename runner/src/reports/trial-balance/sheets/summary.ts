// The Summary sheet: per period and category type the sums as live formulas over the rows, and the line that must be zero.
import { centsText, parseAmount, toCents } from '@repsys/core';
import {
  type FormulaCell,
  maxSheetRows,
  type Sheet,
  type SheetColumn,
  type SheetRow,
  type StyledRow,
} from '../../../workbook/sheet.ts';

/** One period and category. Amounts are decimal text with two places, the sums of the cells shown. */
export type SummaryRow = {
  readonly period: number;
  readonly display: string;
  readonly category: string;
  readonly accounts: number;
  readonly movement: string;
  readonly ytd: string;
  readonly debit: string;
  readonly credit: string;
};

const columns: readonly SheetColumn[] = [
  { header: 'Period', kind: 'text', width: 11 },
  { header: 'Category Type', kind: 'text', width: 18 },
  { header: 'Accounts', kind: 'integer', width: 12 },
  { header: 'Current Debit/(Credit)', kind: 'amount', width: 22 },
  { header: 'YTD Debit/(Credit)', kind: 'amount', width: 22 },
  { header: 'Debit', kind: 'amount', width: 22 },
  { header: 'Credit', kind: 'amount', width: 22 },
];

/** The amounts, their column here and their column on the sheet Trial Balance. */
const amounts = [
  ['movement', 'D', 'G'],
  ['ytd', 'E', 'H'],
  ['debit', 'F', 'I'],
  ['credit', 'G', 'J'],
] as const;
type AmountName = (typeof amounts)[number][0];

const order = ['Asset', 'Liability', 'Equity', 'Revenue', 'Expense'];
const rank = (category: string): number => (order.includes(category) ? order.indexOf(category) : order.length);

/** `stamped`: the sheets carry a stamp line, which moves every row down by one. */
export function summarySheet(rows: readonly SummaryRow[], stamped: boolean, heading: readonly StyledRow[]): Sheet {
  const headerRows = stamped ? 2 : 1;
  const total = rows.reduce((sum, row) => sum + row.accounts, 0);
  const ranges = dataRanges(total, headerRows);
  const lines: SheetRow[] = [...heading];
  const place = () => headerRows + lines.length + 1;
  for (const period of new Set(rows.map((row) => row.period))) {
    const first = place();
    const categories = rows.filter((row) => row.period === period).sort((a, b) => rank(a.category) - rank(b.category));
    for (const row of categories) lines.push(categoryRow(row, place(), ranges));
    lines.push(zeroLine(categories, first, place() - 1));
  }
  return { name: 'Summary', columns, rows: [lines] };
}

type DataRange = { readonly sheet: string; readonly first: number; readonly last: number };

/** Where the rows stand: one sheet, or several when they outgrow one. */
function dataRanges(total: number, headerRows: number): readonly DataRange[] {
  const perSheet = maxSheetRows - headerRows;
  const sheets = Math.max(1, Math.ceil(total / perSheet));
  return Array.from({ length: sheets }, (_, index) => ({
    sheet: index === 0 ? 'Trial Balance' : `Trial Balance (${index + 1})`,
    first: headerRows + 1,
    last: headerRows + Math.max(1, Math.min(perSheet, total - index * perSheet)),
  }));
}

function categoryRow(row: SummaryRow, place: number, ranges: readonly DataRange[]): SheetRow {
  const sums = amounts.map(([name, , column]): FormulaCell => {
    const parts = ranges.map((range) => sumIfs(range, column, place));
    return { formula: parts.join('+'), value: row[name] };
  });
  return [row.display, row.category, String(row.accounts), ...sums];
}

/** The wildcard makes Excel compare labels such as 03-2024 as text instead of reading them as dates. */
function sumIfs({ sheet, first, last }: DataRange, column: string, place: number): string {
  const range = (letter: string) => `'${sheet}'!$${letter}$${first}:$${letter}$${last}`;
  return `SUMIFS(${range(column)},${range('A')},$A${place}&"*",${range('B')},$B${place})`;
}

function zeroLine(categories: readonly SummaryRow[], first: number, last: number): SheetRow {
  const sums = amounts.map(
    ([name, column]): FormulaCell => ({
      formula: `SUM(${column}${first}:${column}${last})`,
      value: sumOf(categories, name),
    }),
  );
  const accounts = {
    formula: `SUM(C${first}:C${last})`,
    value: String(categories.reduce((sum, row) => sum + row.accounts, 0)),
  };
  return { style: 'total', cells: [categories[0]?.display ?? '', 'All accounts', accounts, ...sums] };
}

function sumOf(rows: readonly SummaryRow[], name: AmountName): string {
  return centsText(rows.reduce((sum, row) => sum + toCents(parseAmount(row[name])), 0n));
}
