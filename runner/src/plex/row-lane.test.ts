// The quick lane and the XML parser read the same: whatever is spelled, cut or hidden, the rows are those of the parser.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceRow } from './data-source.ts';
import { ResultParser } from './result-parser.ts';
import { answerXml, rowXml, type WireRow } from './testing/answer.ts';

const source = {
  key: '4814',
  name: 'Account_Activity_Summary_xPCN_Get',
  columns: [
    { name: 'Account_No', kind: 'text' },
    { name: 'Note', kind: 'text', nullable: true },
  ],
} as const;
const place = { company: '111111', source };

function read(answer: string, sizes: readonly number[] = [answer.length]): readonly SourceRow[] {
  const parser = new ResultParser('ExecuteDataSource', place);
  for (let at = 0, turn = 0; at < answer.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    parser.write(answer.slice(at, at + size));
    at += size;
  }
  parser.close();
  return parser.take();
}

const row = (account: string, note?: string | null): WireRow => [
  ['Account_No', account],
  ['Note', note],
];
/** The same rows spelled so that the lane has no part in them. */
const slow = (answer: string): string => answer.replaceAll('<Row>', '<Row >');
const withRows = (count: number, rows: string): string =>
  answerXml([], { rowCount: count }).replace('<Rows></Rows>', `<Rows>${rows}</Rows>`);

const text = fc.string({
  unit: fc.constantFrom('a', ' ', '&', '<', '>', ']', '\n', 'ä', '貸', '🧾', '"', ';', '&amp;'),
  maxLength: 8,
});
const rows = fc.array(fc.tuple(text, fc.oneof(text, fc.constant(null), fc.constant(undefined))), { maxLength: 12 });

describe('the quick lane', () => {
  it('gives the rows of the parser, wherever the answer is cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, sizes, (given, cuts) => {
        const answer = answerXml(given.map(([account, note]) => row(account, note)));
        expect(read(answer, cuts)).toEqual(read(slow(answer)));
      }),
    );
  });

  it.each([
    ['a comment', '<!-- </Row><Row><Columns></Columns></Row> -->'],
    ['a comment of which a row ends the first piece', '<!-- a </Row> b -->'],
    ['spaces', '\n  '],
    ['an instruction', '<?page </Row> ?>'],
  ])('counts nothing that stands in %s between two rows', (_, between) => {
    const answer = withRows(3, `${rowXml(row('a'))}${between}${rowXml(row('b'))}${rowXml(row('c'))}`);
    for (const size of [1, 7, 64, answer.length])
      expect(read(answer, [size])).toEqual([
        ['a', null],
        ['b', null],
        ['c', null],
      ]);
  });

  it('leaves CDATA, numbered characters and attributes to the parser, and goes on behind them', () => {
    const odd =
      '<Row><Columns><Column><Value><![CDATA[</Row>]]>&#65;</Value><Name >Account_No</Name></Column><Column><Name>Note</Name></Column></Columns></Row>';
    expect(read(withRows(3, rowXml(row('a')) + odd + rowXml(row('c'))))).toEqual([
      ['a', null],
      ['</Row>A', null],
      ['c', null],
    ]);
  });

  it.each([
    ['an unknown entity', 'a&nbsp;b', /well-formed/],
    ['a control character', 'a\u0001b', /well-formed/],
    ['the end of a CDATA that was not opened', 'a]]>b', /well-formed/],
  ])('does not let %s pass', (_, value, reason) => {
    const bad = rowXml(row('x')).replace('<Value>x<', `<Value>${value}<`);
    expect(() => read(withRows(2, rowXml(row('a')) + bad))).toThrow(reason);
  });

  it('refuses a row that is too long to be one', () => {
    const endless = `<Row><Columns><Column><Value>${'x'.repeat(3 << 20)}`;
    expect(() => read(withRows(2, rowXml(row('a')) + endless), [1 << 16])).toThrow(/longer than/);
  });

  it('takes columns in another order from row to row', () => {
    const turned: WireRow = [...row('b', 'n')].reverse();
    expect(read(answerXml([row('a', 'm'), turned, row('c', 'o'), turned]))).toEqual([
      ['a', 'm'],
      ['b', 'n'],
      ['c', 'o'],
      ['b', 'n'],
    ]);
  });
});
