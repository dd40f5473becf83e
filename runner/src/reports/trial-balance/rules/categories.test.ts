// Rules of the categories: the year's own record decides the reset, gaps are filled and said, names may be blank.
import type { RunView } from '@repsys/core/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Kind, LittleBooks } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { cells } from './workbook.ts';

const rules = useRules();

const findings = (view: RunView): readonly string[] =>
  view.checks.filter(({ passed, severity }) => !passed && severity !== 'info').map(({ id }) => id);

describe('an account that was a liability in 2022 and is an expense from 2023 on', () => {
  const books = (kind: Kind): LittleBooks => ({
    accounts: { BANK: 'Asset', RE: 'Equity', X: kind },
    entries: [
      ['2022-12-10', { X: '50', BANK: '-50' }],
      ['2023-01-10', { X: '10', BANK: '-10' }],
      ['2024-01-10', { X: '4', BANK: '-4' }],
      // The close of 2023 by hand: only this account has a result to carry.
      ['2024-01-31', { RE: '60' }],
    ],
  });
  const recorded = () =>
    company.rows(`select year, category_type, filled_from from plex.accounting_account_year_category_type
      where pcn = $1 and account_no = 'X' order by year`);
  let company: Company;
  beforeAll(async () => {
    company = await rules().company(books('Liability'), '2022-12-20');
    await company.report({ from: 202212 });
  });

  it('rule 7: its category is recorded for the year of the run and the next', async () => {
    expect(await recorded()).toEqual([
      { year: 2021, category_type: 'Liability', filled_from: 2022 },
      { year: 2022, category_type: 'Liability', filled_from: null },
      { year: 2023, category_type: 'Liability', filled_from: null },
    ]);
  });

  it('rule 6: January 2023 carries its balance, because 2022 was recorded as liability', async () => {
    await company.rewrite(books('Expense'));
    const view = await company.report({ from: 202301, today: '2023-02-20', allowUntied: true });
    expect(await company.course('X', 'ytd', 202212, 202301)).toEqual({ 202212: '50', 202301: '60' });
    // Plex itself resets it by its new kind: the difference is reported, not overwritten.
    expect(findings(view)).toEqual(['control-balance']);
  });

  it('rule 7: a refresh rewrites this year and the next; past years stay as they were', async () => {
    expect(await recorded()).toEqual([
      { year: 2021, category_type: 'Liability', filled_from: 2022 },
      { year: 2022, category_type: 'Liability', filled_from: null },
      { year: 2023, category_type: 'Expense', filled_from: null },
      { year: 2024, category_type: 'Expense', filled_from: null },
    ]);
  });

  it('rule 6: January 2024 resets it, because 2023 was recorded as expense', async () => {
    const view = await company.report({ from: 202401, today: '2024-02-20' });
    expect(await company.course('X', 'ytd', 202312, 202401)).toEqual({ 202312: '60', 202401: '4' });
    expect(findings(view)).toEqual([]);
  });
});

describe('a category that is missing', () => {
  const books: LittleBooks = {
    accounts: { BANK: 'Asset', RE: { kind: 'Equity', retained: true }, X: 'Expense' },
    entries: [
      ['2023-05-10', { X: '100', BANK: '-100' }],
      ['2024-01-10', { X: '10', BANK: '-10' }],
    ],
  };
  let company: Company;
  let rows = 0;
  beforeAll(async () => {
    company = await rules().company(books);
    await company.report({ from: 202305, today: '2023-06-20' });
    const view = await company.report({ from: 202303, to: 202403 });
    expect(findings(view)).toEqual([]);
    rows = (await cells(company, view.id, 'Trial Balance')).length;
  });
  const forget = (condition: string) =>
    company.rows(`delete from plex.accounting_account_year_category_type where pcn = $1 and ${condition}`);

  it('rule 11: is filled from the nearest later year, said, and no row is lost', async () => {
    await forget("account_no = 'X' and year = 2023");
    const view = await company.report({ from: 202303, to: 202403 });
    expect(await cells(company, view.id, 'Trial Balance')).toHaveLength(rows);
    expect(view.verdict).toBe('warnings');
    const warning = view.checks.find(({ id }) => id === 'categories-recorded');
    expect(warning?.differences).toEqual([{ account: 'X', period: 202312, note: 'Expense, as in 2024' }]);
    expect(await company.course('X', 'ytd', 202312, 202401)).toEqual({ 202312: '100', 202401: '10' });
  });

  it('rules 11 and 34: without any recorded category the chart decides, and every account stays', async () => {
    await forget('true');
    const view = await company.report({ from: 202303, to: 202403 });
    expect(await cells(company, view.id, 'Trial Balance')).toHaveLength(rows);
    expect(view.checks.find(({ id }) => id === 'years-recorded')).toMatchObject({ passed: false, severity: 'info' });
    expect((await company.balance('X', 202401)).ytd).toBe('10');
  });
});

describe('the chart of accounts', () => {
  let company: Company;
  let sheet: readonly (readonly string[])[];
  beforeAll(async () => {
    company = await rules().company({
      accounts: {
        '10100-000-0000': { kind: 'Asset', name: 'Cash', category: 'Current Assets', subCategory: 'Cash' },
        '39900-000-0000': { kind: 'Revenue', name: 'Scrap sales' },
        '39910-000-0000': { kind: 'Equity', name: 'Retained earnings', retained: true },
        '60100-200-0000': { kind: 'Asset', name: 'Prepaid rent' },
      },
      entries: [
        ['2023-11-10', { '39900-000-0000': '-900', '60100-200-0000': '400', '10100-000-0000': '500' }],
        ['2024-01-10', { '39900-000-0000': '-30', '10100-000-0000': '30' }],
      ],
    });
    const view = await company.report({ from: 202401 });
    sheet = await cells(company, view.id, 'Trial Balance');
  });

  it("rule 34: the category type is the account's own; blank category names lose no account", () => {
    expect(sheet.slice(1).map((row) => row.slice(1, 6))).toEqual([
      ['Asset', 'Current Assets', 'Cash', '10100-000-0000', 'Cash'],
      ['Revenue', '', '', '39900-000-0000', 'Scrap sales'],
      ['Equity', '', '', '39910-000-0000', 'Retained earnings'],
      ['Asset', '', '', '60100-200-0000', 'Prepaid rent'],
    ]);
  });

  it('rule 35: a revenue account whose number begins with 3 resets, an asset whose number begins with 6 carries', async () => {
    const ytd = async (account: string) => Object.values(await company.course(account, 'ytd', 202312, 202401));
    expect(await ytd('39900-000-0000')).toEqual(['-900', '-30']);
    expect(await ytd('60100-200-0000')).toEqual(['400', '400']);
  });
});
