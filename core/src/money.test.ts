// Exact amounts: read, rounded and written, against a second way of computing the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  abs,
  centsText,
  exactText,
  formatAmount,
  formatExact,
  isDecimal,
  parseAmount,
  toCents,
  toleranceCent,
} from './money.ts';

/** Integers as a fraction over a power of ten: the second way. Rounds half away from zero to `places`. */
function roundedByFraction(numerator: bigint, power: number, places: number): bigint {
  const [top, bottom] =
    power > places ? [numerator, 10n ** BigInt(power - places)] : [numerator * 10n ** BigInt(places - power), 1n];
  const magnitude = top < 0n ? -top : top;
  const rounded = magnitude / bottom + (2n * (magnitude % bottom) >= bottom ? 1n : 0n);
  return top < 0n ? -rounded : rounded;
}

const digits = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });

/** `digits` / 10^`power` as plain decimal text. */
function plainText(value: bigint, power: number): string {
  const magnitude = (value < 0n ? -value : value).toString().padStart(power + 1, '0');
  const cut = magnitude.length - power;
  return `${value < 0n ? '-' : ''}${magnitude.slice(0, cut)}${power > 0 ? '.' : ''}${magnitude.slice(cut)}`;
}

describe('an amount', () => {
  it.each([
    ['0', 0n],
    ['1', 100_000n],
    ['-12.5', -1_250_000n],
    ['+.5', 50_000n],
    ['5.', 500_000n],
    ['6353429.89999998', 635_342_990_000n],
    ['2.00000000186265E-02', 2_000n],
    ['1.5E-05', 2n],
    ['-1.5E-05', -2n],
    ['1.4999999E-05', 1n],
    ['4.9E-06', 0n],
    ['5e-6', 1n],
    ['1E3', 100_000_000n],
    ['0.000004999999999999999999', 0n],
    ['99999999999999.99999', 9_999_999_999_999_999_999n],
  ])('rule 29: "%s" is read exactly, rounded half away from zero at five places', (text, expected) => {
    expect(isDecimal(text)).toBe(true);
    expect(parseAmount(text)).toBe(expected);
  });

  it.each([
    '',
    '.',
    '-',
    'abc',
    '1,000.00',
    '0x10',
    '1e',
    'E5',
    '.E5',
    '1.2.3',
    ' 1',
    '1e1000',
    'NaN',
    'Infinity',
    '--1',
  ])('is not read from %j', (text) => {
    expect(isDecimal(text)).toBe(false);
    expect(() => parseAmount(text)).toThrow(RangeError);
  });

  it('rule 29: 0.1 and 0.2 are 0.3', () => {
    expect(parseAmount('0.1') + parseAmount('0.2')).toBe(parseAmount('0.3'));
  });

  it('rule 29: is what the fraction says, in plain form and in exponent form', () => {
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: -8, max: 8 }),
        (value, power, exponent) => {
          const expected = roundedByFraction(value, power, 5);
          expect(parseAmount(plainText(value, power))).toBe(expected);
          const shifted = power + exponent;
          if (shifted >= 0) expect(parseAmount(`${plainText(value, shifted)}E${exponent}`)).toBe(expected);
        },
      ),
    );
  });
});

describe('cents', () => {
  it('rule 29: are rounded half away from zero, as the fraction says', () => {
    fc.assert(
      fc.property(digits, (value) => {
        expect(toCents(value)).toBe(roundedByFraction(value, 5, 2));
      }),
    );
    expect([toCents(500n), toCents(499n), toCents(-500n), toCents(-499n)]).toEqual([1n, 0n, -1n, 0n]);
  });

  it('as text are read back as the same amount', () => {
    fc.assert(
      fc.property(digits, (cents) => {
        expect(parseAmount(centsText(cents))).toBe(cents * 1_000n);
      }),
    );
    expect([centsText(0n), centsText(5n), centsText(-5n), centsText(123_450n)]).toEqual([
      '0.00',
      '0.05',
      '-0.05',
      '1234.50',
    ]);
  });

  it('rule 37: the tolerance is one cent', () => {
    const apart = (a: string, b: string) => abs(parseAmount(a) - parseAmount(b)) > toleranceCent;
    expect([apart('100.00', '100.01'), apart('100.00', '100.02'), apart('-0.01', '0')]).toEqual([false, true, false]);
  });
});

describe('an amount for people', () => {
  it.each([
    ['1234.5', '1,234.50'],
    ['-1234.5', '(1,234.50)'],
    ['1234567890.125', '1,234,567,890.13'],
    ['-0.004', '0.00'],
    ['0', '0.00'],
    ['999.995', '1,000.00'],
  ])('%s is shown as %s', (text, expected) => {
    expect(formatAmount(parseAmount(text))).toBe(expected);
  });

  it('is shown with the digits of its cents', () => {
    fc.assert(
      fc.property(digits, (value) => {
        const shown = formatAmount(value);
        const cents = toCents(value);
        expect(shown.startsWith('(')).toBe(cents < 0n);
        expect(shown.replace(/[(),]/g, '')).toBe(centsText(abs(cents)));
      }),
    );
  });
});

describe('an amount for people who compare', () => {
  it.each([
    ['1234.5', '1234.50', '1,234.50'],
    ['-1234.5', '-1234.50', '(1,234.50)'],
    ['0', '0.00', '0.00'],
    ['0.00001', '0.00001', '0.00001'],
    ['-0.0201', '-0.0201', '(0.0201)'],
    ['120000000000000.00001', '120000000000000.00001', '120,000,000,000,000.00001'],
  ])('%s is written as %s and shown as %s', (text, written, shown) => {
    expect([exactText(parseAmount(text)), formatExact(parseAmount(text))]).toEqual([written, shown]);
  });
});
