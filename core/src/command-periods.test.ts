// Wishes for periods: how people write them, and what becomes of them in a company's calendar.
import { describe, expect, it } from 'vitest';
import {
  AppError,
  type Calendar,
  formatPeriod,
  formatPeriodWish,
  type Period,
  type PeriodRange,
  parsePeriodWish,
  resolvePeriods,
} from './index.ts';

describe('a wish for periods', () => {
  it.each([
    ['2024-03', '2024-03|2024/03|2024.03|202403|2024-3|03/2024|3/2024|03-2024|03 2024|p3 2024|p03/2024|2024-p03'],
    ['2024-03', 'period 3 2024'],
    [
      'march 2024',
      'mar 2024|March 2024|MARCH 2024|mar-24|mar 24|mar24|march2024|march, 2024|2024 mar|2024-mar|in march 2024',
    ],
    ['september 2024', 'sep 2024|sept 2024|september 24'],
    ['2023-13', '2023-13|202313|13/2023|p13 2023|period 13 of 2023'],
    [
      '2023-01..2023-12',
      '2023-01..2023-12|2023-01...2023-12|2023-01…2023-12|2023-01 - 2023-12|2023-01 – 2023-12|2023-01-2023-12',
    ],
    [
      '2023-01..2023-12',
      '202301-202312|202301 to 202312|from 2023-01 to 2023-12|2023-01 to 12|2023-01..12|01/2023 - 12/2023',
    ],
    [
      'january 2023..december 2023',
      'jan-dec 2023|jan – dec 2023|jan 2023-dec 2023|January to December 2023|2023 jan-dec|between jan 2023 and dec 2023|jan 2023 until dec',
    ],
    ['2023-03..2024-02', '2023-03 through 2024-02|period 3 2023 to period 2 2024'],
    ['march 2023..february 2024', 'mar 2023 to feb 2024|mar 23 - feb 24|mar-23 – feb-24'],
    ['this month', 'this month|current|Current month|current period'],
    ['last month', 'last month|previous month|prior period'],
    ['last closed', 'last closed|last-closed|lastclosed|latest closed|last closed month'],
    ['last year', 'last year|prior year|last fiscal year'],
    ['ytd', 'ytd|YTD|year to date|year-to-date|this year'],
    ['fy2023', 'fy2023|fy 2023|FY23|fy 23|fy-23|fy’23|2023|fiscal year 2023|year 2023|2023 fy|full year 2023'],
    ['q1 2024', 'q1 2024|Q1/2024|q1-24|q124|2024 q1|2024-q1|fy2024 q1|1q24|quarter 1 2024|1st quarter of 2024'],
    ['march', 'march|mar'],
    ['fy2022..fy2023', 'fy2022..fy2023|fy22-fy23|2022-2023|2022 to 2023'],
    ['q1 2023..q3 2023', 'q1 2023 to q3 2023|q1-q3 2023|2023 q1 - q3'],
    ['2024-01..last closed', '2024-01..last closed|2024-01 – last-closed'],
    ['january 2024..last closed', 'jan 2024 to last closed'],
    ['cy2023', 'cy2023|cy 23|calendar year 2023'],
  ])('%s', (expected, spellings) => {
    for (const text of spellings.split('|'))
      expect([text, formatPeriodWish(parsePeriodWish(text))]).toEqual([text, expected]);
  });

  it.each([
    '',
    'x',
    '2024-00',
    '2024-15',
    '2024-03-15',
    '15.03.2024',
    '01-03-2024',
    '2022-23',
    'fy2022-23',
    '2222-22',
    '222222',
    '12',
    'q5 2024',
    'q1',
    '2024..03',
    'marc 2024',
    'last',
    'to',
    '..',
  ])('is not read from %j, and the message shows how to write it', (text) => {
    expect(() => parsePeriodWish(text)).toThrow(/is not a period\. Write year and month, as in 2024-03/);
  });

  it('that ends before it starts is refused', () => {
    expect(() => parsePeriodWish('2024-03..2024-01')).toThrow(/ends \(2024-01\) before it starts \(2024-03\)/);
    expect(() => parsePeriodWish('mar-jan 2024')).toThrow(/ends \(January 2024\) before it starts \(March 2024\)/);
  });
});

/** Calendar months of 2022-07 to 2024-12, closed before `openFrom`; 2023 has a 13th period on 31 December. */
function books(openFrom = 202404): Calendar {
  const periods = [2022, 2023, 2024].flatMap((year) =>
    Array.from({ length: year === 2023 ? 13 : 12 }, (_, index) => year * 100 + index + 1),
  );
  return periods
    .filter((number) => number >= 202207)
    .map((number) => {
      const [year, month] = [Math.trunc(number / 100), Math.min(number % 100, 12)];
      const end = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
      const begin = number % 100 === 13 ? end : `${end.slice(0, 8)}01`;
      const place = { fiscalYear: year, fiscalOrder: number % 100 };
      return { period: number as Period, display: String(number), begin, end, open: number >= openFrom, ...place };
    });
}

