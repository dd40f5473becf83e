// The Summary's formulas, calculated anew by another program: they must give what stands beside them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasLibreOffice, shownByLibreOffice } from '../../../workbook/testing/libre-office.ts';
import { type BookPeriod, type LittleBooks, months } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { inColumn, rewritingPlex } from './wire.ts';
import { cells, sheetXml, workbookBytes } from './workbook.ts';

const rules = useRules();

const books = (periods: readonly BookPeriod[]): LittleBooks => ({
  accounts: {
    BANK: 'Asset',
    LOAN: 'Liability',
    RE: { kind: 'Equity', retained: true },
    SALES: 'Revenue',
    RENT: 'Expense',
  },
  entries: [
    ['2023-11-10', { BANK: '1000.10', LOAN: '-1000.10' }],
    ['2023-12-10', { RENT: '70.3', BANK: '-70.3' }],
    ['2024-01-10', { RENT: '100.1', BANK: ['-100.1', '7'], SALES: '-7' }],
    ['2024-02-10', { SALES: '-0.2', BANK: '0.2' }],
    ['2024-10-10', { RENT: '0.01', LOAN: '-0.01' }],
    ['2024-11-10', { SALES: '-5000', BANK: '5000' }],
  ],
  periods,
});

/** As the sheet shows an amount or a count. */
const shown = (value: string, column: number): string => {
  if (!/^-?\d/.test(value) || column < 2) return value;
  const digits = column === 2 ? 0 : 2;
  const text = Math.abs(Number(value)).toLocaleString('en-US', { minimumFractionDigits: digits });
  return Number(value) < 0 ? `(${text})` : text;
};

/** The Summary as it was written, and as LibreOffice calculates it. */
async function twice(company: Company, run: number) {
  const path = join(company.world.folder, `summary-${run}.xlsx`);
  await writeFile(path, await workbookBytes(company, run));
  const written = (await cells(company, run, 'Summary')).map((row) => row.map(shown).filter(Boolean));
  const { Summary = [] } = await shownByLibreOffice(path);
  return { written, calculated: Summary.map((row) => row.filter(Boolean)) };
}

describe.skipIf(!hasLibreOffice)('the formulas of the Summary', () => {
  it.each([
    ['that differ in upper and lower case alone', 'EXPENSE', 'expense'],
    ['with an operator in front', '<Other>', '>=0'],
    ['with wildcards', '*', 'E?pense'],
    ['with a sign that quotes wildcards', 'A~sset', '~'],
    ['that look like numbers or nothing', '1', 'TRUE'],
  ])('give the values beside them, whatever the categories: %s', async (_what, ofRent, ofLoan) => {
    const company = await rules().company(books(months(202311, 202412, { openFrom: 202411 })), '2024-12-20');
    const categories: Readonly<Record<string, string>> = { RENT: ofRent, LOAN: ofLoan };
    const url = await rewritingPlex(company, (text, key) =>
      key !== 18002
        ? text
        : text.replace(/<Row>.*?<\/Row>/gs, (row) => {
            const [, account = ''] = /<Value>(RENT|LOAN)<\/Value><Name>Account_No</.exec(row) ?? [];
            const category = categories[account]?.replace('<', '&lt;').replace('>', '&gt;');
            return category ? inColumn(row, 'Category_Type', () => category) : row;
          }),
    );
    const view = await company.report({ from: 202312, to: 202412, settings: { PLEX_URL: url } });
    const { written, calculated } = await twice(company, view.id);
    expect(written.flat()).toEqual(expect.arrayContaining([ofRent, ofLoan]));
    expect(calculated).toEqual(written);
  });

  it.each([
    ['the usual ones', (label: string) => label],
    ['of which one begins another', (_label: string, month: number) => `FY24P${month}`],
    ['of which two are the same', (label: string, month: number) => (month === 2 ? '01-2024' : label)],
    ['with a wildcard in them', (label: string) => label.replace('-', '*')],
    ['with an operator in front', (label: string) => `<${label.slice(0, 6)}`],
  ])('give the values beside them, whatever the labels: %s', async (_what, labelOf) => {
    const periods = months(202311, 202412, { openFrom: 202411 });
    const labelled = periods.map((each) => {
      const month = each.period % 100;
      const usual = `${String(month).padStart(2, '0')}-${Math.trunc(each.period / 100)}`;
      return { ...each, label: each.period < 202401 ? usual : labelOf(usual, month) };
    });
    const company = await rules().company(books(labelled), '2024-12-20');
    const view = await company.report({ from: 202312, to: 202412 });
    const { written, calculated } = await twice(company, view.id);
    expect(calculated).toEqual(written);
    expect(await sheetXml(company, view.id, 1)).not.toMatch(/<f>(?!ROUND|SUM\(C)/);
  });
});
