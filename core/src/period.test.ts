// Periods, neighbours and ranges: pure rules of the calendar.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import {
  type Calendar,
  formatPeriod,
  lastClosedPeriod,
  nextPeriod,
  type Period,
  parsePeriod,
  parsePeriodRange,
  periodOfDay,
  periodsBetween,
  previousPeriod,
  stepPeriod,
  yearOf,
} from './period.ts';
import { assertContiguous, rangesFor } from './period-ranges.ts';

const period = (input: number) => parsePeriod(input);

/** Calendar months of whole years; years of `thirteen` have a 13th on 31 December; open from `openFrom` on. */
function calendar(fromYear: number, toYear: number, openFrom: number, thirteen: readonly number[] = []): Calendar {
  const years = Array.from({ length: toYear - fromYear + 1 }, (_, index) => fromYear + index);
  return years.flatMap((year) =>
    Array.from({ length: thirteen.includes(year) ? 13 : 12 }, (_, index) => {
      const month = Math.min(index + 1, 12);
      const end = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
      const number = period(year * 100 + index + 1);
      const begin = index === 12 ? end : `${end.slice(0, 8)}01`;
      const place = { fiscalYear: year, fiscalOrder: index + 1 };
      return { period: number, display: String(number), begin, end, open: number >= openFrom, ...place };
    }),
  );
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a period', () => {
  it.each([
    ['202403', 202403],
    ['2024-03', 202403],
    [' 2024-13 ', 202413],
    ['2024-14', 202414],
    [202401, 202401],
  ])('is read from %j', (input, expected) => {
    expect(parsePeriod(input)).toBe(expected);
  });

  it.each(['202400', '202415', '2024-3', '03-2024', '24-03', '2024/03', '', 'March', '189912', '2024031', 2024.03])(
    'is not read from %j, and the message shows how to write it',
    (input) => {
      expect(() => parsePeriod(input)).toThrow('Write year and month, as in 2024-03.');
      expect(codeOf(() => parsePeriod(input))).toBe('REQUEST_INVALID');
    },
  );

  it('written for people is read back as the same', () => {
    const months = fc.tuple(fc.integer({ min: 1900, max: 9999 }), fc.integer({ min: 1, max: 13 }));
    fc.assert(
      fc.property(months, ([year, month]) => {
        const number = period(year * 100 + month);
        expect(parsePeriod(formatPeriod(number))).toBe(number);
        expect(yearOf(number)).toBe(year);
      }),
    );
  });

  it.each([
    ['2024-03', [202403, 202403]],
    ['2023-01..2023-12', [202301, 202312]],
    ['202301 … 202313', [202301, 202313]],
  ])('range is read from "%s"', (input, expected) => {
    const { from, to } = parsePeriodRange(input);
    expect([from, to]).toEqual(expected);
  });

  it.each(['2024-03..2024-02', '2024-01..2024-02..2024-03', '..', '2024-01..'])(
    'range is not read from "%s"',
    (input) => {
      expect(codeOf(() => parsePeriodRange(input))).toBe('REQUEST_INVALID');
    },
  );
});

describe('neighbours', () => {
  const plain = calendar(2022, 2025, 202503);
  const long = calendar(2022, 2025, 202503, [2023]);

  it('rules 13 and 14: are those of the calendar, with a 13th period or without', () => {
    expect([nextPeriod(plain, period(202312)), previousPeriod(plain, period(202401))]).toEqual([202401, 202312]);
    expect([nextPeriod(long, period(202312)), previousPeriod(long, period(202401))]).toEqual([202313, 202313]);
    expect(periodsBetween(long, { from: period(202312), to: period(202401) })).toEqual([202312, 202313, 202401]);
  });

  it('beyond the ends of the calendar there are none', () => {
    expect(() => previousPeriod(plain, period(202201))).toThrow('no period before 2022-01');
    expect(() => nextPeriod(plain, period(202512))).toThrow('no period after 2025-12');
    expect(codeOf(() => stepPeriod(plain, period(202313), 1))).toBe('LEDGER_CALENDAR_GAP');
  });

  it('so many steps forth and back lead home', () => {
    const steps = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(fc.constantFrom(...long.slice(12, 36)), steps, ({ period: home }, count) => {
        expect(stepPeriod(long, stepPeriod(long, home, count), -count)).toBe(home);
      }),
    );
  });

  it('a day is in the month that contains it; on 31 December in the 12th, not the 13th', () => {
    expect(periodOfDay(plain, '2024-02-29')).toBe(202402);
    expect(periodOfDay(long, '2023-12-31')).toBe(202312);
    expect(codeOf(() => periodOfDay(plain, '2026-01-01'))).toBe('LEDGER_CALENDAR_GAP');
  });

  it('the last closed period has ended and is not open', () => {
    expect(lastClosedPeriod(plain, '2025-03-20')).toBe(202502);
    expect(lastClosedPeriod(plain, '2025-02-20')).toBe(202501);
    expect(lastClosedPeriod(calendar(2025, 2025, 202501), '2025-03-20')).toBeUndefined();
  });
});