const shown = ({ from, to }: PeriodRange) => `${formatPeriod(from)} to ${formatPeriod(to)}`;
const resolved = (text: string, today = '2024-05-06', calendar = books()) =>
  shown(resolvePeriods(parsePeriodWish(text), calendar, today));

function refusal(text: string, today?: string, calendar?: Calendar): AppError {
  try {
    resolved(text, today, calendar);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the wish was fulfilled');
}

describe('a wish in a calendar', () => {
  it.each([
    ['2024-03', '2024-03 to 2024-03'],
    ['2023-01..2023-12', '2023-01 to 2023-12'],
    ['fy2023', '2023-01 to 2023-13'],
    ['fy2022', '2022-07 to 2022-12'],
    ['fy2024', '2024-01 to 2024-05'],
    ['q4 2023', '2023-10 to 2023-13'],
    ['q2 2024', '2024-04 to 2024-05'],
    ['this month', '2024-05 to 2024-05'],
    ['last month', '2024-04 to 2024-04'],
    ['last closed', '2024-03 to 2024-03'],
    ['ytd', '2024-01 to 2024-05'],
    ['last year', '2023-01 to 2023-13'],
    ['march', '2024-03 to 2024-03'],
    ['may', '2024-05 to 2024-05'],
    ['june', '2023-06 to 2023-06'],
    ['fy2022..last closed', '2022-07 to 2024-03'],
    ['q1-q3 2023', '2023-01 to 2023-09'],
    ['mar 2024', '2024-03 to 2024-03'],
    ['dec 2023', '2023-12 to 2023-12'],
    ['nov 2023 to feb 2024', '2023-11 to 2024-02'],
    ['cy2023', '2023-01 to 2023-13'],
  ])('%s on 6 May 2024 is %s', (text, expected) => {
    expect(resolved(text)).toBe(expected);
  });

  it('in January: last month is December, not the 13th period; year to date is January', () => {
    expect(resolved('last month', '2024-01-10')).toBe('2023-12 to 2023-12');
    expect(resolved('ytd', '2024-01-10')).toBe('2024-01 to 2024-01');
    expect(resolved('this month', '2023-12-31')).toBe('2023-12 to 2023-12');
    expect(resolved('ytd', '2023-12-31')).toBe('2023-01 to 2023-12');
  });

  it.each([
    ['2019-01', /You asked for 2019-01\. There are periods from 2022-07 to 2024-05\./],
    ['2019-01..2024-03', /You asked for 2019-01\.\.2024-03, and 2019-01 is not there\./],
    ['2024-06', /from 2022-07 to 2024-05/],
    ['2024-01..2024-12', /and 2024-12 is not there/],
    ['2022-13', /You asked for 2022-13/],
    ['fy2021', /You asked for fy2021\. There are periods from/],
    ['q1 2022', /You asked for q1 2022/],
    ['jun 2022', /You asked for june 2022/],
    ['june 2024', /You asked for june 2024/],
  ])('%s is not there: what is possible is said', (text, message) => {
    const { code, message: said, details } = refusal(text);
    expect([code, said]).toEqual(['REQUEST_PERIOD_UNAVAILABLE', expect.stringMatching(message)]);
    expect(details).toEqual({ from: 202207, to: 202405 });
  });

  it('that turns out to end before it starts is refused', () => {
    const { code, message } = refusal('2024-05..last closed');
    expect([code, message]).toEqual([
      'REQUEST_INVALID',
      expect.stringMatching(/"2024-05\.\.last closed" .*ends \(2024-03\)/),
    ]);
  });

  it('for the last closed period needs one that is closed', () => {
    expect(refusal('last closed', '2024-05-06', books(202207)).code).toBe('REQUEST_PERIOD_UNAVAILABLE');
  });
});

describe('without a calendar, before the first run of a company', () => {
  it('written periods are taken as they are', () => {
    expect(resolved('2019-01..2023-13', '2024-05-06', [])).toBe('2019-01 to 2023-13');
  });

  it.each([
    'last closed',
    'fy2023',
    'this month',
    'last month',
    'ytd',
    'q1 2024',
    'march',
    'march 2024',
    'last year',
    '2024-01..ytd',
  ])('%s cannot be known, and the message says what to write', (text) => {
    const { code, message } = refusal(text, '2024-05-06', []);
    expect(code).toBe('REQUEST_PERIOD_UNAVAILABLE');
    expect(message).toMatch(/calendar is not known before the company's first run\. Write year and month/);
  });
});

describe('with a calendar that nobody has renewed for long', () => {
  it('later periods are left to the run, which reads it anew', () => {
    expect(resolved('2025-02', '2025-03-01')).toBe('2025-02 to 2025-02');
    expect(resolved('2024-11..2025-02', '2025-03-01')).toBe('2024-11 to 2025-02');
    expect(refusal('2019-01', '2025-03-01').code).toBe('REQUEST_PERIOD_UNAVAILABLE');
    expect(refusal('this month', '2025-03-01').message).toMatch(/to 2024-12/);
  });

  it('and one that begins later says when', () => {
    expect(refusal('this month', '2022-01-01').message).toMatch(/The first period, 2022-07, begins on 2022-07-01\./);
  });
});
