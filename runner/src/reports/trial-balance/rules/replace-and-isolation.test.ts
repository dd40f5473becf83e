// Rules of writing: whole or not at all, the same twice, nothing missed, companies apart, one run at a time.
import { parseRequest } from '@repsys/core';
import { accept } from '@repsys/core/node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LittleBooks } from './books.ts';
import { type Company, startCompanyRunner, useRules } from './kit.ts';
import { inColumn, rewritingPlex } from './wire.ts';

const rules = useRules();

const books = (rent: string): LittleBooks => ({
  accounts: { BANK: 'Asset', RE: { kind: 'Equity', retained: true }, X: 'Expense' },
  entries: [
    ['2023-06-10', { X: rent, BANK: `-${rent}` }],
    ['2024-03-10', { X: '1', BANK: '-1' }],
  ],
});

describe('a second run', () => {
  let company: Company;
  beforeAll(async () => {
    company = await rules().company(books('100'));
  });

  it('rule 21: on unchanged sources writes byte-identical rows and an equal trial balance', async () => {
    const first = await company.report({ from: 202306, to: 202403 });
    const computed = await company.rows('select * from plex.account_period_balance where pcn = $1 order by 2, 3');
    const second = await company.report({ from: 202306, to: 202403 });
    expect(await company.rows('select * from plex.account_period_balance where pcn = $1 order by 2, 3')).toEqual(
      computed,
    );
    expect(second.workbook?.dataSha256).toBe(first.workbook?.dataSha256);
    const everything = await company.fingerprint();
    await company.report({ from: 202306, to: 202403 });
    expect(await company.fingerprint()).toBe(everything);
  });

  it('rule 20: a change is never missed, although calendar, chart and all later months are as they were', async () => {
    await company.rewrite(books('130'));
    await company.report({ from: 202306, to: 202403 });
    expect(await company.course('X', 'balance', 202306, 202307)).toEqual({ 202306: '130', 202307: '0' });
    expect((await company.balance('BANK', 202403)).ytd).toBe('-131');
  });

  it('rule 22: computes every balance and writes those that differ; what was spoiled or does not belong is gone', async () => {
    const versions = () =>
      company.rows<{ row: string; version: string }>(
        `select account_no || ' ' || period as row, xmin::text as version from plex.account_period_balance
         where pcn = $1 and period between 202301 and 202402 order by 1`,
      );
    const [before, everything] = [await versions(), await company.fingerprint()];
    await company.rows(
      "update plex.account_period_balance set ytd_debit = 7 where pcn = $1 and account_no = 'X' and period = 202307",
    );
    await company.rows(
      "delete from plex.account_period_balance where pcn = $1 and account_no = 'RE' and period = 202308",
    );
    await company.rows(
      `insert into plex.account_period_balance select pcn, period, 'GONE', period_display, 0, 0, 0, 0, 0, 0
       from plex.account_period_balance where pcn = $1 and account_no = 'X' and period = 202309`,
    );
    await company.report({ from: 202306, to: 202403 });
    const after = await versions();
    const written = after.filter(({ version }, at) => version !== before[at]?.version).map(({ row }) => row);
    expect(after.map(({ row }) => row)).toEqual(before.map(({ row }) => row));
    expect(written).toEqual(['RE 202308', 'X 202307']);
    expect(await company.fingerprint()).toBe(everything);
  });

  it('rule 20: a change that a failed run did not come to is taken by the next', async () => {
    await company.rewrite(books('140'));
    await company.fault('error-true', { key: 18005 });
    const failed = await company.attempt({ from: 202306, to: 202403 });
    expect(failed.failure?.step).toBe('AccountingBalanceAppendPeriodRange');
    await company.resume(failed.id);
    expect((await company.balance('X', 202306)).balance).toBe('140');
  });
});

describe('a step that breaks in the middle', () => {
  it.each([
    ['AccountingAccount', 'accounting_account'],
    ['AccountingBalanceAppendPeriodRange', 'accounting_balance'],
    ['AccountActivitySummaryGetOpenPeriodRange', 'account_activity_summary'],
    ['AccountPeriodBalanceRecreatePeriodRange', 'account_period_balance'],
  ])('rule 22: %s, broken between delete and insert, leaves the rows of before', async (step, table) => {
    const company = await rules().company(books('100'));
    await company.report({ from: 202403 });
    const rows = () => company.rows(`select each::text from plex.${table} each where pcn = $1 order by 1`);
    const before = await rows();
    await company.rewrite(books('200'));
    const { pool } = company.world.database;
    await pool.query(`create function plex.break_${table}() returns trigger language plpgsql as $$
      begin raise exception 'broken for the test'; end $$`);
    await pool.query(`create trigger broken before insert on plex.${table}
      for each row when (new.pcn = ${company.number}) execute function plex.break_${table}()`);
    const view = await company.attempt({ from: 202403 });
    await pool.query(`drop trigger broken on plex.${table}`);
    expect(view.failure).toMatchObject({ code: 'UNEXPECTED', step, message: 'broken for the test' });
    expect(before.length).toBeGreaterThan(0);
    expect(await rows()).toEqual(before);
  });
});

