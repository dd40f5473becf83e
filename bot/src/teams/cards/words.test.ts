// Numbers and times read as people write them.
import { parsePeriod } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { bytes, count, counted, duration, expectation, moment, percent, periods } from './words.ts';

describe('a duration in words', () => {
  it.each([
    [0, 'under 1 s'],
    [499, 'under 1 s'],
    [4000, '4 s'],
    [59_600, '1 min'],
    [80_000, '1 min 20 s'],
    [120_000, '2 min'],
    [3_599_600, '1 h'],
    [7_500_000, '2 h 5 min'],
    [-5, 'under 1 s'],
  ])('writes %i ms as %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describe('what a run usually takes', () => {
  it.each([
    [18_900, 41_000, '20–40 seconds'],
    [20_000, 21_000, 'about 20 seconds'],
    [800, 900, 'about 1 second'],
    [45_000, 118_000, '45 seconds to 2 minutes'],
    [130_000, 290_000, '2–5 minutes'],
    [80 * 60_000, 190 * 60_000, '80 minutes to 3 hours'],
    [41_000, 18_900, '20–40 seconds'],
  ])('between %i and %i ms is %s', (p50, p90, text) => expect(expectation({ p50, p90 })).toBe(text));
});

describe('sizes, counts and periods', () => {
  it.each([
    [1, '1 byte'],
    [812, '812 bytes'],
    [34_816, '34 KB'],
    [1_260_000, '1.2 MB'],
    [1_048_400, '1.0 MB'],
    [250 * 1024 * 1024, '250 MB'],
  ])('%i bytes are %s', (size, text) => expect(bytes(size)).toBe(text));

  it('groups thousands', () => expect(count(960_000)).toBe('960,000'));

  it('counts one thing as one', () =>
    expect([counted(1, 'row'), counted(2, 'row'), counted(0, 'row')]).toEqual(['1 row', '2 rows', '0 rows']));

  it('writes one period alone and several as a range', () => {
    const [first, last] = [parsePeriod('2023-01'), parsePeriod('2023-12')];
    expect([periods(first, first), periods(first, last)]).toEqual(['2023-01', '2023-01..2023-12']);
  });

  it('says shares in percent', () => expect(percent(0.367)).toBe('37 %'));

  it('leaves days and times of day to the client, which knows the time zone', () =>
    expect(moment(Date.UTC(2024, 3, 3, 8, 5, 9, 123))).toBe(
      '{{DATE(2024-04-03T08:05:09Z, COMPACT)}} {{TIME(2024-04-03T08:05:09Z)}}',
    ));
});
