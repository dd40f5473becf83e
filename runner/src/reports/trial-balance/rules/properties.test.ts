// What holds for any company: generated books, computed by the pipeline and by a plain loop.
import { parseAmount } from '@repsys/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BookEntry, type BookPeriod, type Kind, type LittleBooks, months } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { plainBalances } from './oracle.ts';
import { recomputeFrom } from './recompute.ts';

const rules = useRules();
const [first, last, today] = [202301, 202503, '2025-03-20'];
/** Each example is a company of its own and whole runs; the first that fails is told, not made smaller. */
const few = (numRuns: number) => ({ numRuns, endOnFailure: true });

const kind = fc.constantFrom<Kind>('Asset', 'Liability', 'Equity', 'Revenue', 'Expense');
const amount = fc.oneof(
  fc
    .integer({ min: 1, max: 99_999_999 })
    .map((cents) => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`),
  fc.integer({ min: 1, max: 99_999 }).map((small) => `0.${String(small).padStart(5, '0')}`),
);

/** A debit and a credit somewhere in the periods; a 13th has one day. */
function posting(periods: readonly BookPeriod[], names: readonly string[]): fc.Arbitrary<BookEntry> {
  const accounts = fc.shuffledSubarray([...names], { minLength: 2, maxLength: 2 });
  return fc
    .tuple(fc.constantFrom(...periods), fc.integer({ min: 1, max: 20 }), accounts, amount)
    .map(([{ begin, end }, day, [debit = '', credit = ''], value]) => [
      begin === end ? begin : begin.slice(0, 8) + String(day).padStart(2, '0'),
      { [debit]: value, [credit]: `-${value}` },
    ]);
}

/** Companies with and without 13th periods; the first account pair moves in the first period. */
const company: fc.Arbitrary<LittleBooks> = fc
  .tuple(fc.array(kind, { minLength: 3, maxLength: 8 }), fc.subarray([2023, 2024]))
  .chain(([kinds, thirteen]) => {
    const names = kinds.map((_, index) => `${index + 1}0100-000-0000`);
    const periods = months(first, last, { openFrom: last, thirteen });
    const opening: BookEntry = ['2023-01-01', { [names[0] ?? '']: '1', [names[1] ?? '']: '-1' }];
    const accounts = Object.fromEntries(kinds.map((each, index) => [names[index] ?? '', each]));
    return fc.array(posting(periods, names), { minLength: 5, maxLength: 30 }).map((postings) => ({
      accounts: { ...accounts, '99900-000-0000': { kind: 'Equity', retained: true } as const },
      entries: [opening, ...postings],
      ...(thirteen.length > 0 && { periods: [...months(202201, 202212), ...periods] }),
    }));
  });

const periodsOf = ({ periods = months(first, last) }: LittleBooks): readonly BookPeriod[] =>
  periods.filter(({ period }) => period >= first);

async function expectPlain(found: Company, books: LittleBooks): Promise<void> {
  const expected = plainBalances(books, periodsOf(books), 2024);
  const stored = await found.balances(first, last);
  expect(stored).toHaveLength(expected.size);
  const wrong = stored.filter(({ period, account, ytd }) => parseAmount(ytd) !== expected.get(`${period} ${account}`));
  expect(wrong).toEqual([]);
}

describe('for any company', () => {
  it('rules 2 to 5, 9 and 30: the trial balance ties out and equals the books added up entry by entry', async () => {
    await fc.assert(
      fc.asyncProperty(company, fc.integer({ min: 1, max: 9 }), async (books, slice) => {
        const found = await rules().company(books, today);
        const view = await found.report({ from: first, to: last, settings: { PLEX_SLICE_PERIODS: String(slice) } });
        expect(view.verdict).toBe('tied');
        await expectPlain(found, books);
      }),
      few(5),
    );
  });

  it('rule 21: a second run changes not one byte', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (books) => {
        const found = await rules().company(books, today);
        const one = await found.report({ from: first, to: last });
        const rows = await found.rows(
          'select * from plex.account_period_balance where pcn = $1 order by period, account_no',
        );
        const two = await found.report({ from: first, to: last });
        expect(two.workbook?.dataSha256).toBe(one.workbook?.dataSha256);
        expect(
          await found.rows('select * from plex.account_period_balance where pcn = $1 order by period, account_no'),
        ).toEqual(rows);
      }),
      few(2),
    );
  });

  it('rule 43: a company reported month after month has the balances of one that is computed from its first entry', async () => {
    const days = fc.uniqueArray(fc.constantFrom(...months(202302, 202502)), {
      minLength: 1,
      maxLength: 3,
      selector: ({ period }) => period,
    });
    await fc.assert(
      fc.asyncProperty(company, days, async (books, asked) => {
        const found = await rules().company(books, today);
        for (const { period, begin } of asked.toSorted((a, b) => a.period - b.period)) {
          await found.report({ from: period, today: `${begin.slice(0, 8)}21` });
        }
        await found.report({ from: last });
        await expectPlain(found, books);
      }),
      few(3),
    );
  });

  it('rule 19: recomputing from any month on equals recomputing everything', async () => {
    await fc.assert(
      fc.asyncProperty(company, async (books) => {
        const found = await rules().company(books, today);
        await found.report({ from: first, to: last });
        const closed = periodsOf(books).filter(({ period }) => period > first && period <= 202501);
        for (const { period } of closed) await recomputeFrom(found, period, 202501);
        await expectPlain(found, books);
      }),
      few(2),
    );
  });
});
