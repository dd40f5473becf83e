// Rules of completeness: every account in every period, new ones, lost ones, and none between two slices.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountRange, accountRanges } from '../account-ranges.ts';
import type { BookEntry, Kind, LittleBooks } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { cells } from './workbook.ts';

const rules = useRules();

const countIn = async (company: Company, from: number, to: number) => (await company.balances(from, to)).length;

it('rule 9: three accounts over 13 periods with two movements are 39 rows', async () => {
  const company = await rules().company(
    { accounts: { A: 'Asset', E: 'Equity', L: 'Liability' }, entries: [['2023-06-10', { A: '25', L: '-25' }]] },
    '2024-01-20',
  );
  const view = await company.report({ from: 202306, to: 202401 });
  const all = await company.balances(202301, 202401);
  expect(all).toHaveLength(39);
  expect(all.filter(({ balance }) => balance !== '0')).toMatchObject([
    { period: 202306, account: 'A', balance: '25' },
    { period: 202306, account: 'L', balance: '-25' },
  ]);
  expect(await cells(company, view.id, 'Trial Balance')).toHaveLength(1 + 3 * 8);
});

describe('a new account', () => {
  const old: Record<string, Kind> = { BANK: 'Asset' };
  const entries: readonly BookEntry[] = [
    ['2023-11-10', { BANK: ['70', '-70'] }],
    ['2024-12-10', { NEW: '25', SPENT: '25', BANK: '-50' }],
  ];
  const accounts: LittleBooks['accounts'] = {
    ...old,
    NEW: 'Asset',
    RE: { kind: 'Equity', retained: true },
    SPENT: 'Expense',
  };

  it('rule 10: that appears in December has 13 rows: zeros, its movement, and in January what its kind says', async () => {
    const company = await rules().company({ accounts: old, entries: entries.slice(0, 1) }, '2024-11-20');
    await company.report({ from: 202411 });
    await company.rewrite({ accounts, entries });
    const view = await company.report({ from: 202401, to: 202501, today: '2025-01-20' });
    for (const account of ['NEW', 'SPENT']) {
      const rows = (await company.balances(202401, 202501)).filter((each) => each.account === account);
      expect(rows).toHaveLength(13);
      expect(rows.slice(0, 11).every(({ balance, ytd }) => balance === '0' && ytd === '0')).toBe(true);
      expect(rows[11]).toMatchObject({ period: 202412, balance: '25', ytd: '25' });
      expect(rows[12]).toMatchObject({ period: 202501, balance: '0', ytd: account === 'NEW' ? '25' : '0' });
    }
    expect(await cells(company, view.id, 'Trial Balance')).toHaveLength(1 + 4 * 13);
  });

  it('rules 10 and 11: has a category for every year of the range, and the assumed one is said', async () => {
    const company = await rules().company({ accounts: old, entries: entries.slice(0, 1) }, '2024-11-20');
    await company.report({ from: 202411 });
    await company.rewrite({ accounts, entries });
    const view = await company.report({ from: 202401, to: 202501, today: '2025-01-20' });
    const years = await company.rows<{ year: number }>(
      "select year from plex.accounting_account_year_category_type where pcn = $1 and account_no = 'NEW' order by year",
    );
    expect(years.map(({ year }) => year)).toEqual([2023, 2024, 2025, 2026]);
    const warning = view.checks.find(({ id }) => id === 'categories-recorded');
    expect(warning?.differences).toMatchObject([
      { account: 'NEW', period: 202412 },
      { account: 'SPENT', period: 202412 },
    ]);
  });
});