describe('the ranges of a day', () => {
  const ranges = (openFrom: number, today: string, thirteen: readonly number[] = []) =>
    Object.values(rangesFor(calendar(2021, 2026, openFrom, thirteen), today));

  it('rule 15: are a year ago to before the open ones, and from the period before the oldest open one to today', () => {
    expect(ranges(202412, '2025-01-03')).toEqual([202401, 202410, 202411, 202501]);
    expect(ranges(202505, '2025-05-20')).toEqual([202405, 202503, 202504, 202505]);
    expect(ranges(202401, '2024-01-20')).toEqual([202301, 202311, 202312, 202401]);
  });

  it('rule 15: with everything closed, today counts as the oldest open period', () => {
    expect(ranges(209901, '2025-05-20')).toEqual([202405, 202503, 202504, 202505]);
  });

  it('rule 15: of a new company nothing is closed: no period, or none but the one before the open ones', () => {
    const young = calendar(2024, 2026, 202401);
    expect(Object.values(rangesFor(young, '2024-01-20'))).toEqual([0, 0, 202401, 202401]);
    expect(Object.values(rangesFor(young, '2024-03-20'))).toEqual([0, 0, 202401, 202403]);
    expect(Object.values(rangesFor(calendar(2024, 2026, 202402), '2024-03-20'))).toEqual([0, 0, 202401, 202403]);
    expect(Object.values(rangesFor(calendar(2024, 2026, 202403), '2024-03-20'))).toEqual([
      202401, 202401, 202402, 202403,
    ]);
    expect(() => assertContiguous(young, rangesFor(young, '2024-03-20'))).not.toThrow();
    const gap = { start: 0, end: 0, startOpen: period(202402), endOpen: period(202403) } as const;
    expect(codeOf(() => assertContiguous(young, gap))).toBe('LEDGER_CALENDAR_GAP');
  });

  it('rule 15: years before the first entry are not read live because nobody has closed them', () => {
    const never = calendar(2021, 2026, 202101);
    expect(Object.values(rangesFor(never, '2024-05-20', 202404))).toEqual([202305, 202402, 202403, 202405]);
  });

  it('rules 15 and 16: when many months are open the closed range is what is left before them', () => {
    expect(ranges(202402, '2025-05-20')).toEqual([202312, 202312, 202401, 202505]);
  });

  it('rule 16: always join, whatever is open and with 13th periods or without', () => {
    const days = fc.date({ min: new Date('2023-03-01'), max: new Date('2026-11-30'), noInvalidDate: true });
    const open = fc.tuple(fc.integer({ min: 2022, max: 2026 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(days, open, fc.subarray([2022, 2023, 2024, 2025]), (day, [year, month], thirteen) => {
        const whole = calendar(2021, 2026, year * 100 + month, thirteen);
        const found = rangesFor(whole, day.toISOString().slice(0, 10));
        expect(() => assertContiguous(whole, found)).not.toThrow();
        expect(found.end && nextPeriod(whole, found.end)).toBe(found.startOpen);
      }),
    );
  });

  it('rule 16: that overlap or leave a period out are refused', () => {
    const whole = calendar(2023, 2025, 202501);
    const [start, end, startOpen, endOpen] = [202301, 202311, 202312, 202401].map(period);
    const good = { start, end, startOpen, endOpen } as Record<'start' | 'end' | 'startOpen' | 'endOpen', Period>;
    expect(codeOf(() => assertContiguous(whole, good))).toBe('none');
    for (const [name, wrong] of [
      ['end', 202310],
      ['end', 202312],
      ['start', 202312],
      ['endOpen', 202311],
    ] as const) {
      expect(codeOf(() => assertContiguous(whole, { ...good, [name]: wrong }))).toBe('LEDGER_CALENDAR_GAP');
    }
  });
});
