// Amounts as small currencies have them, and gross turnover of many years: no limit in sight, and every digit is somewhere on the sheet.
import { exactText, parseAmount } from '@repsys/core';
import { expect, it } from 'vitest';
import { type LittleBooks, months } from './books.ts';
import { useRules } from './kit.ts';
import { inColumn, rewritingPlex } from './wire.ts';
import { cells } from './workbook.ts';

const rules = useRules();

const books: LittleBooks = {
  accounts: { CASH: 'Asset', LOAN: 'Liability' },
  entries: months(202312, 202403).map(({ end }) => [end, { CASH: ['2', '-1'], LOAN: ['1', '-2'] }] as const),
};
const amountColumns = ['Debit', 'Credit', 'Beginning_Balance', 'Ending_Balance'];

/** The company's books with every amount so many times as large. */
async function grown(times: bigint) {
  const company = await rules().company(books);
  const url = await rewritingPlex(company, (text) =>
    amountColumns.reduce(
      (all, column) => inColumn(all, column, (value) => exactText(parseAmount(value || '0') * times)),
      text,
    ),
  );
  return { company, view: await company.report({ from: 202401, to: 202403, settings: { PLEX_URL: url } }) };
}

it('rule 29: 120,000,000,000,000 a month is a legal amount, and Excel shows it', async () => {
  const { company, view } = await grown(120_000_000_000_000n);
  expect(view.verdict).toBe('tied');
  expect((await company.balance('CASH', 202403)).ytdDebit).toBe('720000000000000');
  expect(view.checks.find(({ id }) => id === 'exact-cells')?.passed).toBe(true);
  const [header] = await cells(company, view.id, 'Trial Balance');
  expect(header).not.toContain('Exact Amounts');
});

it('rule 29: what has more digits than Excel keeps is said, and stands beside the cell as text', async () => {
  const { company, view } = await grown(1_234_567_890_123_456_789n);
  expect(view.verdict).toBe('tied');
  expect(view.checks.find(({ id }) => id === 'exact-cells')).toMatchObject({ passed: false, severity: 'info' });
  const [header = [], row = []] = await cells(company, view.id, 'Trial Balance');
  expect(header.at(-1)).toBe('Exact Amounts');
  expect(row.at(-1)).toContain('Current Debit/(Credit) 1234567890123456789.00');
  expect(row.at(-1)).toContain('YTD Debit 4938271560493827156.00');
  const summary = (await cells(company, view.id, 'Summary')).flat();
  expect(summary).toContain('Excel keeps 15 digits. Exactly: Asset, Debit 2469135780246913578.00');
  const told = (await cells(company, view.id, 'Checks')).flat();
  expect(told).toContain('Debit; exactly 2469135780246913578.00');
});

it('a number that does not fit into its column is told as that, with its row', async () => {
  const company = await rules().company(books);
  const url = await rewritingPlex(company, (text, key) =>
    key === 18002 ? inColumn(text, 'Account_Key', () => '9999999999') : text,
  );
  const view = await company.attempt({ from: 202403, settings: { PLEX_URL: url } });
  expect(view.failure).toMatchObject({
    code: 'PLEX_UNEXPECTED_SHAPE',
    step: 'AccountingAccount',
    message: expect.stringContaining('account_key is 9999999999, which is out of range'),
  });
});
