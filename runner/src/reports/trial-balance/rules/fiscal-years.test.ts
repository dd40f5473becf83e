// Fiscal years that are not the civil one: revenue and expense open them at zero, whatever their periods are called.
// The expected balances are worked out by `oracle`, from entries and from days written down here; it shares nothing with the product.
import { describe, expect, it } from 'vitest';
import { type BookPeriod, type LittleBooks, months } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { inColumn, rewritingPlex } from './wire.ts';
import { cells } from './workbook.ts';

const rules = useRules();

const accounts = {
  BANK: 'Asset',
  CAPITAL: 'Equity',
  RE: { kind: 'Equity', retained: true },
  SALES: 'Revenue',
  RENT: 'Expense',
} as const;

/** The day in the middle of every month from April 2022 to March 2025: 100 of rent; sales grow. The owners pay in at the start. */
const monthDays = Array.from({ length: 36 }, (_, at) =>
  new Date(Date.UTC(2022, 3 + at, 15)).toISOString().slice(0, 10),
);
const entries: LittleBooks['entries'] = [
  ['2022-04-02', { BANK: '5000', CAPITAL: '-5000' }],
  ...monthDays.map((day) => [day, { RENT: '100', BANK: '-100' }] as const),
  ...monthDays.map((day, at) => [day, { BANK: String(150 + at), SALES: String(-150 - at) }] as const),
];

/**
 * Year-to-date cents at the end of a day: all entries for the balance sheet, entries since the year's first day for the
 * others; results of years before it stand in retained earnings, once `closed` says so.
 */
function oracle(lastDay: string, yearStart: string, closed = true): Readonly<Record<string, number>> {
  const sum = (account: string, from: string, to: string) =>
    entries
      .filter(([day]) => from <= day && day <= to)
      .reduce((total, [, amounts]) => total + Number((amounts as Record<string, string>)[account] ?? 0), 0);
  const dayBefore = new Date(Date.parse(yearStart) - 86_400_000).toISOString().slice(0, 10);
  const carried = sum('SALES', '', dayBefore) + sum('RENT', '', dayBefore);
  return {
    BANK: sum('BANK', '', lastDay),
    CAPITAL: sum('CAPITAL', '', lastDay),
    RE: closed ? carried : 0,
    SALES: sum('SALES', yearStart, lastDay),
    RENT: sum('RENT', yearStart, lastDay),
  };
}

async function stored(company: Company, period: number): Promise<Readonly<Record<string, number>>> {
  const all = await company.balances(period);
  return Object.fromEntries(all.map(({ account, ytd }) => [account, Number(ytd)]));
}

/** Months from April 2022 on; `place` gives number and order in the fiscal year of the month at a place. */
function calendar(
  place: (year: number, month: number) => { readonly period: number; readonly order: number },
  openFrom: string,
): readonly BookPeriod[] {
  return Array.from({ length: 48 }, (_, at) => {
    const [year, month] = [2022 + Math.floor((3 + at) / 12), ((3 + at) % 12) + 1];
    const begin = `${year}-${String(month).padStart(2, '0')}-01`;
    const end = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
    return { ...place(year, month), begin, end, open: begin >= openFrom };
  });
}

const civilNumber = (year: number, month: number) => year * 100 + month;
const kinds = {
  'from April, numbered from 01': (year: number, month: number) => ({
    period: month >= 4 ? year * 100 + month - 3 : (year - 1) * 100 + month + 9,
    order: month >= 4 ? month - 3 : month + 9,
  }),
  'from April, numbered like the months': (year: number, month: number) => ({
    period: civilNumber(year, month),
    order: month >= 4 ? month - 3 : month + 9,
  }),
  'from October, numbered like the months': (year: number, month: number) => ({
    period: civilNumber(year, month),
    order: month >= 10 ? month - 9 : month + 3,
  }),
};

