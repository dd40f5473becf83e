// Rules of amounts: exact decimals all the way, five places inside, two in the workbook, one way of rounding.
import { parseAmount } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { ask } from '../../../../../sandbox/src/plex/ask-plex.ts';
import type { LittleBooks } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { inColumn, rewritingPlex } from './wire.ts';
import { cells } from './workbook.ts';

const rules = useRules();

/** The same amounts on many accounts: the sandbox writes them in all the forms of Plex. */
function manyForms(amounts: readonly string[], count: number): LittleBooks {
  const numbers = Array.from({ length: count }, (_, index) => `${10_100 + index}-000-0000`);
  const posted = (side: string) =>
    Object.fromEntries(numbers.map((number) => [number, amounts.map((each) => side + each)]));
  return {
    accounts: { ...Object.fromEntries(numbers.map((number) => [number, 'Asset'])), Z: 'Liability' },
    entries: ['2024-01-10', '2024-03-10'].flatMap((day) => [
      [day, posted('')] as const,
      [day, { Z: numbers.flatMap(() => amounts.map((each) => `-${each}`)) }] as const,
    ]),
  };
}

async function sent(company: Company, key: number, inputs: Readonly<Record<string, string | number>>) {
  const answer = await ask(company.plex(), key, inputs);
  return answer.rows.map((row) => row.Debit ?? '');
}

describe('amounts of Plex', () => {
  it('rule 29: binary noise is rounded away: 6353429.89999998 is 6353429.90000', async () => {
    const company = await rules().company(manyForms(['6353429.9'], 11));
    const closed = await sent(company, 18005, { PCN: company.number, Period_Start: 202401, Period_End: 202401 });
    const open = await sent(company, 4814, { PCNs: company.number, Period_Start: 202403, Period_End: 202403 });
    expect(closed).toContain('6353429.89999998');
    expect(open).toContain('6353429.89999998');
    const view = await company.report({ from: 202401, to: 202403 });
    expect(view.verdict).toBe('tied');
    expect(await distinct(company, "debit > 0 and account_no <> 'Z'", 'debit')).toEqual(['6353429.90000']);
  });

  it('rule 29: exponent form is read: 2.00000000186265E-02 is 0.02000', async () => {
    const company = await rules().company(manyForms(['0.02', '0.00001'], 4));
    const closed = await sent(company, 18005, { PCN: company.number, Period_Start: 202401, Period_End: 202401 });
    expect(closed.some((text) => /E-0\d$/.test(text))).toBe(true);
    await company.report({ from: 202401, to: 202403 });
    expect(await distinct(company, "debit > 0 and account_no <> 'Z'", 'debit')).toEqual(['0.02001']);
  });

  it('rule 29: halves are rounded away from zero at five places: 1.5E-05 is 0.00002, on both sides', async () => {
    const company = await rules().company(manyForms(['0.00002'], 2));
    const url = await rewritingPlex(company, (text) =>
      ['Debit', 'Credit'].reduce((each, column) => inColumn(each, column, noisy), text),
    );
    await company.report({ from: 202401, to: 202403, settings: { PLEX_URL: url } });
    expect(await distinct(company, "debit > 0 and account_no <> 'Z'", 'debit')).toEqual(['0.00002']);
    expect(await distinct(company, "credit > 0 and account_no = 'Z'", 'credit')).toEqual(['0.00004']);
  });

  const noisy = (value: string) =>
    parseAmount(value) === 2n ? '1.5E-05' : parseAmount(value) === 4n ? '.000035' : value;

  it('rule 29: sums are exact: 0.1 and 0.2 are 0.3', async () => {
    const company = await rules().company({
      accounts: { A: 'Asset', L: 'Liability' },
      entries: [
        ['2024-01-10', { A: '0.1', L: '-0.1' }],
        ['2024-03-10', { A: '0.2', L: '-0.2' }],
      ],
    });
    await company.report({ from: 202401, to: 202403 });
    expect(
      await company.rows(
        "select ytd_balance from plex.account_period_balance where pcn = $1 and period = 202403 and account_no = 'A'",
      ),
    ).toEqual([{ ytd_balance: '0.30000' }]);
  });

  it('rule 29: the largest amounts keep every digit', async () => {
    const company = await rules().company({
      accounts: { A: 'Asset', L: 'Liability' },
      entries: [['2024-01-10', { A: '98765432101.12345', L: '-98765432101.12345' }]],
    });
    const view = await company.report({ from: 202401, to: 202403 });
    expect((await company.balance('A', 202403)).ytd).toBe('98765432101.12345');
    expect((await cells(company, view.id, 'Trial Balance'))[1]?.[6]).toBe('98765432101.12');
  });
});

describe('amounts in the workbook', () => {
  it('rule 29: have two decimals, halves rounded away from zero, and rounding differences are shown', async () => {
    const company = await rules().company({
      accounts: { A: 'Asset', B: 'Asset', L: 'Liability' },
      entries: [
        ['2024-01-10', { A: '0.125', B: '0.125', L: '-0.25' }],
        ['2024-02-10', { A: '-0.135', L: '0.135' }],
      ],
    });
    const view = await company.report({ from: 202401, to: 202402 });
    const shown = (await cells(company, view.id, 'Trial Balance')).slice(1);
    expect(shown.map((row) => [row[4], row[6], row[7]])).toEqual([
      ['A', '0.13', '0.13'],
      ['B', '0.13', '0.13'],
      ['L', '-0.25', '-0.25'],
      ['A', '-0.14', '-0.01'],
      ['B', '0.00', '0.13'],
      ['L', '0.14', '-0.12'],
    ]);
    expect(view.verdict).toBe('tied');
    expect(view.checks.find(({ id }) => id === 'rounding')?.differences).toMatchObject([
      { period: 202401, ours: '0.01' },
    ]);
  });
});

async function distinct(company: Company, condition: string, column: string): Promise<readonly string[]> {
  const rows = await company.rows<{ amount: string }>(
    `select distinct ${column} as amount from plex.account_period_balance where pcn = $1 and ${condition}`,
  );
  return rows.map(({ amount }) => amount);
}
