// The generated books balance, repeat from their seed, and hold every special case that the report must get right.
import { rangesFor } from '@repsys/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Books, categoryIn, isProfitAndLoss } from './books.ts';
import { isLowProfitAndLoss, specialAccounts } from './chart-of-accounts.ts';
import { serveCompanies } from './companies.ts';
import { type Ledger, type LedgerPeriod, openLedger } from './ledger.ts';

const sum = (values: Iterable<bigint>): bigint => [...values].reduce((total, value) => total + value, 0n);

function booksOf(seed: number, company: number, accounts?: number): Books {
  const served = serveCompanies({ seed, ...(accounts ? { accounts } : {}) }).companies.find(
    (each) => each.number === company,
  );
  if (!served) throw new Error(`no company ${company}`);
  return served.books;
}

function periodsOf(ledger: Ledger): readonly LedgerPeriod[] {
  const begun = ledger.calendar.filter((each) => each.begin <= ledger.today);
  return begun.flatMap((each) => ledger.at(each.period) ?? []);
}

function endings({ beginning, movements }: LedgerPeriod): bigint[] {
  const balances = [...beginning];
  movements.accounts.forEach((account, line) => {
    balances[account] = (balances[account] ?? 0n) + (movements.debits[line] ?? 0n) - (movements.credits[line] ?? 0n);
  });
  return balances;
}

const net = ({ movements }: LedgerPeriod) => sum(movements.debits) - sum(movements.credits);
const indexOf = ({ accounts }: Books, number: string) => accounts.findIndex((each) => each.number === number);

