// Rules of the ledger: what must sum to zero, what January adds, a year that is not closed yet, and Plex's own control balance.
import type { RunView } from '@repsys/core/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BookEntry, LittleBooks } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { inColumn, rewritingPlex } from './wire.ts';
import { cells } from './workbook.ts';

const rules = useRules();
const six = ['cash', 'payables', 'capital', 'retained', 'sales', 'rent'] as const;

const books: LittleBooks = {
  accounts: {
    cash: 'Asset',
    payables: 'Liability',
    capital: 'Equity',
    retained: { kind: 'Equity', retained: true },
    sales: 'Revenue',
    rent: 'Expense',
  },
  entries: [
    ['2023-12-10', { cash: '1500', payables: '-300', capital: '-1000', sales: '-900', rent: '700' }],
    ['2024-01-03', { cash: '150', sales: '-250', rent: '100' }],
    ['2024-02-10', { payables: '-80', rent: '80' }],
  ],
};

const plus = (...more: readonly BookEntry[]): LittleBooks => ({ ...books, entries: [...books.entries, ...more] });
const check = (view: RunView, id: string) => view.checks.find((each) => each.id === id);

/** One column of the six accounts in a period, and its sum. */
async function table(company: Company, period: number, column: 'balance' | 'ytd') {
  const values = await Promise.all(
    six.map(async (account) => Number((await company.balance(account, period))[column])),
  );
  return { values, sum: values.reduce((sum, value) => sum + value, 0) };
}

describe('a ledger whose year is closed', () => {
  let company: Company;
  let view: RunView;
  beforeAll(async () => {
    company = await rules().company(books, '2024-03-20');
    view = await company.report({ from: 202312, to: 202402 });
  });

  it('rule 30: in January the movements sum to the result of the past year, carried to retained earnings', async () => {
    expect(await table(company, 202312, 'ytd')).toEqual({ values: [1500, -300, -1000, 0, -900, 700], sum: 0 });
    expect(await table(company, 202401, 'balance')).toEqual({ values: [150, 0, 0, -200, -250, 100], sum: -200 });
    expect(await table(company, 202401, 'ytd')).toEqual({ values: [1650, -300, -1000, -200, -250, 100], sum: 0 });
  });

  it('rule 30: in every other month the movements sum to zero, and the balances always do', async () => {
    expect(await table(company, 202402, 'balance')).toEqual({ values: [0, -80, 0, 0, 0, 80], sum: 0 });
    expect(await table(company, 202402, 'ytd')).toEqual({ values: [1650, -380, -1000, -200, -250, 180], sum: 0 });
    expect(view.verdict).toBe('tied');
  });

  it('rule 30: why debit and credit differ stands with them, and only where they do', async () => {
    const difference = {
      title: 'Difference = result of the year to 2023-12, carried to retained earnings',
      value: '-200.00',
    };
    expect(view.totals).toContainEqual(difference);
    const [debit = 0, credit = 0] = view.totals.map(({ value }) => Number(value));
    expect(debit - credit).toBeCloseTo(-200);
    const february = await company.report({ from: 202402, to: 202402 });
    expect(february.totals.map(({ title }) => title)).toEqual(['Debit', 'Credit', 'Accounts']);
  });

  it("rule 30: the Summary's last line of each period says so", async () => {
    const lines = (await cells(company, view.id, 'Summary')).filter((row) => row[1] === 'All accounts');
    expect(lines.map((row) => [row[0], row[3], row[4]].map(String))).toEqual([
      ['12-2023', '0.00', '0.00'],
      ['01-2024', '-200.00', '0.00'],
      ['02-2024', '0.00', '0.00'],
    ]);
  });
});

