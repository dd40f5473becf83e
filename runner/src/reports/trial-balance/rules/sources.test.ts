// Rules of the sources: which one wins, when an answer is no answer, and what is tried again.
import { beforeAll, describe, expect, it } from 'vitest';
import { type LittleBooks, months } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { inColumn, reordered, rewritingPlex } from './wire.ts';

const rules = useRules();
const live = 'AccountActivitySummaryGetOpenPeriodRange';

const books = (february: string): LittleBooks => ({
  accounts: { BANK: 'Asset', RE: { kind: 'Equity', retained: true }, X: 'Expense' },
  entries: [
    ['2023-06-10', { X: '5', BANK: '-5' }],
    ['2024-02-10', { X: february, BANK: `-${february}` }],
    ['2024-03-10', { X: '1', BANK: '-1' }],
  ],
});

describe('a closed month that was opened again', () => {
  it('rule 17: counts as it is live, not as the replica had it when it was closed', async () => {
    const calendar = (openFrom: number) => months(202301, 202512, { openFrom });
    const company = await rules().company({ ...books('90'), periods: calendar(202405) }, '2024-05-20');
    await company.report({ from: 202402 });
    expect((await company.balance('X', 202402)).balance).toBe('90');
    const again = calendar(202405).map((each) => (each.period === 202402 ? { ...each, open: true } : each));
    await company.rewrite({ ...books('95'), periods: again });
    const view = await company.report({ from: 202402 });
    expect(view.verdict).toBe('tied');
    expect(await company.course('X', 'ytd', 202402, 202405)).toEqual({
      ...{ 202402: '95', 202403: '96', 202404: '96', 202405: '96' },
    });
    const replica = await company.rows(
      "select debit::integer from plex.accounting_balance where pcn = $1 and account_no = 'X' and period = 202402",
    );
    expect(replica).toEqual([{ debit: 90 }]);
  });

  it('rule 17: the first open period is the one just closed, and it too is read live', async () => {
    const company = await rules().company(books('95'), '2024-03-20');
    const url = await rewritingPlex(company, (text, key) =>
      key === 18005 ? inColumn(text, 'Debit', (value) => (Number(value) === 95 ? '90' : value)) : text,
    );
    const view = await company.report({ from: 202402, settings: { PLEX_URL: url } });
    expect(view.steps[3]?.note).toContain('open 2024-02..2024-03');
    expect((await company.balance('X', 202402)).balance).toBe('95');
  });
});

describe('an answer that is none', () => {
  let company: Company;
  let last = 0;
  beforeAll(async () => {
    company = await rules().company(books('90'));
    await company.report({ from: 202403 });
    await company.rewrite(books('95'));
    await company.fault('http-500', { key: 4814 });
    last = (await company.attempt({ from: 202403 })).id;
  });
  const stored = async () => [
    await company.balances(202402, 202403),
    await company.rows('select * from plex.account_activity_summary where pcn = $1 order by period, account_no'),
  ];

  it.each([
    ['HTTP 401', 'http-401', 'PLEX_REJECTED'],
    ['HTTP 500', 'http-500', 'PLEX_BUSY'],
    ['HTTP 429', 'http-429', 'PLEX_BUSY'],
    ['a SOAP fault', 'soap-fault', 'PLEX_FAULT'],
    ['Error=true', 'error-true', 'PLEX_FAULT'],
    ['StatusNo other than 0', 'status-no', 'PLEX_FAULT'],
    ['fewer rows than RowCount', 'wrong-row-count', 'PLEX_INCOMPLETE'],
    ['half an answer', 'truncated', 'PLEX_INCOMPLETE'],
    ['no result set where every account is due', 'empty', 'PLEX_INCOMPLETE'],
    ['an HTML page', 'html-page', 'PLEX_UNEXPECTED_SHAPE'],
  ])('rule 26: %s fails the step and leaves the rows of before', async (_, fault, code) => {
    const before = await stored();
    await company.clearFaults();
    await company.fault(fault, { key: 4814 });
    const view = await company.resume(last);
    last = view.id;
    expect(view.failure).toMatchObject({ code, step: live });
    expect(view.workbook).toBeNull();
    expect(await stored()).toEqual(before);
  });

  it('rule 26: an empty chart of accounts is an error, not a company without accounts', async () => {
    await company.clearFaults();
    await company.fault('empty', { key: 18002 });
    const view = await company.attempt({ from: 202402 });
    expect(view.failure).toMatchObject({ code: 'PLEX_INCOMPLETE', step: 'AccountingAccount' });
  });

  it('rule 26: closed months without a movement where Plex has some are found by its live balances', async () => {
    const bare = await rules().company(books('90'));
    await bare.fault('empty', { key: 18005 });
    const view = await bare.attempt({ from: 202403 });
    expect(view.status).toBe('failed');
    expect(view.workbook).toBeNull();
  });
});

describe('the columns of an answer', () => {
  it('rule 27: are read by name: another order and a column more change nothing', async () => {
    const company = await rules().company(books('90'));
    await company.report({ from: 202402 });
    const before = await company.balances(202301, 202403);
    const url = await rewritingPlex(company, reordered);
    const view = await company.report({ from: 202402, settings: { PLEX_URL: url } });
    expect(view.verdict).toBe('tied');
    expect(await company.balances(202301, 202403)).toEqual(before);
  });

  it('rule 27: one that is missing is named, with the data source', async () => {
    const company = await rules().company(books('90'));
    await company.fault('wrong-shape', { key: 4814 });
    const view = await company.attempt({ from: 202402 });
    expect(view.failure).toMatchObject({ code: 'PLEX_UNEXPECTED_SHAPE', step: live });
    expect(view.failure?.message).toContain('Account_Activity_Summary_xPCN_Get');
    expect(view.failure?.message).toContain('Debit');
  });
});

describe('trouble that passes', () => {
  it('rule 28: the slice that failed is asked for again, and no other', async () => {
    const company = await rules().company(books('90'));
    await company.fault('http-503', { key: 4814, times: 2 });
    await company.report({ from: 202402, settings: { PLEX_ATTEMPTS: '3', PLEX_CONCURRENCY: '1' } });
    const calls = (await company.calls()).map(({ key, periodStart, count }) => [key, periodStart, count]);
    expect(calls.filter(([key]) => key === 4814)).toEqual([
      [4814, '202402', 3],
      [4814, '202403', 1],
    ]);
    // The calendar comes twice in a first run: before it nobody knows which fiscal year it is.
    const others = calls.filter(([key]) => key !== 4814);
    expect(others.filter(([key, , count]) => count !== (key === 18003 ? 2 : 1))).toEqual([]);
  });

  it('rule 28: the number of tries is bounded', async () => {
    const company = await rules().company(books('90'));
    await company.fault('http-503', { key: 18001, times: 'all' });
    const view = await company.attempt({ from: 202402, settings: { PLEX_ATTEMPTS: '2' } });
    expect(view.failure).toMatchObject({ code: 'PLEX_BUSY', step: 'AccountingYearCategoryType' });
    expect((await company.calls()).map(({ key, count }) => [key, count])).toEqual([[18001, 2]]);
  });

  it('rule 28: a refusal is not tried again', async () => {
    const company = await rules().company(books('90'));
    await company.fault('error-true', { key: 18001, times: 'all' });
    await company.attempt({ from: 202402, settings: { PLEX_ATTEMPTS: '4' } });
    expect((await company.calls()).map(({ key, count }) => [key, count])).toEqual([[18001, 1]]);
  });
});
