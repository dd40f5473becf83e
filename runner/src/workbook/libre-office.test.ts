// The workbook as an independent program shows it, with every formula calculated anew.
import { expect, test, vi } from 'vitest';
import type { SheetRow } from './sheet.ts';
import { hasLibreOffice, shownByLibreOffice } from './testing/libre-office.ts';
import { accountSheet, written } from './testing/sheets.ts';

// Starting a reader of another make takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const accounts: readonly SheetRow[] = [
  ['0010', 'Cash', '1234.5', '1234567', '2026-11-20T12:13:14Z'],
  ['1E5', 'Bank', '-0.10', '-12', '2024-02-29T23:59:59.9Z'],
  ['3', '', '0.20', null, null],
];

const total = (formula: string, value: string): SheetRow => ({
  style: 'total',
  cells: ['Total', null, { formula, value }],
});

const shownAccounts = [
  ['No', 'Name', 'Current Debit/(Credit)', 'Accounts', 'Posted'],
  ['0010', 'Cash', '1,234.50', '1,234,567', '2026-11-20 12:13:14'],
  ['1E5', 'Bank', '(0.10)', '-12', '2024-02-29 23:59:59'],
  ['3', '', '0.20', '', ''],
];

test.skipIf(!hasLibreOffice)(
  'every cell is shown in the format of its column, and sums come out as written',
  async () => {
    const rows = [...accounts, total('SUBTOTAL(109,C2:C4)', '1234.60')];
    const { path } = await written([accountSheet(rows, { autofilter: true })]);
    expect((await shownByLibreOffice(path))['Trial balance']).toEqual([
      ...shownAccounts,
      ['Total', '', '1,234.60', '', ''],
    ]);
  },
);

test.skipIf(!hasLibreOffice)('a wrong value beside a formula would be found: the reader does calculate', async () => {
  const { path } = await written([accountSheet([...accounts, total('SUM(C2:C4)', '99.00')])]);
  expect((await shownByLibreOffice(path))['Trial balance']?.[4]?.[2]).toBe('1,234.60');
});

test.skipIf(!hasLibreOffice)('stamped sheets and their continuations open alike', async () => {
  const stamped = accountSheet(accounts, { stamp: 'NOT TIED', autofilter: true });
  const { path } = await written([stamped], {}, { sheetRows: 4 });
  const shown = await shownByLibreOffice(path);
  expect(shown['Trial balance']).toEqual([['NOT TIED', '', '', '', ''], ...shownAccounts.slice(0, 3)]);
  expect(shown['Trial balance (2)']?.[2]).toEqual(shownAccounts[3]);
});
