// Cells: what is taken, what is refused, and that nothing is lost on the way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellReader } from './cell.ts';
import type { CellKind } from './data-source.ts';

const read = (kind: CellKind, text: string, nullable = false) => cellReader({ name: 'x', kind, nullable })(text);

describe('an empty cell', () => {
  it.each(['text', 'integer', 'amount', 'boolean', 'timestamp'] as const)('is null in a nullable %s column', (kind) => {
    expect(read(kind, '', true)).toBeNull();
  });
  it('stays empty text in a text column and is refused elsewhere', () => {
    expect(read('text', '')).toBe('');
    for (const kind of ['integer', 'amount', 'boolean', 'timestamp'] as const) expect(read(kind, '')).toBeUndefined();
  });
});

describe('an amount', () => {
  it.each([
    '0',
    '-0.00',
    '180.00000',
    '6353429.89999998',
    '2.00000000186265E-02',
    '1e5',
    '.5',
    '5.',
    '+7',
    '120000000000000',
    '1e14',
    '9999999999999999999999999999.99999',
  ])('is taken as it is written: %s', (text) => expect(read('amount', text)).toBe(text));
  it.each([
    '1,000',
    '$5',
    'abc',
    '1e',
    '1.2.3',
    ' 1',
    'NaN',
    'Infinity',
    '-',
    '.',
    '0x10',
    '10000000000000000000000000000',
    '1e28',
    '9999999999999999999999999999.999999',
    '-1e300',
    '1'.repeat(101),
  ])('is refused: %s', (text) => expect(read('amount', text)).toBeUndefined());
});

describe('an integer', () => {
  it.each(['0', '-1', '202401', '9223372036854775807', '-9223372036854775808'])('is taken: %s', (text) => {
    expect(read('integer', text)).toBe(text);
  });
  it.each(['1.0', '+1', '1e3', ' 1', '9223372036854775808', '-9223372036854775809', '12345678901234567890', '--1'])(
    'is refused: %s',
    (text) => expect(read('integer', text)).toBeUndefined(),
  );
});

describe('a boolean', () => {
  it.each(['True', 'true', '1'])('%s is t', (text) => expect(read('boolean', text)).toBe('t'));
  it.each(['False', 'false', '0'])('%s is f', (text) => expect(read('boolean', text)).toBe('f'));
  it.each(['yes', 'TRUE ', '2', 't'])('%s is refused', (text) => expect(read('boolean', text)).toBeUndefined());
});

describe('a timestamp', () => {
  it.each([
    ['3/1/2024 12:00:00 AM', '2024-03-01 00:00:00'],
    ['5/15/2019 3:03:00 PM', '2019-05-15 15:03:00'],
    ['12/31/2024 12:59 pm', '2024-12-31 12:59:00'],
    ['12/31/2024 11:59:59.997 PM', '2024-12-31 23:59:59.997'],
    ['2/29/2024', '2024-02-29 00:00:00'],
    ['1/2/2024 13:05', '2024-01-02 13:05:00'],
    ['3/1/2024 12:00:00\u202fAM', '2024-03-01 00:00:00'],
    ['2024-03-01', '2024-03-01 00:00:00'],
    ['2024-03-01T07:08:09', '2024-03-01 07:08:09'],
    ['2024-03-01 07:08', '2024-03-01 07:08:00'],
    ['2024-03-01T07:08:09.1234567Z', '2024-03-01 07:08:09.123'],
    ['2024-03-01T00:00:00.000-05:00', '2024-03-01 00:00:00'],
  ])('%s is %s', (text, canonical) => expect(read('timestamp', text)).toBe(canonical));
  it.each([
    '2/30/2024',
    '2/29/2023',
    '2/29/1900',
    '13/1/2024',
    '0/1/2024',
    '2024-00-10',
    '2024-04-31',
    '0000-01-01',
    '1/1/2024 13:00 PM',
    '1/1/2024 0:30 AM',
    '1/1/2024 24:00',
    '2024-01-01T00:60',
    '2024-01-01T00:00:60',
    '2024-1-1',
    '1/1/24',
    'today',
    '45292',
  ])('%s is refused', (text) => expect(read('timestamp', text)).toBeUndefined());
  it('keeps every real day and second in both forms', () => {
    const moment = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, (date) => {
        const iso = date.toISOString();
        const canonical = iso.replace('T', ' ').replace('.000', '').replace('Z', '');
        const [year, month, day] = [iso.slice(0, 4), Number(iso.slice(5, 7)), Number(iso.slice(8, 10))];
        const hour = date.getUTCHours();
        const clock = `${hour % 12 || 12}:${iso.slice(14, 23)} ${hour < 12 ? 'AM' : 'PM'}`;
        expect(read('timestamp', iso)).toBe(canonical);
        expect(read('timestamp', `${month}/${day}/${year} ${clock}`)).toBe(canonical);
      }),
    );
  });
});

it('no text whatever makes a reader throw', () => {
  const kinds = fc.constantFrom<CellKind>('text', 'integer', 'amount', 'boolean', 'timestamp');
  fc.assert(fc.property(kinds, fc.string(), fc.boolean(), (kind, text, nullable) => void read(kind, text, nullable)));
});