const anyBooks = fc.record({
  seed: fc.nat(1_000_000),
  company: fc.constantFrom(111111, 222222),
  accounts: fc.integer({ min: 54, max: 700 }),
});
const anyDay = fc
  .date({ min: new Date('2021-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

describe('generated books', () => {
  it('balance in every period on every day, except for the year close', () => {
    fc.assert(
      fc.property(anyBooks, anyDay, ({ seed, company, accounts }, today) => {
        const ledger = openLedger(booksOf(seed, company, accounts), today);
        for (const period of periodsOf(ledger)) {
          const closes = period.period % 100 === 1;
          if (!closes) expect(net(period)).toBe(0n);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('have year-to-date balances that add up to zero once the year before is closed', () => {
    fc.assert(
      fc.property(anyBooks, anyDay, ({ seed, company, accounts }, today) => {
        const periods = periodsOf(openLedger(booksOf(seed, company, accounts), today));
        for (const [index, period] of periods.entries()) {
          const yearsBefore = periods
            .slice(0, index)
            .filter((each) => each.period < period.period - (period.period % 100));
          if (yearsBefore.every((each) => !each.open)) expect(sum(endings(period))).toBe(0n);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('move retained earnings in the first period only, by the result of the year before', () => {
    fc.assert(
      fc.property(anyBooks, ({ seed, company, accounts }) => {
        const books = booksOf(seed, company, accounts);
        const retained = books.retainedEarnings ?? -1;
        const periods = periodsOf(openLedger(books, '2025-06-15'));
        for (const [index, period] of periods.entries()) {
          if (!period.movements.accounts.includes(retained)) continue;
          const before = periods[index - 1];
          expect(period.period % 100).toBe(1);
          expect(net(period)).toBe(before && resultOf(books, before));
        }
      }),
      { numRuns: 10 },
    );
  });

  it('begin each period where the one before ended, Revenue and Expense at zero in a new year', () => {
    fc.assert(
      fc.property(anyBooks, anyDay, ({ seed, company, accounts }, today) => {
        const books = booksOf(seed, company, accounts);
        const periods = periodsOf(openLedger(books, today));
        for (const [index, period] of periods.entries()) {
          const before = periods[index - 1];
          if (!before) continue;
          const resets = period.period % 100 === 1;
          const year = Math.trunc(before.period / 100);
          const expected = endings(before).map((balance, account) =>
            resets && isResult(books, account, year) ? 0n : balance,
          );
          expect([...period.beginning]).toEqual(expected);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('show the same past whatever the day is', () => {
    const early = openLedger(booksOf(7, 111111, 300), '2023-03-15').at(202211);
    const late = openLedger(booksOf(7, 111111, 300), '2026-03-15').at(202211);
    expect(late).toEqual(early);
  });
});

function isResult({ accounts }: Books, index: number, year: number): boolean {
  const account = accounts[index];
  return account !== undefined && isProfitAndLoss(categoryIn(account, year));
}

function resultOf(books: Books, period: LedgerPeriod): bigint {
  const year = Math.trunc(period.period / 100);
  return sum(endings(period).filter((_, index) => isResult(books, index, year)));
}

describe('the main company', () => {
  const books = booksOf(1, 111111);
  const on = (today: string) => openLedger(books, today);

  it('has 4,900 accounts, 25 of them since December 2024', () => {
    expect(on('2025-01-10').accounts).toHaveLength(4_900);
    expect(on('2024-12-01').accounts).toHaveLength(4_875);
    expect(new Set(books.accounts.map(({ number }) => number)).size).toBe(4_900);
    expect(new Set(books.accounts.map(({ key }) => key)).size).toBe(4_900);
  });

  it('is mostly Expense, has two forms of number and nine per cent blank categories', () => {
    const share = (keep: (account: Books['accounts'][number]) => boolean) => books.accounts.filter(keep).length / 4_900;
    expect(share(({ category }) => category === 'Expense')).toBeCloseTo(0.84, 1);
    expect(share(({ number }) => /^\d{5}-\d{3}-\d{5}$/.test(number))).toBeCloseTo(0.22, 1);
    expect(books.accounts.every(({ number }) => /^\d{5}-\d{3}-\d{4,5}$/.test(number))).toBe(true);
    expect(share(({ legacy }) => legacy.categoryName === '')).toBeCloseTo(0.09, 2);
    expect(share(({ active }) => active)).toBeCloseTo(0.76, 1);
    expect(books.accounts.filter(isLowProfitAndLoss)).toHaveLength(22);
  });

  it('moves some 250 accounts a month', () => {
    const moved = [202203, 202309, 202405].map((period) => on('2025-01-10').at(period)?.movements.accounts.length ?? 0);
    for (const count of moved) expect(count).toBeGreaterThan(200);
    for (const count of moved) expect(count).toBeLessThan(330);
  });

  it('has an account that turned from Liability to Expense and is zero at every December end', () => {
    const index = indexOf(books, specialAccounts.reclassified);
    const account = books.accounts[index];
    expect(account && [categoryIn(account, 2024), categoryIn(account, 2025)]).toEqual(['Liability', 'Expense']);
    const ledger = on('2026-02-10');
    for (const year of [2021, 2022, 2023, 2024, 2025]) {
      expect(ledger.at(year * 100 + 12)?.beginning[index]).not.toBe(0n);
      expect(ledger.at((year + 1) * 100 + 1)?.beginning[index]).toBe(0n);
    }
  });

  it('closes a period on the sixth day after its end', () => {
    const april = (today: string) => on(today).at(202404)?.open;
    expect([april('2024-05-05'), april('2024-05-06')]).toEqual([true, false]);
  });

  it('posts the year close on the day the year is closed', () => {
    const retained = books.retainedEarnings ?? -1;
    const january = (today: string) => on(today).at(202501)?.movements.accounts.includes(retained);
    expect([january('2025-01-05'), january('2025-01-06')]).toEqual([false, true]);
  });

  it('was opened once more for October 2024, with a late posting', () => {
    const october = (today: string) => on(today).at(202410);
    expect(october('2024-11-18')).toMatchObject({ open: false, updated: '2024-11-06T15:03:00' });
    expect(october('2024-11-19')).toMatchObject({ open: true, updated: '2024-11-19T16:45:10' });
    expect(october('2024-11-21')).toMatchObject({ open: false, updated: '2024-11-21T16:45:10' });
    const freight = indexOf(books, specialAccounts.freight);
    const ending = (today: string) => endings(october(today) as LedgerPeriod)[freight] ?? 0n;
    expect(ending('2024-11-19') - ending('2024-11-18')).toBe(432_109_000n);
  });

  it('shows postings up to today only', () => {
    const lines = (today: string) => on(today).at(202405)?.movements.accounts.length ?? 0;
    expect(lines('2024-04-30')).toBe(0);
    expect(lines('2024-05-10')).toBeGreaterThan(0);
    expect(lines('2024-05-10')).toBeLessThan(lines('2024-05-31'));
  });
});

describe('the second company', () => {
  const ledger = openLedger(booksOf(1, 222222), '2025-01-10');

  it('has 3,668 accounts, a 13th period in 2023 and labels with the year first', () => {
    expect(ledger.accounts).toHaveLength(3_668);
    expect(ledger.at(202313)).toMatchObject({
      begin: '2023-12-31',
      end: '2023-12-31',
      display: '2023-13',
      open: false,
    });
    expect(ledger.at(202313)?.movements.accounts.length).toBeGreaterThan(0);
    expect(ledger.at(202213)).toBeUndefined();
  });

  it('has the ranges of the formula', () => {
    expect(rangesFor(ledger.calendar, '2025-01-10')).toEqual({
      start: 202401,
      end: 202411,
      startOpen: 202412,
      endOpen: 202501,
    });
  });
});