describe('a ledger whose year is not closed yet', () => {
  let company: Company;
  let view: RunView;
  beforeAll(async () => {
    company = await rules().company(books, '2024-01-04');
    view = await company.report({ from: 202312, to: 202401 });
  });

  it('rule 31: the report is delivered with the warning that the year close is not posted', async () => {
    expect(view.verdict).toBe('warnings');
    expect(check(view, 'year-closed')).toMatchObject({
      passed: false,
      severity: 'warning',
      summary: expect.stringContaining('Year close not posted as of 2024-01'),
      differences: [{ period: 202401, ours: '0.00', theirs: '-200.00', note: 'year close not posted' }],
    });
    expect(view.checks.filter(({ passed, severity }) => !passed && severity === 'blocking')).toEqual([]);
    const sheet = await cells(company, view.id, 'Checks');
    expect(sheet.flat().join('\n')).toContain('Year close not posted as of 2024-01');
  });

  it('rule 31: nothing is invented: movements sum to zero, balances to minus the result of the past year', async () => {
    expect(await table(company, 202401, 'balance')).toEqual({ values: [150, 0, 0, 0, -250, 100], sum: 0 });
    expect(await table(company, 202401, 'ytd')).toEqual({ values: [1650, -300, -1000, 0, -250, 100], sum: 200 });
  });

  it('rule 31: the warning stays in later months of that year and goes when the close is posted', async () => {
    const open = { ...books, accounts: { ...books.accounts, retained: 'Equity' as const } };
    await company.rewrite(open);
    const march = await company.report({ from: 202403, today: '2024-03-20' });
    expect(march.verdict).toBe('warnings');
    expect(check(march, 'year-closed')?.passed).toBe(false);
    await company.rewrite(books);
    expect((await company.report({ from: 202403, today: '2024-03-20' })).verdict).toBe('tied');
  });
});

describe('a ledger with a year that was never closed', () => {
  const twoYears = (...closes: readonly BookEntry[]): LittleBooks => ({
    accounts: { cash: 'Asset', retained: 'Equity', sales: 'Revenue' },
    entries: [
      ['2022-12-10', { cash: '200', sales: '-200' }],
      ['2023-06-10', { cash: '100', sales: '-100' }],
      ...closes,
    ],
  });

  it('rule 31: the warning stays for as long as the year is open, in reports of later years too', async () => {
    const company = await rules().company(twoYears(['2024-01-31', { retained: '-100' }]));
    const view = await company.report({ from: 202401, to: 202403 });
    expect(view.verdict).toBe('warnings');
    expect(check(view, 'year-closed')).toMatchObject({ passed: false, differences: [{ period: 202301 }] });
    expect(check(view, 'balances-balance')).toMatchObject({
      passed: true,
      summary: expect.stringContaining('but for the results of the years that are not closed'),
    });
  });

  it('rule 30: a January that closes all open years at once makes good for them', async () => {
    const company = await rules().company(twoYears(['2024-01-31', { retained: '-300' }]));
    expect((await company.report({ from: 202401, to: 202403 })).verdict).toBe('tied');
    expect((await company.report({ from: 202312 })).verdict).toBe('warnings');
  });
});

describe('a ledger that does not balance', () => {
  it('rule 30: an entry with one side only fails the run, names the period, and sends nothing', async () => {
    const company = await rules().company(plus(['2024-02-12', { rent: '7' }]));
    const view = await company.attempt({ from: 202401, to: 202403 });
    expect(view.failure).toMatchObject({ code: 'LEDGER_OUT_OF_BALANCE', step: 'Checks' });
    expect(check(view, 'movements-balance')?.differences).toEqual([{ period: 202402, ours: '7.00', theirs: '0.00' }]);
    expect(check(view, 'balances-balance')?.differences.map(({ period }) => period)).toEqual([202402, 202403]);
    expect(view.workbook).toBeNull();
  });

  it('rule 30: a January that is off by a cent less than the result is no year close', async () => {
    const company = await rules().company({
      ...books,
      accounts: { ...books.accounts, retained: 'Equity' },
      entries: [...books.entries, ['2024-01-31', { retained: '-199.98' }]],
    });
    const view = await company.attempt({ from: 202401 });
    expect(view.failure?.code).toBe('LEDGER_OUT_OF_BALANCE');
    expect(check(view, 'movements-balance')?.differences).toEqual([
      { period: 202401, ours: '-199.98', theirs: '-200.00', note: "theirs is last year's result" },
    ]);
  });

  it('rule 30: an entry that came after the year was closed is told as that', async () => {
    const company = await rules().company({
      ...books,
      accounts: { ...books.accounts, retained: 'Equity' },
      entries: [
        ...books.entries,
        ['2024-01-31', { retained: '-200' }],
        ['2023-12-31', { rent: '10', payables: '-10' }],
      ],
    });
    const view = await company.attempt({ from: 202401 });
    expect(check(view, 'movements-balance')?.summary).toContain('close the year again');
  });

  it('is read again by the next attempt, so that what was posted meanwhile is in it', async () => {
    const company = await rules().company(plus(['2024-02-12', { rent: '7' }]));
    const failed = await company.attempt({ from: 202401, to: 202403 });
    await company.rewrite(plus(['2024-02-12', { rent: '7', payables: '-7' }]));
    const view = await company.resume(failed.id);
    expect([view.status, view.verdict, view.attempt]).toEqual(['succeeded', 'tied', 2]);
  });

  it('is read again by every later attempt, also when the one between failed for another reason', async () => {
    const company = await rules().company(plus(['2024-02-12', { rent: '7' }]));
    const first = await company.attempt({ from: 202401, to: 202403 });
    await company.rewrite(plus(['2024-02-12', { rent: '7', payables: '-7' }]));
    await company.fault('error-true', { key: 18001, times: 50 });
    const second = await company.resume(first.id);
    expect(second.failure?.code).toBe('PLEX_FAULT');
    await company.clearFaults();
    const third = await company.resume(second.id);
    expect([third.failure, third.verdict, third.attempt]).toEqual([null, 'tied', 3]);
  });

  it('rule 30: asked for explicitly it is delivered, stamped on every sheet', async () => {
    const company = await rules().company(plus(['2024-02-12', { rent: '7' }]));
    const view = await company.report({ from: 202402, allowUntied: true });
    expect(view.verdict).toBe('not-tied');
    for (const sheet of ['Summary', 'Trial Balance', 'Checks', 'Run']) {
      expect((await cells(company, view.id, sheet))[0]?.[0]).toContain('NOT TIED');
    }
  });
});

