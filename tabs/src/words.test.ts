// Numbers and times as people read them.
import { describe, expect, it } from 'vitest';
import { amount, bytes, companyText, duration, expectation, isLong, moment, stepTime, totalText } from './words.ts';

describe('words', () => {
  it.each([
    [400, 'under 1 s'],
    [4_200, '4 s'],
    [80_000, '1 min 20 s'],
    [7_500_000, '2 h 5 min'],
  ])('a duration of %i ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  it('what is usual is one duration, or two where they differ', () => {
    expect(expectation({ p50: 40_000, p90: 40_100 })).toBe('about 40 s');
    expect(expectation({ p50: 20_000, p90: 60_000 })).toBe('20 s to 1 min');
  });

  it('the time of a step is told to a tenth of a second while it is short', () => {
    expect([0, 340, 9_949, 12_300, 80_000].map(stepTime)).toEqual(['0.0 s', '0.3 s', '9.9 s', '12 s', '1 min 20 s']);
  });

  it('longer than usual is more than a breath longer', () => {
    expect(isLong(900, { p50: 100, p90: 200 })).toBe(false);
    expect(isLong(61_000, { p50: 40_000, p90: 60_000 })).toBe(false);
    expect(isLong(90_000, { p50: 40_000, p90: 60_000 })).toBe(true);
  });

  it('an amount is grouped, negative in parentheses; text that is none stays', () => {
    expect(amount('-1234.5')).toBe('(1,234.50)');
    expect(amount('missing')).toBe('missing');
    expect(totalText('4204')).toBe('4,204');
    expect(totalText('981789.93')).toBe('981,789.93');
  });

  it('a company says its number once', () => {
    expect(companyText('Ohio Castings', 111111)).toBe('Ohio Castings · 111111');
    expect(companyText('Company 111111', 111111)).toBe('Company 111111');
    expect(companyText(null, 111111)).toBe('111111');
  });

  it('a moment names the year where it is another one', () => {
    const [then, now] = [new Date(2024, 2, 5, 9, 30).getTime(), new Date(2025, 0, 1).getTime()];
    expect(moment(then, now)).toContain('2024');
    expect(moment(then, then)).not.toContain('2024');
  });

  it('sizes are in bytes, KB and MB', () => {
    expect([bytes(812), bytes(34_000), bytes(1_258_291)]).toEqual(['812 bytes', '33 KB', '1.2 MB']);
  });
});
