// Gage calibration by its worked example and the edges of its rules.
import { describe, expect, it } from 'vitest';
import { type Calibration, calibrations, type Gage } from './calibration.ts';

const gage = (number: string, frequencyDays = 90, company = 111111): Gage => ({ company, number, frequencyDays });
const records = (number: string, dates: readonly string[], company = 111111) =>
  dates.map((date) => ({ company, gage: number, date }));
const brief = ({ row, status, required, actual, next }: Calibration) => [row, status, required, actual, next];

describe('gage calibration', () => {
  it('rule 47: a calibration was required on the day of the one before plus the frequency', () => {
    const rows = calibrations([gage('G1')], records('G1', ['2024-01-10', '2024-04-08', '2024-07-20']));
    expect(rows.map(brief)).toEqual([
      [1, 'late', '2024-07-07', '2024-07-20', '2024-10-18'],
      [2, 'ok', '2024-04-09', '2024-04-08', '2024-07-07'],
      [3, 'ok', null, '2024-01-10', '2024-04-09'],
    ]);
  });

  it('rule 47: on the very day is not late, one day after is', () => {
    const status = (date: string) => calibrations([gage('G1', 10)], records('G1', ['2024-02-20', date]))[0]?.status;
    expect([status('2024-03-01'), status('2024-03-02')]).toEqual(['ok', 'late']);
  });

  it('rule 47: the 5 newest are kept after pairing, so the fifth has a requirement from the sixth', () => {
    const dates = ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01', '2024-05-01', '2024-06-01'];
    const rows = calibrations([gage('G1', 30)], records('G1', dates));
    expect(rows.map(({ actual }) => actual)).toEqual(dates.slice(1).reverse());
    expect(rows.at(-1)).toMatchObject({ row: 5, required: '2024-01-31', status: 'late' });
  });

  it('rule 47: a gage that was never calibrated is there and says so', () => {
    expect(calibrations([gage('G1')], []).map(brief)).toEqual([[1, 'never', null, null, null]]);
  });

  it('gages stand in order of company and number, each with its own records', () => {
    const gages = [gage('B', 5, 222222), gage('B'), gage('A')];
    const all = [...records('B', ['2024-01-01']), ...records('B', ['2024-02-01'], 222222)];
    expect(calibrations(gages, all).map(({ company, gage: number, actual }) => [company, number, actual])).toEqual([
      [111111, 'A', null],
      [111111, 'B', '2024-01-01'],
      [222222, 'B', '2024-02-01'],
    ]);
  });

  it('days are counted across leap days and the end of a year', () => {
    const rows = calibrations([gage('G1', 366)], records('G1', ['2023-12-31', '2024-02-29']));
    expect(rows.map(({ next }) => next)).toEqual(['2025-03-01', '2024-12-31']);
  });

  it.each(['2024-02-30', '2024-2-3', '', 'yesterday'])('"%s" is refused as a day', (date) => {
    expect(() => calibrations([gage('G1')], records('G1', [date]))).toThrow(RangeError);
  });
});
