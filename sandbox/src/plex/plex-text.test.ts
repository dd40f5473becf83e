// Amounts, flags and timestamps as Plex writes them, exact once read again.
import { parseAmount } from '@repsys/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountText, bitText, flagText, timestampText } from './plex-text.ts';

const amounts = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });

describe('values as Plex writes them', () => {
  it('are exact once rounded to five places, whatever their form', () => {
    fc.assert(
      fc.property(fc.oneof(amounts, fc.bigInt({ min: -99_999n, max: 99_999n })), fc.nat(10_000), (amount, salt) => {
        expect(parseAmount(amountText(amount, salt))).toBe(amount);
      }),
    );
  });

  it('show binary noise and exponent form here and there', () => {
    expect(amountText(635_342_990_000n, 11)).toBe('6353429.89999998');
    expect(amountText(2_001n, 2)).toBe('2.00100000186265E-02');
    expect(amountText(-1n, 2)).toMatch(/^-1\.0+E-05$/);
  });

  it('are plain otherwise', () => {
    expect(amountText(18_000_000n, 1)).toBe('180.00000');
    expect(amountText(18_050_000n, 7)).toBe('180.5');
    expect(amountText(18_000_000n, 7)).toBe('180');
    expect(amountText(0n, 1)).toBe('0.00000');
  });

  it('have American timestamps in one company and ISO in the other', () => {
    expect(timestampText('2019-05-15T15:03:00', 'us')).toBe('5/15/2019 3:03:00 PM');
    expect(timestampText('2019-05-01T00:00:00', 'us')).toBe('5/1/2019 12:00:00 AM');
    expect(timestampText('2019-05-15T15:03:00', 'iso')).toBe('2019-05-15T15:03:00');
  });

  it('have booleans in words and in digits', () => {
    expect([flagText(true, 'us'), flagText(false, 'us'), flagText(true, 'iso')]).toEqual(['True', 'False', '1']);
    expect([bitText(true, 'us'), bitText(true, 'iso')]).toEqual(['1', 'true']);
  });
});
