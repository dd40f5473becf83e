// What if we computed wrongly ourselves? Rows are changed by a trigger on their way into the table; the checks must find each one.
import { describe, expect, it } from 'vitest';
import type { LittleBooks } from './books.ts';
import { type Company, useRules } from './kit.ts';

const rules = useRules();

const books: LittleBooks = {
  accounts: { BANK: 'Asset', RENT: 'Expense' },
  entries: [
    ['2024-01-10', { RENT: '100', BANK: '-100' }],
    ['2024-03-10', { RENT: '30', BANK: '-30' }],
  ],
};

/** From now on this is done to every row of the company's RENT in 2024-02 or 2024-03 before it is stored. */
async function spoil({ world, number }: Company, period: number, change: string): Promise<void> {
  const name = `spoil_${number}`;
  await world.database.pool.query(`
    create function ${name}() returns trigger language plpgsql as $$ begin ${change}; return new; end $$;
    create trigger ${name} before insert on plex.account_period_balance for each row
      when (new.pcn = ${number} and new.account_no = 'RENT' and new.period = ${period}) execute function ${name}()`);
}

describe('a wrong row of our own making', () => {
  it.each([
    [
      'a movement',
      202403,
      'new.balance := new.balance + 1',
      'movements-complete',
      { ours: '31.00000', theirs: '30.00000' },
    ],
    [
      'a debit and a credit that cancel each other',
      202403,
      'new.debit := new.debit + 5; new.credit := new.credit + 5',
      'movements-complete',
      { ours: '35.00000', theirs: '30.00000', note: 'debit' },
    ],
    [
      'a year-to-date balance',
      202402,
      'new.ytd_balance := new.ytd_balance + 1',
      'roll-forward',
      { ours: '101.00000', theirs: '100.00000' },
    ],
    [
      'year-to-date debits and credits that cancel each other',
      202402,
      'new.ytd_debit := new.ytd_debit + 5; new.ytd_credit := new.ytd_credit + 5',
      'roll-forward',
      { ours: '105.00000', theirs: '100.00000', note: 'debit' },
    ],
  ])('is found: %s', async (_what, period, change, id, difference) => {
    const company = await rules().company(books);
    await spoil(company, period, change);
    const view = await company.attempt({ from: 202401, to: 202403 });
    expect(view.failure?.step).toBe('Checks');
    const found = view.checks.find((check) => check.id === id);
    expect(found).toMatchObject({ passed: false, severity: 'blocking' });
    expect(found?.differences[0]).toEqual({ account: 'RENT', period, ...difference });
  });

  it('is found: a row that is not there', async () => {
    const company = await rules().company(books);
    await spoil(company, 202402, 'return null');
    const view = await company.attempt({ from: 202401, to: 202403 });
    expect(view.checks.find(({ id }) => id === 'complete')).toMatchObject({
      passed: false,
      differences: [{ account: 'RENT', period: 202402 }],
    });
  });
});
