// Rules of the calendar: which periods are closed and open, who follows whom, what is asked for and what is rebuilt.
import {
  assertContiguous,
  nextPeriod,
  parsePeriod,
  parseRequest,
  previousPeriod,
  rangesFor,
  withFiscalYears,
} from '@repsys/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BookPeriod, type LittleBooks, months } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { inColumn, rewritingPlex } from './wire.ts';
import { cells } from './workbook.ts';

const rules = useRules();

/** Ten a month on an expense and the bank, from January 2023 on. */
function tenAMonth(to: number): LittleBooks {
  const entries = months(202301, to).map(({ end }) => [end, { X: '10', A: '-10' }] as const);
  return { accounts: { A: 'Asset', RE: { kind: 'Equity', retained: true }, X: 'Expense' }, entries };
}

/** Periods as core sees them. */
const calendarOf = (periods: readonly BookPeriod[]) =>
  withFiscalYears(
    periods.map(({ period, begin, end }) => ({
      ...{ period: parsePeriod(period), display: '', begin, end, open: false, fiscalOrder: null },
    })),
  );

const rangesOf = async (company: Company) =>
  (await company.rows('select * from plex.accounting_period_ranges where pcn = $1'))[0];

function ranges(start: number, end: number, startOpen: number, endOpen: number) {
  return { start_period: start, end_period: end, start_open_period: startOpen, end_open_period: endOpen };
}

describe('closed and open range', () => {
  let company: Company;
  beforeAll(async () => {
    company = await rules().company(tenAMonth(202505));
  });

  it('rule 15: in January with January the oldest open month, closed is a year ago to November, open December to January', async () => {
    await company.report({ from: 202401, today: '2024-01-20' });
    expect(await rangesOf(company)).toMatchObject(ranges(202301, 202311, 202312, 202401));
  });

  it('rule 15: in January with December still open, open begins in November; 13 months in total', async () => {
    await company.report({ from: 202501, today: '2025-01-03' });
    expect(await rangesOf(company)).toMatchObject(ranges(202401, 202410, 202411, 202501));
  });

  it('rule 15: in May with May the oldest open month, closed is May a year ago to March, open April to May', async () => {
    await company.report({ from: 202505, today: '2025-05-20' });
    expect(await rangesOf(company)).toMatchObject(ranges(202405, 202503, 202504, 202505));
  });

  it('rule 8: a range that starts in May does not reset revenue and expense before the next January', async () => {
    expect(await company.course('X', 'ytd', 202404, 202501)).toEqual({
      ...{ 202404: '40', 202405: '50', 202406: '60', 202407: '70', 202408: '80', 202409: '90' },
      ...{ 202410: '100', 202411: '110', 202412: '120', 202501: '10' },
    });
  });

  it('rule 14: after December comes January; there is no 13th period unless the calendar has one', async () => {
    const stored = await company.rows<{ period: number }>(
      'select distinct period from plex.account_period_balance where pcn = $1 order by period',
    );
    expect(stored.map(({ period }) => period)).toEqual(months(202301, 202505).map(({ period }) => period));
  });

  it('rule 16: the closed range ends right before the open one begins, or nothing is written', async () => {
    const calendar = calendarOf(months(202301, 202412));
    const [start, end, open, now] = [202301, 202310, 202311, 202401].map((each) => parsePeriod(each));
    if (!start || !end || !open || !now) throw new Error('four periods');
    const joined = { start, end, startOpen: open, endOpen: now };
    expect(() => assertContiguous(calendar, joined)).not.toThrow();
    const wrong = [{ startOpen: end }, { startOpen: parsePeriod(202312) }, { start: open }, { endOpen: end }];
    for (const each of wrong) {
      expect(() => assertContiguous(calendar, { ...joined, ...each })).toThrow('do not join');
    }
    const overlap = 'update plex.accounting_period_ranges set start_open_period = end_period where pcn = $1';
    await expect(company.rows(overlap)).rejects.toThrow('check constraint');
  });
});

it('rule 16: ranges of Plex that leave a period out fail the run before anything is read', async () => {
  const company = await rules().company(tenAMonth(202401), '2024-01-20');
  const url = await rewritingPlex(company, (text, key) =>
    key === 18004 ? inColumn(text, 'End_Period', () => '202310') : text,
  );
  const view = await company.attempt({ from: 202401, settings: { PLEX_URL: url } });
  expect(view.failure).toMatchObject({
    code: 'LEDGER_CALENDAR_GAP',
    step: 'AccountingPeriodRanges',
    message: 'The closed range 2023-01..2023-10 and the open range 2023-12..2024-01 do not join.',
  });
  expect(await rangesOf(company)).toBeUndefined();
});

it("rule 15: Plex's own ranges are enough where no period was ever closed and the formula has no answer", async () => {
  const company = await rules().company(tenAMonth(202401), '2024-01-20');
  const url = await rewritingPlex(company, (text) => inColumn(text, 'Period_Status', () => '1'));
  const view = await company.report({ from: 202401, settings: { PLEX_URL: url } });
  expect(view.verdict).toBe('tied');
});

