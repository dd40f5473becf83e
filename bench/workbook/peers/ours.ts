// Our own writer, fed in batches of decimal text as the database gives them.
import type { SheetColumn, SheetRow } from '../../../runner/src/workbook/sheet.ts';
import { writeWorkbook } from '../../../runner/src/workbook/write-workbook.ts';
import { amounts, centsOf, headers, nameOf, numberOf, periodOf, reportUsage } from './data.mjs';

const [path = '', count = ''] = process.argv.slice(2);

const columns = headers.map(
  (header, index): SheetColumn => ({ header, kind: index < 3 ? 'text' : 'amount', width: 18 }),
);

function decimalText(cents: number): string {
  const digits = Math.abs(cents);
  const rest = digits % 100;
  return `${cents < 0 ? '-' : ''}${(digits / 100) | 0}.${rest < 10 ? '0' : ''}${rest}`;
}

function makeRow(row: number): SheetRow {
  const cells = [periodOf(row), numberOf(row), nameOf(row)];
  for (let column = 0; column < amounts; column += 1) cells.push(decimalText(centsOf(row, column)));
  return cells;
}

function* batches(rows: number): Generator<SheetRow[]> {
  for (let from = 0; from < rows; from += 1000) {
    yield Array.from({ length: Math.min(1000, rows - from) }, (_, index) => makeRow(from + index));
  }
}

await writeWorkbook(path, [{ name: 'Data', columns, rows: batches(Number(count)), autofilter: true }], {
  title: 'Bench',
  created: new Date(0),
});
reportUsage();
