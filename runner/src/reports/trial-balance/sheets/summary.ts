// The Summary sheet: per period and category type the sums as live formulas over the rows, and the line that must be zero.
import { centsText, parseAmount, toCents } from '@repsys/core';
import {
  type FormulaCell,
  isShownExactly,
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
  /** The first period of a fiscal year. */
  readonly opens: boolean;
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
/** Names that Excel's criteria take as they are; in others they read wildcards, operators or numbers. */
const usual = [...order, 'Unclassified'];
const rank = (category: string): number => (order.includes(category) ? order.indexOf(category) : order.length);

/** `stamped`: the sheets carry a stamp line, which moves every row down by one. */
export function summarySheet(rows: readonly SummaryRow[], stamped: boolean, heading: readonly StyledRow[]): Sheet {
  const headerRows = stamped ? 2 : 1;
  const labels = new Map(rows.map((row) => [row.period, row.display]));
  const lines: SheetRow[] = [...heading];
  const place = () => headerRows + lines.length + 1;
  const odd = oddCategories(rows);
  let before = 0;
  for (const [period, label] of labels) {
    const first = place();
    const categories = rows.filter((row) => row.period === period).sort((a, b) => rank(a.category) - rank(b.category));
    const count = countOf(categories);
    const ranges = isPlain(label, [...labels.values()])
      ? rangesOf(0, countOf(rows), headerRows)
      : rangesOf(before, count, headerRows).map((range) => ({ ...range, own: true }));
    for (const row of categories) lines.push(categoryRow(row, place(), ranges, odd.has(row.category)));
    lines.push(zeroLine(categories, first, place() - 1), ...explanation(categories), ...exactNotes(categories));
    before += count;
  }
  return { name: 'Summary', columns, rows: [lines] };
}

const countOf = (rows: readonly SummaryRow[]): number => rows.reduce((sum, row) => sum + row.accounts, 0);

/** Can the rows of a period be told by `label*`? Labels come from Plex and may be anything (rule 33). */
const isPlain = (label: string, labels: readonly string[]): boolean =>
  !/^[<>=]|[*?~]/.test(label) &&
  labels.filter((each) => each.toLowerCase().startsWith(label.toLowerCase())).length === 1;

/** The categories that criteria would not tell exactly: unusual ones, and those that differ in upper and lower case alone. */
function oddCategories(rows: readonly SummaryRow[]): ReadonlySet<string> {
  const all = [...new Set(rows.map(({ category }) => category))];
  const alike = (one: string) => all.filter((each) => each.toLowerCase() === one.toLowerCase()).length > 1;
  return new Set(all.filter((category) => !usual.includes(category) || alike(category)));
}

/** `own`: all rows in it are of one period. */
type DataRange = { readonly sheet: string; readonly first: number; readonly last: number; readonly own?: boolean };

/** Where `count` data rows behind the first `skip` stand: on one sheet, or on several when they outgrow one. */
function rangesOf(skip: number, count: number, headerRows: number): readonly DataRange[] {
  const perSheet = maxSheetRows - headerRows;
  const ranges: DataRange[] = [];
  for (let row = skip; row < skip + Math.max(1, count); row = (Math.floor(row / perSheet) + 1) * perSheet) {
    const index = Math.floor(row / perSheet);
    const last = Math.min(skip + Math.max(1, count), (index + 1) * perSheet) - 1;
    ranges.push({
      sheet: index === 0 ? 'Trial Balance' : `Trial Balance (${index + 1})`,
      first: headerRows + 1 + (row % perSheet),
      last: headerRows + 1 + (last % perSheet),
    });
  }
  return ranges;
}

function categoryRow(row: SummaryRow, place: number, ranges: readonly DataRange[], isOdd: boolean): SheetRow {
  const sums = amounts.map(([name, , column]): FormulaCell => {
    const parts = ranges.map((range) => (isOdd ? sumExact : sumIfs)(range, column, place));
    return { formula: rounded(parts.join('+')), value: row[name] };
  });
  return [row.display, row.category, String(row.accounts), ...sums];
}

/** Excel adds binary numbers: without it a sum of cents may end in 0.0000000001. */
const rounded = (sum: string): string => `ROUND(${sum},2)`;

const cellsOf =
  ({ sheet, first, last }: DataRange) =>
  (letter: string): string =>
    `'${sheet}'!$${letter}$${first}:$${letter}$${last}`;

/** Character by character: slower than criteria, but it reads nothing into a name. */
function sumExact(data: DataRange, column: string, place: number): string {
  const range = cellsOf(data);
  const period = data.own ? '' : `EXACT(${range('A')},$A${place})*`;
  return `SUMPRODUCT(${period}EXACT(${range('B')},$B${place})*${range(column)})`;
}

/** The wildcard makes Excel compare labels such as 03-2024 as text instead of reading them as dates. */
function sumIfs(data: DataRange, column: string, place: number): string {
  const range = cellsOf(data);
  const period = data.own ? '' : `,${range('A')},$A${place}&"*"`;
  return `SUMIFS(${range(column)}${period},${range('B')},$B${place})`;
}

/** Why the movements of a year's first period do not sum to zero. */
function explanation(categories: readonly SummaryRow[]): readonly SheetRow[] {
  if (!categories[0]?.opens || Number(sumOf(categories, 'movement')) === 0) return [];
  const cells = [
    "The year close moved last year's result to retained earnings: Current is that result here, not zero.",
  ];
  return [{ style: 'note', cells }];
}

const columnNames: Readonly<Record<AmountName, string>> = {
  movement: 'Current Debit/(Credit)',
  ytd: 'YTD Debit/(Credit)',
  debit: 'Debit',
  credit: 'Credit',
};

/** The sums of a period that have more digits than Excel keeps, as text. */
function exactNotes(categories: readonly SummaryRow[]): readonly SheetRow[] {
  const sums = amounts.flatMap(([name]) => [
    ...categories.map((row) => ({ what: row.category, name, text: row[name] })),
    { what: 'All accounts', name, text: sumOf(categories, name) },
  ]);
  return sums
    .filter(({ text }) => !isShownExactly(text))
    .map(({ what, name, text }) => ({
      style: 'note',
      cells: [`Excel keeps 15 digits. Exactly: ${what}, ${columnNames[name]} ${text}`],
    }));
}

function zeroLine(categories: readonly SummaryRow[], first: number, last: number): SheetRow {
  const sums = amounts.map(
    ([name, column]): FormulaCell => ({
      formula: rounded(`SUM(${column}${first}:${column}${last})`),
      value: sumOf(categories, name),
    }),
  );
  const accounts = {
    formula: `SUM(C${first}:C${last})`,
    value: String(countOf(categories)),
  };
  return { style: 'total', cells: [categories[0]?.display ?? '', 'All accounts', accounts, ...sums] };
}

function sumOf(rows: readonly SummaryRow[], name: AmountName): string {
  return centsText(rows.reduce((sum, row) => sum + toCents(parseAmount(row[name])), 0n));
}