describe.each(Object.entries(kinds))('a fiscal year %s', (name, place) => {
  const firstMonth = name.includes('October') ? 10 : 4;
  const yearStart = (day: string) => {
    const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
    return `${month >= firstMonth ? year : year - 1}-${String(firstMonth).padStart(2, '0')}-01`;
  };

  it('is tied over two year ends, in closed and in open periods, and each balance is that of the entries', async () => {
    const periods = calendar(place, '2024-10-01');
    const company = await rules().company({ accounts, entries, periods }, '2024-11-20');
    const reported = periods.filter(({ begin }) => begin >= '2022-10-01' && begin <= '2024-11-01');
    const [first, last] = [reported[0]?.period ?? 0, reported.at(-1)?.period ?? 0];
    const view = await company.report({ from: first, to: last });
    expect([view.verdict, view.checks.filter(({ passed, severity }) => !passed && severity !== 'info')]).toEqual([
      'tied',
      [],
    ]);
    for (const { period, end } of reported) {
      const day = end < '2024-11-20' ? end : '2024-11-20';
      expect([period, await stored(company, period)]).toEqual([period, oracle(day, yearStart(day))]);
    }
    const again = await company.report({ from: last });
    expect(again.verdict).toBe('tied');
  });
});

describe('a fiscal year from April, numbered like the months', () => {
  const place = kinds['from April, numbered like the months'];

  it('does not reset in January and does in April: rent 900, 1,000, then 100', async () => {
    const company = await rules().company({ accounts, entries, periods: calendar(place, '2024-04-01') }, '2024-05-20');
    const view = await company.report({ from: 202312, to: 202404 });
    expect(view.verdict).toBe('tied');
    expect(await company.course('RENT', 'ytd', 202312, 202404)).toEqual({
      ...{ 202312: '900', 202401: '1000', 202402: '1100', 202403: '1200', 202404: '100' },
    });
  });

  it('says of the first period of the year, not of January, that the year is not closed', async () => {
    const company = await rules().company({ accounts, entries, periods: calendar(place, '2024-03-01') }, '2024-05-20');
    const view = await company.report({ from: 202401, to: 202405 });
    expect(view.verdict).toBe('warnings');
    expect(view.checks.find(({ id }) => id === 'year-closed')?.differences).toMatchObject([{ period: 202404 }]);
    expect(await stored(company, 202404)).toEqual({
      ...oracle('2024-04-30', '2024-04-01', false),
      RE: oracle('2024-03-31', '2023-04-01').RE,
    });
  });

  it('explains in the Summary of April why the movements are not zero', async () => {
    const company = await rules().company({ accounts, entries, periods: calendar(place, '2024-05-01') }, '2024-05-20');
    const view = await company.report({ from: 202403, to: 202405 });
    const rows = await cells(company, view.id, 'Summary');
    const note = rows.findIndex(([text]) => String(text).startsWith('The year close moved'));
    expect(rows[note - 1]?.[0]).toBe('04-2024');
  });
});

it('without an order from Plex the year begins where the year in the number changes', async () => {
  const periods = months(202201, 202512, { openFrom: 202404 });
  const company = await rules().company({ accounts, entries, periods }, '2024-05-20');
  const url = await rewritingPlex(company, (text, key) =>
    key === 18003 ? inColumn(text, 'Fiscal_Order', () => '') : text,
  );
  const view = await company.report({ from: 202312, to: 202401, settings: { PLEX_URL: url } });
  expect(view.verdict).toBe('tied');
  expect(await company.course('RENT', 'ytd', 202312, 202401)).toEqual({ 202312: '1200', 202401: '100' });
});

describe('a re-classified account', () => {
  const books: LittleBooks = {
    accounts: { BANK: 'Asset', RE: { kind: 'Equity', retained: true }, X: 'Liability' },
    entries: [
      ['2025-02-10', { X: '50', BANK: '-50' }],
      ['2025-04-10', { X: '10', BANK: '-10' }],
    ],
    periods: calendar(kinds['from April, numbered from 01'], '2025-03-01'),
  };

  it('rule 6: is carried into the fiscal year by its category of the fiscal year before, not of the civil one', async () => {
    const company = await rules().company(books, '2025-02-20');
    await company.report({ from: 202411, today: '2025-02-20' });
    const years =
      'select distinct year from plex.accounting_account_year_category_type where pcn = $1 and filled_from is null order by year';
    expect(await company.rows(years)).toEqual([{ year: 2024 }, { year: 2025 }]);
    await company.rewrite({ ...books, accounts: { ...books.accounts, X: 'Expense' } });
    await company.report({ from: 202501, today: '2025-04-20', allowUntied: true });
    expect((await company.balance('X', 202501)).ytd).toBe('60');
  });
});