describe('an account that left the chart', () => {
  const entries: readonly BookEntry[] = [['2024-01-10', { BANK: '5', L: '-5' }]];
  const before: LittleBooks = {
    accounts: { BANK: 'Asset', L: 'Liability', OLD: 'Asset', UNUSED: 'Asset' },
    entries: [['2022-06-10', { OLD: '100', BANK: '-100' }], ...entries],
  };
  /** Without the account Plex shows the other side of its entries alone. */
  const after: LittleBooks = {
    accounts: { BANK: 'Asset', L: 'Liability' },
    entries: [['2022-06-10', { BANK: '-100' }], ...entries],
  };

  it('rule 12: stays with its balance and is named, so that the balances still sum to zero', async () => {
    const company = await rules().company(before, '2023-03-20');
    await company.report({ from: 202303 });
    await company.rewrite(after);
    const view = await company.report({ from: 202401, today: '2024-03-20' });
    expect(view.verdict).toBe('warnings');
    expect(view.checks.find(({ id }) => id === 'inside-chart')?.differences).toMatchObject([{ account: 'OLD' }]);
    expect(view.checks.find(({ id }) => id === 'balances-balance')?.passed).toBe(true);
    expect(await company.course('OLD', 'ytd', 202401, 202403)).toEqual({ 202401: '100', 202402: '100', 202403: '100' });
    expect(await countIn(company, 202401, 202401)).toBe(3);
  });

  it('rule 12: comes back into the chart as if it had never left', async () => {
    const company = await rules().company(before, '2024-03-20');
    await company.report({ from: 202401 });
    const whole = await company.balances(202301, 202403);
    await company.rewrite(after);
    await company.attempt({ from: 202401 });
    await company.rewrite(before);
    const view = await company.report({ from: 202401 });
    expect(view.checks.find(({ id }) => id === 'inside-chart')?.passed).toBe(true);
    expect(await company.balances(202301, 202403)).toEqual(whole);
  });

  it('rule 12: an account with movements that the chart does not have is kept and named', async () => {
    const company = await rules().company(before, '2024-03-20');
    // The chart comes without its last account, UNUSED is still in the live balances.
    await company.fault('missing-account', { key: 18002 });
    const view = await company.report({ from: 202401 });
    expect(view.checks.find(({ id }) => id === 'inside-chart')?.differences).toMatchObject([{ account: 'UNUSED' }]);
    expect(await countIn(company, 202401, 202403)).toBe(4 * 3);
  });
});

describe('slices of accounts', () => {
  /** What Plex answers: limits are inclusive and compared as text. */
  const answered = (accounts: readonly string[], { from, to }: AccountRange) =>
    accounts.filter((account) => account >= (from ?? '') && (to === undefined || account <= to));
  const kept = (accounts: readonly string[], range: AccountRange) =>
    answered(accounts, range).filter((account) => account !== range.to);

  it('rule 25: together give each account exactly once, also one that Plex has and our chart does not', () => {
    const number = fc.string({ unit: fc.constantFrom(...'0123456789-'), minLength: 1, maxLength: 15 });
    const chart = fc.uniqueArray(number, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(chart, chart, fc.integer({ min: 1, max: 20 }), (ours, others, size) => {
        const live = [...new Set([...ours, ...others])].sort();
        const union = accountRanges([...ours].sort(), size).flatMap((range) => kept(live, range));
        expect(union.sort()).toEqual(live);
      }),
    );
  });

  const numbers = ['66666-666-6666', '66666-666-66665', '66666-666-6667'];
  const accounts = Object.fromEntries([
    ...Array.from({ length: 21 }, (_, index) => [`${10_100 + index * 4_000}-000-0000`, 'Asset' as const]),
    ...numbers.map((number) => [number, 'Asset' as const]),
  ]);
  const books: LittleBooks = {
    accounts,
    entries: [['2024-03-05', { '66666-666-66665': '8', '10100-000-0000': '-8' }]],
  };

  it('rule 25: the old 15-character number between two limits does not vanish', async () => {
    const company = await rules().company(books);
    await company.report({ from: 202403, settings: { PLEX_SLICE_ACCOUNTS: '10' } });
    const asked = (await company.calls()).filter(({ key, periodStart }) => key === 4814 && periodStart === '202403');
    expect(asked).toHaveLength(3);
    expect(await countIn(company, 202403, 202403)).toBe(24);
    expect((await company.balance('66666-666-66665', 202403)).balance).toBe('8');
  });

  it('rule 25: an account that the live balances leave out fails the run and is named', async () => {
    const company = await rules().company(books);
    await company.report({ from: 202403 });
    const stored = () =>
      company.rows('select each::text from plex.account_activity_summary each where pcn = $1 order by 1');
    const before = await stored();
    await company.fault('missing-account', { key: 4814 });
    const view = await company.attempt({ from: 202403 });
    expect(view.failure).toMatchObject({
      code: 'PLEX_INCOMPLETE',
      step: 'AccountActivitySummaryGetOpenPeriodRange',
      message: expect.stringContaining('first 90100-000-0000 in 2024-0'),
    });
    expect(before).toHaveLength(48);
    expect(await stored()).toEqual(before);
  });
});
