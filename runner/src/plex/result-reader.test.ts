// The wall: whole answers come through equal, broken ones end in a coded error that says where.
import { AppError } from '@repsys/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataSource, SourceRow } from './data-source.ts';
import { type ReadOptions, readResult } from './result-reader.ts';
import { answerXml, envelopeXml, fault11, fault12, rowXml, soap12, type WireRow } from './testing/answer.ts';

const source: DataSource = {
  key: '4814',
  name: 'Account_Activity_Summary_xPCN_Get',
  columns: [
    { name: 'Account_No', kind: 'text' },
    { name: 'Debit', kind: 'amount' },
    { name: 'Note', kind: 'text', nullable: true },
  ],
};
const place = { company: '111111', source, slice: 'period 202401' };
const row = (account: string, debit = '1.5', note: string | null | undefined = ''): WireRow => [
  ['Account_No', account],
  ['Debit', debit],
  ['Note', note],
];

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

type Given = Partial<ReadOptions> & { sizes?: readonly number[]; seen?: SourceRow[] };

async function rowsOf(answer: string | Uint8Array, given: Given = {}): Promise<SourceRow[]> {
  const { sizes = [1 << 20], seen = [], ...options } = given;
  const bytes = typeof answer === 'string' ? Buffer.from(answer) : answer;
  for await (const batch of readResult(inChunks(bytes, sizes), { place, maxBytes: 1e9, ...options }))
    seen.push(...batch);
  return seen;
}