/** The rent of an answer is 100 more, and nothing else: its other side was posted after its account had been read. */
const halfPosted = (text: string) =>
  text.replace(/<Row>.*?<\/Row>/gs, (row) =>
    row.includes('<Value>rent</Value>')
      ? ['Debit', 'Ending_Balance'].reduce(
          (each, name) => inColumn(each, name, (value) => String(Number(value) + 100)),
          row,
        )
      : row,
  );

describe('a ledger in which somebody posts while it is read', () => {
  it('is read again when an entry came between two answers', async () => {
    const company = await rules().company(books);
    let answers = 0;
    const url = await rewritingPlex(company, (text, key) => {
      answers += key === 4814 ? 1 : 0;
      return key === 4814 && answers <= 2 ? halfPosted(text) : text;
    });
    const view = await company.report({ from: 202402, settings: { PLEX_URL: url } });
    expect(view.verdict).toBe('tied');
    expect(answers).toBe(4);
  });
});

describe("Plex's own balance of the open periods", () => {
  it('rule 24: ending is beginning plus debit minus credit, and our balance is the ending', async () => {
    const company = await rules().company({
      accounts: { BANK: 'Asset', X: 'Expense' },
      entries: [
        ['2024-01-10', { X: '180', BANK: '-180' }],
        ['2024-03-10', { X: ['20', '-5'], BANK: '-15' }],
      ],
    });
    await company.report({ from: 202403 });
    const given = await company.rows(
      `select trim_scale(beginning_balance)::text as beginning, trim_scale(ending_balance)::text as ending
       from plex.account_activity_summary where pcn = $1 and account_no = 'X' and period = 202403`,
    );
    expect(given).toEqual([{ beginning: '180', ending: '195' }]);
    expect(await company.balance('X', 202403)).toMatchObject({ debit: '20', credit: '5', ytd: '195' });
  });

  it('rule 24: a difference is reported account by account and nothing is overwritten', async () => {
    const company = await rules().company(books, '2023-12-20');
    await company.report({ from: 202312 });
    await company.report({ from: 202403, today: '2025-01-20' });
    await company.rows(
      `update plex.account_period_balance set ytd_debit = ytd_debit + 3, ytd_balance = ytd_balance + 3
       where pcn = $1 and period = 202312 and account_no = 'cash'`,
    );
    const view = await company.attempt({ from: 202501, today: '2025-01-20' });
    expect(view.failure?.code).toBe('LEDGER_OUT_OF_BALANCE');
    expect(check(view, 'control-balance')).toMatchObject({
      passed: false,
      code: 'LEDGER_CONTROL_TOTAL_DIFFERS',
      differences: [
        { account: 'cash', period: 202412, ours: '1653.00000', theirs: '1650.00000' },
        { account: 'cash', period: 202501, ours: '1653.00000', theirs: '1650.00000' },
      ],
    });
    expect((await company.balance('cash', 202501)).ytd).toBe('1653');
  });
});
