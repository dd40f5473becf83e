// Months in words and the periods of companies whose year is not the civil one. Expected periods are written by hand.
import { describe, expect, it } from 'vitest';
import { type Calendar, monthWords, type Period, parsePeriodWish, resolvePeriods } from './index.ts';

type Line = readonly [period: number, begin: string, end: string];

const calendarOf = (lines: readonly Line[]): Calendar =>
  lines.map(([period, begin, end]) => ({
    ...{ period: period as Period, display: String(period), begin, end, open: false },
    ...{ fiscalYear: Math.trunc(period / 100), fiscalOrder: period % 100 },
  }));

/** The fiscal year 2024 begins in April 2024, and its periods are numbered from 01. */
const fromApril = calendarOf([
  [202310, '2024-01-01', '2024-01-31'],
  [202311, '2024-02-01', '2024-02-29'],
  [202312, '2024-03-01', '2024-03-31'],
  [202313, '2024-03-31', '2024-03-31'],
  [202401, '2024-04-01', '2024-04-30'],
  [202402, '2024-05-01', '2024-05-31'],
  [202403, '2024-06-01', '2024-06-30'],
  [202404, '2024-07-01', '2024-07-31'],
  [202405, '2024-08-01', '2024-08-31'],
  [202406, '2024-09-01', '2024-09-30'],
]);

/** Four, four and five weeks: periods begin before or after their month does. */
const weeks = calendarOf([
  [202401, '2024-01-01', '2024-01-28'],
  [202402, '2024-01-29', '2024-02-25'],
  [202403, '2024-02-26', '2024-03-31'],
  [202404, '2024-04-01', '2024-04-28'],
  [202405, '2024-04-29', '2024-05-26'],
  [202406, '2024-05-27', '2024-06-30'],
]);

/** Thirteen periods of four weeks: from the middle of the year on the numbers run ahead of the months. */
const fourWeeks = calendarOf([
  [202406, '2024-05-20', '2024-06-16'],
  [202407, '2024-06-17', '2024-07-14'],
  [202408, '2024-07-15', '2024-08-11'],
  [202409, '2024-08-12', '2024-09-08'],
]);

const asked = (text: string, calendar: Calendar, today = '2024-10-15') => {
  const { from, to } = resolvePeriods(parsePeriodWish(text), calendar, today);
  return from === to ? from : [from, to];
};

describe('a month in words', () => {
  it('is the period that covers it, in a fiscal year from April with numbers of its own', () => {
    expect(asked('jun 2024', fromApril)).toBe(202403);
    expect(asked('june', fromApril)).toBe(202403);
    expect(asked('march 2024', fromApril)).toBe(202312);
    expect(asked('jan-jun 2024', fromApril)).toEqual([202310, 202403]);
    expect(asked('jan 2024..last closed', fromApril)).toEqual([202310, 202406]);
    expect(asked('cy2024', fromApril)).toEqual([202310, 202406]);
  });

  it('written as a number stays the number of a period', () => {
    expect(['2024-06', '06/2024', '202406', 'p6 2024'].map((text) => asked(text, fromApril))).toEqual([
      202406, 202406, 202406, 202406,
    ]);
  });

  it('is the period with most of its days where periods are weeks', () => {
    expect(['january', 'feb 2024', 'mar 2024', 'may 2024', 'jun 2024'].map((text) => asked(text, weeks))).toEqual([
      202401, 202402, 202403, 202405, 202406,
    ]);
    expect(['jun 2024', 'jul 2024', 'aug 2024'].map((text) => asked(text, fourWeeks))).toEqual([
      202406, 202408, 202409,
    ]);
  });

  it('that no period covers, or whose period has not begun, is not there', () => {
    for (const text of ['dec 2023', 'oct 2024'])
      expect(() => asked(text, fromApril)).toThrow(/There are periods from 2023-10 to 2024-06/);
    expect(() => asked('sep 2024', fromApril, '2024-08-31')).toThrow(/september 2024/);
  });
});

describe('what the answer says', () => {
  it('names the months where the numbers do not', () => {
    const words = (from: number, to: number, calendar = fromApril) =>
      monthWords(calendar, { from: from as Period, to: to as Period });
    expect(words(202403, 202403)).toBe('June 2024 = period 2024-03');
    expect(words(202310, 202312)).toBe('January 2024 to March 2024 = periods 2023-10 to 2023-12');
    expect([words(202313, 202313), words(202403, 202406, weeks)]).toEqual([undefined, undefined]);
    expect(words(202408, 202408, fourWeeks)).toBe('July 2024 = period 2024-08');
  });
});
