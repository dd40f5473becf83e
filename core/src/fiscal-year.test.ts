// Fiscal years out of calendars: where they begin, their names, the places of their periods. Expected by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OrderedPeriod, type Period, withFiscalYears } from './index.ts';

type Line = readonly [period: number, fiscalOrder: number | null, begin: string, end: string];
const periods = (lines: readonly Line[]): readonly OrderedPeriod[] =>
  lines.map(([period, fiscalOrder, begin, end]) => ({ period: period as Period, fiscalOrder, begin, end }));
const named = (lines: readonly Line[]) =>
  withFiscalYears(periods(lines)).map(({ period, fiscalYear, fiscalOrder }) => [period, fiscalYear, fiscalOrder]);

describe('the fiscal year', () => {
  it('is called after the numbers where they count fiscal years', () => {
    expect(
      named([
        [202312, 12, '2024-03-01', '2024-03-31'],
        [202313, 13, '2024-03-31', '2024-03-31'],
        [202401, 1, '2024-04-01', '2024-04-30'],
        [202402, 2, '2024-05-01', '2024-05-31'],
      ]),
    ).toEqual([
      [202312, 2023, 12],
      [202313, 2023, 13],
      [202401, 2024, 1],
      [202402, 2024, 2],
    ]);
  });

  it('is called after the civil year in which it ends where the numbers are those of the months', () => {
    expect(
      named([
        [202312, 9, '2023-12-01', '2023-12-31'],
        [202401, 10, '2024-01-01', '2024-01-31'],
        [202403, 12, '2024-03-01', '2024-03-31'],
        [202404, 1, '2024-04-01', '2024-04-30'],
        [202501, 10, '2025-01-01', '2025-01-31'],
      ]),
    ).toEqual([
      [202312, 2024, 9],
      [202401, 2024, 10],
      [202403, 2024, 12],
      [202404, 2025, 1],
      [202501, 2025, 10],
    ]);
    expect(
      named([
        [202404, 1, '2024-04-01', '2024-04-30'],
        [202405, 2, '2024-05-01', '2024-05-31'],
      ]),
    ).toEqual([
      [202404, 2025, 1],
      [202405, 2025, 2],
    ]);
  });

  it('begins with the year of the number where the source gives no order, or the same to all', () => {
    for (const order of [null, 0, 1]) {
      const lines: readonly Line[] = [
        [202312, order, '2023-12-04', '2023-12-31'],
        [202401, order, '2024-01-01', '2024-01-28'],
        [202402, order, '2024-01-29', '2024-02-25'],
      ];
      expect(named(lines).map(([, year]) => year)).toEqual([2023, 2024, 2024]);
    }
  });

  it('has a name of its own after a short year, so that no two are taken for one', () => {
    const years = named([
      [202401, 10, '2024-01-01', '2024-01-31'],
      [202404, 1, '2024-04-01', '2024-04-30'],
      [202412, 9, '2024-12-01', '2024-12-31'],
      [202501, 1, '2025-01-01', '2025-01-31'],
      [202512, 12, '2025-12-01', '2025-12-31'],
      [202601, 1, '2026-01-01', '2026-01-31'],
    ]).map(([, year]) => year);
    expect(years).toEqual([2024, 2025, 2025, 2026, 2026, 2027]);
  });

  it('begins at the same period wherever the calendar itself begins', () => {
    const months: readonly Line[] = Array.from({ length: 60 }, (_, at) => {
      const [year, month] = [2020 + Math.floor(at / 12), (at % 12) + 1];
      const text = `${year}-${String(month).padStart(2, '0')}`;
      return [year * 100 + month, ((month + 8) % 12) + 1, `${text}-01`, `${text}-28`];
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), (skipped) => {
        const whole = new Map(named(months).map(([period, year]) => [period, year]));
        for (const [period, year] of named(months.slice(skipped)))
          expect([period, year]).toEqual([period, whole.get(period)]);
      }),
    );
  });
});