describe('two companies with the same account numbers', () => {
  it('rule 23: a run of one leaves every row of the other as it was', async () => {
    const one = await rules().company(books('100'));
    const other = await rules().company(books('7'));
    await one.report({ from: 202306, to: 202403 });
    const before = await one.fingerprint();
    await other.report({ from: 202306, to: 202403 });
    await other.rewrite(books('8'));
    await other.report({ from: 202306, to: 202403 });
    expect(await one.fingerprint()).toBe(before);
    expect([(await one.balance('X', 202306)).ytd, (await other.balance('X', 202306)).ytd]).toEqual(['100', '8']);
  });

  it("rule 23: one company's Plex account opens nothing with the other's password", async () => {
    const one = await rules().company(books('100'));
    const other = await rules().company(books('7'));
    const password = other.plex().companies[0]?.password ?? '';
    const view = await one.attempt({ from: 202403, settings: { [`PLEX_${one.number}_PASSWORD`]: password } });
    expect(view.failure?.code).toBe('PLEX_REJECTED');
    expect(await one.balances(202301, 202403)).toEqual([]);
  });

  it('rule 23: a row of another company in an answer fails the step', async () => {
    const company = await rules().company(books('100'));
    const url = await rewritingPlex(company, (text, key) =>
      key === 18005 ? inColumn(text, 'PCN', () => '222222') : text,
    );
    const view = await company.attempt({ from: 202403, settings: { PLEX_URL: url } });
    expect(view.failure).toMatchObject({
      code: 'PLEX_UNEXPECTED_SHAPE',
      step: 'AccountingBalanceAppendPeriodRange',
      message: expect.stringContaining(`a row of company 222222 where ${company.number} was asked for`),
    });
    expect(await company.rows('select from plex.accounting_balance where pcn = 222222 or pcn = $1')).toEqual([]);
  });
});

describe('requests at the same time', () => {
  const ask = (company: Company, requester: string, from: number) =>
    accept(
      company.world.database,
      parseRequest({
        report: 'trial-balance',
        company: company.number,
        parameters: { from, to: from },
        requester,
        source: 'command-line',
      }),
    );

  it('rule 39: equal ones are answered by one run, and everybody who asked is served', async () => {
    const company = await rules().company(books('100'));
    const accepted = await Promise.all(['ann', 'bob', 'cy'].map((name) => ask(company, name, 202403)));
    expect(new Set(accepted.map(({ run }) => run)).size).toBe(1);
    expect(accepted.filter(({ joined }) => joined)).toHaveLength(2);
    const view = await company.report({ from: 202403 });
    expect(view.id).toBe(accepted[0]?.run);
    expect([...view.requesters].sort()).toEqual(['ann', 'bob', 'cy', 'tester']);
    const { rows } = await company.world.database.pool.query('select from record.delivery where run = $1', [view.id]);
    expect(rows).toHaveLength(4);
  });

  it('rule 39: whoever asks while Plex is being read gets a run of their own, which reads it anew', async () => {
    const company = await rules().company(books('100'));
    let asked: ReturnType<typeof ask> | undefined;
    const url = await rewritingPlex(company, (text, key) => {
      if (key === 18001) asked ??= ask(company, 'bob', 202403);
      return text;
    });
    const first = await company.report({ from: 202403, settings: { PLEX_URL: url } });
    expect(first.requesters).toEqual(['tester']);
    const second = await asked;
    expect(second).toMatchObject({ joined: false });
    expect(second?.run).not.toBe(first.id);
  });

  it('rule 39: different ones of a company run one after the other, and no row is doubled', async () => {
    const company = await rules().company(books('100'));
    await company.report({ from: 202403 });
    const rows = await company.balances(202301, 202403);
    const runner = await startCompanyRunner(company, { REPSYS_TODAY: company.today, RUNNER_CONCURRENCY: '4' });
    try {
      const asked = await Promise.all([202401, 202402, 202403].map((from) => ask(company, 'ann', from)));
      await Promise.all(asked.map(({ run }) => runner.workshop.bell.ring(run)));
      const views = await Promise.all(asked.map(({ run }) => company.world.ended(run)));
      expect(views.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
      const times = views.map(({ startedAt, finishedAt }) => [startedAt ?? 0, finishedAt ?? 0] as const);
      const inOrder = times.toSorted(([a], [b]) => a - b);
      for (const [index, [start]] of inOrder.entries()) {
        expect(start).toBeGreaterThanOrEqual(inOrder[index - 1]?.[1] ?? 0);
      }
    } finally {
      await runner.stop();
    }
    expect(await company.balances(202301, 202403)).toEqual(rows);
  });
});
