// One posting without its other side, however small, in whatever month: the books are not tied. Debits equal credits exactly.
import type { RunView } from '@repsys/core/node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ledgerChecks, type PeriodSums } from '../checks/ledger-balance.ts';
import { type BookEntry, type LittleBooks, months } from './books.ts';
import { useRules } from './kit.ts';
import { cells } from './workbook.ts';

const rules = useRules();
const [first, last, today] = [202311, 202403, '2024-03-20'];
const periods = months(first, last);

const books: LittleBooks = {
  accounts: {
    cash: 'Asset',
    payables: 'Liability',
    retained: { kind: 'Equity', retained: true },
    sales: 'Revenue',
    rent: 'Expense',
  },
  entries: [
    ['2023-11-10', { cash: '900.12345', sales: '-900.12345' }],
    ['2023-12-10', { rent: '500.5', payables: '-500.5' }],
    ['2024-01-10', { cash: '150', sales: '-150' }],
    ['2024-02-10', { rent: '80.00001', payables: '-80.00001' }],
    ['2024-03-10', { payables: '20', cash: '-20' }],
  ],
};
const plus = (...more: readonly BookEntry[]): LittleBooks => ({ ...books, entries: [...books.entries, ...more] });

/** The blocking checks and warnings that found something. */
const found = (view: RunView) =>
  view.checks.filter(({ passed, severity }) => !passed && severity !== 'info').map(({ id }) => id);

const places = (amount: number): string =>
  `${Math.trunc(amount / 100_000)}.${String(amount % 100_000).padStart(5, '0')}`;

describe('a single posting', () => {
  it('that is missing leaves nothing to find: the books without it are tied', async () => {
    const company = await rules().company(books, today);
    const view = await company.report({ from: first, to: last });
    expect([view.verdict, found(view)]).toEqual(['tied', []]);
  });

  it.each(['0.00001', '0.00499', '0.01', '1'])('rule 30: of %s is told with its period and amount', async (amount) => {
    const company = await rules().company(plus(['2024-02-12', { cash: amount }]), today);
    const view = await company.attempt({ from: first, to: last });
    expect(view.failure).toMatchObject({ code: 'LEDGER_OUT_OF_BALANCE', step: 'Checks' });
    expect(found(view)).toEqual(['movements-balance', 'balances-balance']);
    const [movements] = view.checks;
    expect(movements?.differences).toEqual([
      { period: 202402, ours: amount === '1' ? '1.00' : amount, theirs: '0.00' },
    ]);
  });

  it('rule 30: of 0.00001 is shown with all its places on the sheet', async () => {
    const company = await rules().company(plus(['2024-02-12', { cash: '0.00001' }]), today);
    const view = await company.report({ from: 202402, allowUntied: true });
    expect(view.verdict).toBe('not-tied');
    const difference = (await cells(company, view.id, 'Checks')).find((row) => row[4] === '2024-02');
    expect(difference?.slice(5)).toEqual(['0.00001', '0.00']);
  });

  it.each([
    { from: first, to: last, ids: ['movements-balance', 'balances-balance'] },
    { from: 202401, to: 202401, ids: ['movements-balance', 'balances-balance'] },
    { from: 202402, to: 202402, ids: ['balances-balance'] },
    { from: 202403, to: 202403, ids: ['movements-balance'] },
  ])('rule 30: of 0.01 is not made good by -0.01 in a later month: $from to $to', async ({ from, to, ids }) => {
    const company = await rules().company(
      plus(['2024-01-12', { cash: '0.01' }], ['2024-03-12', { payables: '-0.01' }]),
      today,
    );
    const view = await company.report({ from, to, allowUntied: true });
    expect([view.verdict, found(view)]).toEqual(['not-tied', ids]);
  });

  it('rule 30: of any small amount, in any month, on any account, is found', async () => {
    const place = fc.record({
      account: fc.constantFrom('cash', 'payables', 'retained', 'sales', 'rent'),
      month: fc.constantFrom(...periods),
    });
    const single = fc.record({
      amount: fc.integer({ min: 1, max: 100_000 }).map(places),
      debit: fc.boolean(),
      place,
      opposite: fc.option(place, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(single, async ({ amount, debit, place: here, opposite }) => {
        const entry = ({ account, month }: typeof here, isDebit: boolean): BookEntry => [
          // Not after today: an entry of the future is not in the books yet.
          month.begin,
          { [account]: isDebit ? amount : `-${amount}` },
        ];
        // In the same month it is the other side: then nothing is wrong.
        const there = opposite && opposite.month.period !== here.month.period ? [entry(opposite, !debit)] : [];
        const company = await rules().company(plus(entry(here, debit), ...there), today);
        const view = await company.report({ from: first, to: last, allowUntied: true });
        expect(view.verdict).toBe('not-tied');
        expect(found(view)).toContain('movements-balance');
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });
});

describe('the sums of a ledger', () => {
  const year = months(202301, 202412).map(({ period }) => period);
  const tied = (results: readonly number[]): readonly PeriodSums[] =>
    year.map((period, index) => ({
      period: period as PeriodSums['period'],
      opens: period === 202401,
      movement: period === 202401 ? BigInt(results[11] ?? 0) : 0n,
      ytd: 0n,
      profitAndLoss: BigInt(results[index] ?? 0),
    }));
  // A result of a million and more: no small posting is taken for a year that is not closed.
  const results = fc.array(fc.integer({ min: 10 ** 11, max: 10 ** 15 }), { minLength: 24, maxLength: 24 });
  const untied = (sums: readonly PeriodSums[]) =>
    ledgerChecks(sums, sums[0]?.period ?? (0 as never), sums.at(-1)?.period ?? (0 as never)).filter(
      ({ passed, severity }) => !passed && severity === 'blocking',
    );

  it('rule 30: are tied when every month is', () => {
    fc.assert(
      fc.property(results, (each) => {
        expect(untied(tied(each))).toEqual([]);
      }),
    );
  });

  it('rule 30: are not tied when one month, or two against each other, have a small amount too much', () => {
    const spoiled = fc.record({
      results,
      amount: fc.integer({ min: 1, max: 100_000 }),
      one: fc.nat(23),
      other: fc.option(fc.nat(23), { nil: undefined }),
    });
    fc.assert(
      fc.property(spoiled, ({ results: each, amount, one, other }) => {
        fc.pre(one !== other);
        const changed = tied(each).map((sum, index) => {
          const change = index === one ? amount : index === other ? -amount : 0;
          const before = (index >= one ? amount : 0) - (other !== undefined && index >= other ? amount : 0);
          return { ...sum, movement: sum.movement + BigInt(change), ytd: sum.ytd + BigInt(before) };
        });
        expect(untied(changed).map(({ id }) => id)).toContain('movements-balance');
      }),
    );
  });
});
