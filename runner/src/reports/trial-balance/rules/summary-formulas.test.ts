// The Summary's formulas, calculated anew by another program: they must give what stands beside them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasLibreOffice, shownByLibreOffice } from '../../../workbook/testing/libre-office.ts';
import { type BookPeriod, type LittleBooks, months } from './books.ts';
import { useRules } from './kit.ts';
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

describe.skipIf(!hasLibreOffice)('the formulas of the Summary', () => {
  it.each([
    ['the usual ones', (label: string) => label],
    ['of which one begins another', (_label: string, month: number) => `FY24P${month}`],
    ['of which two are the same', (label: string, month: number) => (month === 2 ? '01-2024' : label)],
    ['with a wildcard in them', (label: string) => label.replace('-', '*')],
  ])('give the values beside them, whatever the labels: %s', async (_what, labelOf) => {
    const periods = months(202311, 202412, { openFrom: 202411 });
    const labelled = periods.map((each) => {
      const month = each.period % 100;
      const usual = `${String(month).padStart(2, '0')}-${Math.trunc(each.period / 100)}`;
      return { ...each, label: each.period < 202401 ? usual : labelOf(usual, month) };
    });
    const company = await rules().company(books(labelled), '2024-12-20');
    const view = await company.report({ from: 202312, to: 202412 });
    const path = join(company.world.folder, 'summary.xlsx');
    await writeFile(path, await workbookBytes(company, view.id));
    const expected = (await cells(company, view.id, 'Summary')).map((row) => row.map(shown));
    const { Summary = [] } = await shownByLibreOffice(path);
    expect(Summary.map((row) => row.filter(Boolean))).toEqual(expected.map((row) => row.filter(Boolean)));
    expect(await sheetXml(company, view.id, 1)).not.toMatch(/<f>(?!ROUND|SUM\(C)/);
  });
});
