// What the archive asks the server for, and how its chart is drawn.
import { type Period, runsQuerySchema } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { filtersSet, noFilters, queryOf, results } from './filters.ts';
import { scaleOf, shownPeriods, ticksOf } from './trend-scale.ts';
import { newestFirst, viewIn, viewText } from './view.ts';

const byNumber = { by: 'id', order: 'desc' } as const;
const sent = (query: object): object =>
  Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  );

describe('the filters of the archive', () => {
  it.each(results)('make a query that the server understands: %s', (result) => {
    const filters = {
      ...noFilters,
      result,
      company: '111111',
      who: ' dana ',
      from: '2024-01',
      since: '2024-05-01',
      mine: true,
    };
    expect(runsQuerySchema.parse(sent(queryOf(filters, byNumber)))).toMatchObject({
      company: 111111,
      requester: 'dana',
      from: 202401,
    });
    expect(filtersSet(filters)).toBe(6);
  });

  it('without any show every finished run', () => {
    expect(sent(queryOf(noFilters, byNumber))).toEqual({
      status: 'succeeded,failed,cancelled',
      sort: 'id',
      order: 'desc',
    });
  });

  it('do not narrow by a period that is still being typed', () => {
    expect(queryOf({ ...noFilters, from: '2024-' }, byNumber)).toMatchObject({ from: undefined });
  });
});

describe('the address of the archive', () => {
  const filters = { ...noFilters, who: 'Åse & Öst', result: 'not-tied', from: '2024-01', mine: true } as const;

  it('is read as it was written', () => {
    const view = { shows: 'trend', filters, sort: { by: 'took', order: 'asc' } } as const;
    expect(viewIn(viewText(view))).toEqual(view);
  });

  it('is empty for the archive as it begins', () => {
    expect(viewText(viewIn(''))).toBe('');
    expect(viewIn('')).toEqual({ shows: 'runs', filters: noFilters, sort: newestFirst });
  });

  it('may hold what nobody understands, which is left out', () => {
    const written = `result=lost&sort=colour&view=3d&mine=1&who=${'x'.repeat(500)}`;
    expect(viewIn(written)).toEqual({
      shows: 'runs',
      filters: { ...noFilters, who: 'x'.repeat(100) },
      sort: newestFirst,
    });
  });
});

describe('the chart of the trend', () => {
  const point = (period: number, movement: string) => ({ period: period as Period, movement });
  const frame = { width: 400, height: 300, left: 50, bottom: 30 };

  it('has round numbers at its side that hold every point', () => {
    expect(ticksOf(-7, 13)).toEqual([-10, -5, 0, 5, 10, 15]);
    expect(ticksOf(0, 0).length).toBeGreaterThan(1);
  });

  it('keeps every point inside its frame, one period or many', () => {
    for (const points of [[point(202401, '5')], [point(202312, '-99.5'), point(202313, '12'), point(202401, '7')]]) {
      const scale = scaleOf([{ category: 'Asset', points }], frame);
      for (const { period, movement } of points) {
        expect(scale.x(period)).toBeGreaterThanOrEqual(frame.left);
        expect(scale.x(period)).toBeLessThanOrEqual(frame.width);
        expect(scale.y(Number(movement))).toBeGreaterThanOrEqual(0);
        expect(scale.y(Number(movement))).toBeLessThanOrEqual(frame.height - frame.bottom);
      }
    }
  });

  it('names only as many periods as there is room for', () => {
    const periods = Array.from({ length: 24 }, (_, at) => (202201 + Math.floor(at / 12) * 100 + (at % 12)) as Period);
    expect(shownPeriods(periods, 320).length).toBeLessThanOrEqual(5);
    expect(shownPeriods(periods, 4_000)).toEqual(periods);
  });
});