describe('a calendar with a 13th period', () => {
  const books: LittleBooks = {
    accounts: { A: 'Asset', RE: { kind: 'Equity', retained: true }, X: 'Expense' },
    entries: [
      ['2023-12-10', { X: '100', A: '-100' }],
      ['2023-12-31', { X: '20', A: '-20' }],
      ['2024-01-15', { X: '3', A: '-3' }],
      ['2025-01-15', { X: '4', A: '-4' }],
    ],
    periods: months(202301, 202512, { openFrom: 202501, thirteen: [2023] }),
  };
  let company: Company;
  beforeAll(async () => {
    company = await rules().company(books);
    await company.rewrite({ ...books, periods: months(202301, 202512, { openFrom: 202401, thirteen: [2023] }) });
    await company.report({ from: 202312, to: 202401, today: '2024-01-20' });
  });

  it('rule 13: the period before January is the 13th where the calendar has one', async () => {
    expect(await company.course('A', 'ytd', 202312, 202401)).toEqual({
      202312: '-100',
      202313: '-120',
      202401: '-123',
    });
    expect(await company.course('X', 'ytd', 202312, 202401)).toEqual({ 202312: '100', 202313: '120', 202401: '3' });
  });

  it('rule 13: a range that starts in January is anchored on the 13th period', async () => {
    await company.rewrite(books);
    await company.report({ from: 202501, today: '2025-01-20' });
    expect(await rangesOf(company)).toMatchObject(ranges(202401, 202411, 202412, 202501));
    expect(await company.course('A', 'ytd', 202313, 202401)).toEqual({ 202313: '-120', 202401: '-123' });
    expect((await company.balance('A', 202501)).ytd).toBe('-127');
  });

  it('rules 13 and 14: neighbours come from the calendar, not from arithmetic', () => {
    const calendar = calendarOf(months(202312, 202512, { thirteen: [2023] }));
    expect(previousPeriod(calendar, parsePeriod(202401))).toBe(202313);
    expect(nextPeriod(calendar, parsePeriod(202312))).toBe(202313);
    expect(nextPeriod(calendar, parsePeriod(202412))).toBe(202501);
    expect(rangesFor(calendar, '2025-01-20').start).toBe(202401);
  });
});

describe('the periods of a report', () => {
  const label = (period: number) => `FY${Math.trunc(period / 100) % 100}P${String(period % 100).padStart(2, '0')}`;
  let company: Company;
  beforeAll(async () => {
    const periods = months(202301, 202412, { openFrom: 202402, label });
    company = await rules().company({ ...tenAMonth(202402), periods }, '2024-02-20');
  });

  it('rule 32: periods stand in order of their number, not of their label', async () => {
    const plain = await rules().company(tenAMonth(202402), '2024-02-20');
    const view = await plain.report({ from: 202311, to: 202402 });
    const rows = await cells(plain, view.id, 'Trial Balance');
    expect([...new Set(rows.slice(1).map(([period]) => period))]).toEqual(['11-2023', '12-2023', '01-2024', '02-2024']);
  });

  it("rule 33: labels are those of the company's calendar, whatever their form", async () => {
    const view = await company.report({ from: 202312, to: 202401 });
    const rows = await cells(company, view.id, 'Trial Balance');
    expect([...new Set(rows.slice(1).map(([period]) => period))]).toEqual(['FY23P12', 'FY24P01']);
  });

  it('rule 40: the periods asked for choose what is shown; all 13 months are rebuilt', async () => {
    const view = await company.report({ from: 202402 });
    const rows = await cells(company, view.id, 'Trial Balance');
    expect(rows.slice(1).map((row) => row[0])).toEqual(['FY24P02', 'FY24P02', 'FY24P02']);
    expect(view.steps[3]?.note).toBe('closed 2023-02..2023-12, open 2024-01..2024-02');
    const rebuilt = view.steps.slice(6, 8).map(({ rows: count }) => count);
    expect(rebuilt).toEqual([11 * 3, 2 * 3]);
  });

  it('rule 40: a period without numbers is refused in words that say which there are', async () => {
    for (const from of [202201, 202403, 202312]) {
      const view = await company.attempt({ from, to: from === 202312 ? 202403 : from });
      expect(view.failure).toMatchObject({ code: 'REQUEST_PERIOD_UNAVAILABLE', step: 'AccountingPeriodRanges' });
      expect(view.failure?.message).toContain('There are numbers from 2023-01 to 2024-02.');
    }
    const thirteenth = await company.attempt({ from: 202313 });
    expect(thirteenth.failure?.message).toContain('has no numbers for 2023-13');
  });

  it.each([
    ['a range that ends before it starts', { from: 202402, to: 202401 }, 'ends before it starts'],
    ['month 15', { from: 202315, to: 202401 }, '"202315" is not a period'],
    ['month 0', { from: 202300, to: 202401 }, '"202300" is not a period'],
  ])('rule 40: %s is refused before anything runs', (_, parameters, message) => {
    const request = { report: 'trial-balance', company: 1, parameters, requester: 'tester', source: 'command-line' };
    expect(() => parseRequest(request)).toThrow(message);
  });
});