async function failure(answer: string | Uint8Array, given: Given = {}): Promise<AppError> {
  try {
    await rowsOf(answer, given);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the answer was taken');
}

describe('a whole answer', () => {
  it('gives its rows in the order of the columns that were asked for', async () => {
    const shuffled: WireRow = [
      ['Extra', 'x'],
      ['Note', 'n'],
      ['Debit', '2'],
      ['Account_No', 'b'],
      ['account_no', 'z'],
    ];
    expect(await rowsOf(answerXml([row('a'), shuffled, row('c', '-3E-02', undefined), row('d', '4', null)]))).toEqual([
      ['a', '1.5', null],
      ['b', '2', 'n'],
      ['c', '-3E-02', null],
      ['d', '4', null],
    ]);
  });
  it('may have no rows in any of three forms', async () => {
    expect(await rowsOf(answerXml([], { resultSets: '' }))).toEqual([]);
    expect(await rowsOf(answerXml([], { resultSets: '<ResultSets/>' }))).toEqual([]);
    const noRows = '<ResultSets><ResultSet><RowCount>0</RowCount></ResultSet></ResultSets>';
    expect(await rowsOf(answerXml([], { resultSets: noRows }))).toEqual([]);
    expect(await rowsOf(answerXml([]))).toEqual([]);
  });
  it('may use any prefix, SOAP 1.2, CDATA, comments and a name before its value', async () => {
    const body =
      '<d:ExecuteDataSourceResponse xmlns:d="http://www.plexus-online.com/DataSource"><d:ExecuteDataSourceResult>' +
      '<d:StatusNo>0</d:StatusNo><d:Error>False</d:Error><d:ErrorNo>0</d:ErrorNo><d:ResultSets><d:ResultSet>' +
      '<d:RowCount>1</d:RowCount><d:Rows><d:Row><d:Columns>\n<d:Column><d:Name>Account_No</d:Name><d:Value>a<![CDATA[<&>]]>b<!-- - -->c</d:Value></d:Column>' +
      '<d:Column><d:Value>1</d:Value><d:Name>Debit</d:Name></d:Column><d:Column><d:Name>Note</d:Name></d:Column></d:Columns></d:Row></d:Rows>' +
      '</d:ResultSet></d:ResultSets></d:ExecuteDataSourceResult></d:ExecuteDataSourceResponse>';
    expect(await rowsOf(envelopeXml(body, soap12))).toEqual([['a<&>bc', '1', null]]);
  });
  it('keeps only its first result set', async () => {
    const set = (text: string) => `<ResultSet><RowCount>1</RowCount><Rows>${text}</Rows></ResultSet>`;
    const resultSets = `<ResultSets>${set(rowXml(row('a')))}${set('<Row/>')}</ResultSets>`;
    expect(await rowsOf(answerXml([], { resultSets }))).toHaveLength(1);
  });
  it('is read in the charset it declares', async () => {
    const text = answerXml([row('Zürich')]);
    expect(await rowsOf(Buffer.from(`\ufeff${text}`))).toEqual([['Zürich', '1.5', null]]);
    expect(await rowsOf(Buffer.from(text, 'latin1'), { charset: 'ISO-8859-1' })).toEqual([['Zürich', '1.5', null]]);
    const declared = Buffer.from(text.replace('utf-8', 'windows-1252'), 'latin1');
    expect(await rowsOf(declared, { sizes: [1] })).toEqual([['Zürich', '1.5', null]]);
    const wide = Buffer.from(`\ufeff${text.replace('utf-8', 'utf-16')}`, 'utf16le');
    expect(await rowsOf(wide, { sizes: [3] })).toEqual([['Zürich', '1.5', null]]);
  });
  it('comes in batches', async () => {
    const sizes: number[] = [];
    const many = Array.from({ length: 2500 }, (_, at) => row(`a${at}`));
    const bytes = inChunks(Buffer.from(answerXml(many)), [1 << 22]);
    for await (const batch of readResult(bytes, { place, maxBytes: 1e9, batchRows: 500 })) sizes.push(batch.length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(1500);
  });
});

describe('an answer that says no', () => {
  const saying = (statusNo: string, error: string, errorNo: string, message = 'Access  denied ') =>
    answerXml([row('a')], {
      status: `<StatusNo>${statusNo}</StatusNo><Error>${error}</Error><ErrorNo>${errorNo}</ErrorNo><Message>${message}</Message>`,
    });
  it.each([
    ['Error=true', saying('0', 'true', '0')],
    ['StatusNo', saying('7', 'false', '0')],
    ['ErrorNo', saying('0', 'false', '12')],
    ['SOAP 1.1 fault', fault11('Access  denied')],
    ['SOAP 1.2 fault', fault12('Access  denied')],
  ])('is PLEX_FAULT with the message of Plex, before any row: %s', async (_, answer) => {
    const seen: SourceRow[] = [];
    const error = await failure(answer, { seen, sizes: [7], batchRows: 1 });
    expect(error.code).toBe('PLEX_FAULT');
    expect(error.message).toContain('Access  denied');
    expect(error.message).toContain('Account_Activity_Summary_xPCN_Get (4814)');
    expect(error.message).toContain('period 202401');
    expect(seen).toEqual([]);
  });
  it('has its message capped', async () => {
    expect((await failure(fault11('x'.repeat(9000)))).details.plexMessage).toHaveLength(500);
  });
});

describe('an answer of another shape is PLEX_UNEXPECTED_SHAPE', () => {
  const bad = (text: string) => answerXml([row('a'), row('b')]).replace('<Value>b</Value>', text);
  const nested = '<a>'.repeat(40) + '</a>'.repeat(40);
  it.each<[string, string | Uint8Array, Given?]>([
    ['a web page', '<!DOCTYPE html><html><body>Log in</body></html>'],
    ['a web page without DOCTYPE', '<html><body>Log in</body></html>'],
    ['a DOCTYPE with an entity', answerXml([]).replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>')],
    ['plain text', 'Service unavailable'],
    ['JSON', '{"error":true}'],
    ['another root', '<Envelope><Body/></Envelope>'],
    ['an envelope of a wrong namespace', envelopeXml('', 'urn:soap')],
    ['an empty body', envelopeXml('')],
    ['the answer of another operation', answerXml([], { operation: 'ExecuteDataSourcePost' })],
    ['a status block that lacks Error', answerXml([], { status: '<StatusNo>0</StatusNo><ErrorNo>0</ErrorNo>' })],
    ['no RowCount', answerXml([row('a')], { rowCount: '' })],
    ['an unreadable RowCount', answerXml([row('a')], { rowCount: 'many' })],
    ['mismatched tags', bad('<Value>b</Valu>')],
    ['an unknown entity', bad('<Value>&bomb;</Value>')],
    ['an element inside a value', bad('<Value><b>b</b></Value>')],
    ['two values in a column', bad('<Value>b</Value><Value>b</Value>')],
    ['two names in a column', answerXml([row('a')]).replace('<Name>Debit', '<Name>x</Name><Name>Debit')],
    ['a column without a name', answerXml([row('a')]).replace('<Name>Debit</Name>', '')],
    ['deep nesting', bad(nested)],
    ['a second root', `${answerXml([row('a')])}<more/>`],
    ['a text beyond 1 MB', answerXml([row('a'), row('b'.repeat(1_100_000))])],
    ['a comment without end', bad(`<!--${'x'.repeat(1_300_000)}-->`)],
    ['bytes that are not UTF-8', Buffer.from(answerXml([row('Zürich')]), 'latin1')],
    ['an unknown charset', answerXml([]), { charset: 'x-klingon' }],
  ])('%s', async (_, answer, given) => {
    expect((await failure(answer, given)).code).toBe('PLEX_UNEXPECTED_SHAPE');
  });
  it('a missing column in a late row, named', async () => {
    const rows = [...Array.from({ length: 1200 }, (_, at) => row(`a${at}`)), row('z').slice(0, 1)];
    const error = await failure(answerXml(rows), { sizes: [5000] });
    expect(error).toMatchObject({ code: 'PLEX_UNEXPECTED_SHAPE', details: { row: 1201, column: 'Debit, Note' } });
  });
  it('a wanted column twice, named', async () => {
    const error = await failure(answerXml([row('a'), [...row('b'), ['Debit', '2']]]));
    expect(error).toMatchObject({ code: 'PLEX_UNEXPECTED_SHAPE', details: { row: 2, column: 'Debit' } });
  });
  it('a cell that is not of its kind, named with its text', async () => {
    const error = await failure(answerXml([row('a'), row('b', '1,000.00')]));
    expect(error).toMatchObject({ code: 'PLEX_UNEXPECTED_SHAPE', details: { row: 2, column: 'Debit' } });
    expect(error.message).toContain('row 2, column Debit: "1,000.00"');
  });
});

describe('an answer that is not whole', () => {
  it('is PLEX_INCOMPLETE when RowCount differs from the rows', async () => {
    for (const rowCount of [0, 1, 3]) {
      expect((await failure(answerXml([row('a'), row('b')], { rowCount }))).code).toBe('PLEX_INCOMPLETE');
    }
  });
  it('is PLEX_INCOMPLETE when nothing came', async () => {
    expect((await failure('')).code).toBe('PLEX_INCOMPLETE');
  });
  it('is PLEX_TOO_LARGE beyond the cap', async () => {
    const answer = answerXml([row('a'), row('b')]);
    expect((await failure(answer, { maxBytes: 500, sizes: [100] })).code).toBe('PLEX_TOO_LARGE');
    expect(await rowsOf(answer, { maxBytes: answer.length })).toHaveLength(2);
  });
});

const xmlText = fc
  .string({ unit: 'binary' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly what XML 1.0 cannot carry
  .map((text) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''));
const amount = fc.integer().map((value) => String(value / 100));
const wireRows = fc.array(
  fc.tuple(xmlText, amount, fc.option(xmlText, { nil: null })).map(([a, d, n]) => row(a, d, n)),
  { maxLength: 30 },
);
const chunkSizes = fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 8 });

describe('whatever the rows', () => {
  it('they read back equal, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(wireRows, chunkSizes, async (rows, sizes) => {
        const expected = rows.map((cells) => cells.map(([name, value]) => (name === 'Note' ? value || null : value)));
        expect(await rowsOf(answerXml(rows), { sizes, batchRows: 3 })).toEqual(expected);
      }),
    );
  });
  it('no prefix of the answer is taken for the whole', async () => {
    await fc.assert(
      fc.asyncProperty(wireRows, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), async (rows, part) => {
        const bytes = Buffer.from(answerXml(rows));
        const error = await failure(bytes.subarray(0, Math.floor(part * bytes.length)), { sizes: [50] });
        expect(error.code).toBe('PLEX_INCOMPLETE');
      }),
    );
  });
  it('a damaged byte ends in a coded error or leaves the number of rows as told', async () => {
    await fc.assert(
      fc.asyncProperty(wireRows, fc.nat(), fc.integer({ min: 0, max: 255 }), async (rows, at, byte) => {
        const bytes = Buffer.from(answerXml(rows));
        bytes[at % bytes.length] = byte;
        const result = await rowsOf(bytes).catch((error: unknown) => error);
        if (Array.isArray(result)) expect(result.length === rows.length || !bytes.includes('<ResultSets>')).toBe(true);
        else expect(result).toBeInstanceOf(AppError);
      }),
    );
  });
});
