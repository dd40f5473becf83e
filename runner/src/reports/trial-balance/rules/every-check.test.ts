// Every check finds what it is for, at the edges of where it looks too, and nothing else does.
import type { CheckResult } from '@repsys/core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LittleBooks } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { checksAfter, type Looked, post } from './spoiling.ts';

const rules = useRules();
const books: LittleBooks = {
  accounts: {
    cash: 'Asset',
    payables: 'Liability',
    idle: 'Asset',
    retained: { kind: 'Equity', retained: true },
    sales: 'Revenue',
    rent: 'Expense',
  },
  entries: [
    ['2023-11-10', { cash: '900', sales: '-900' }],
    ['2023-12-10', { rent: '500', payables: '-500' }],
    ['2024-01-10', { cash: '150', sales: '-150' }],
    ['2024-02-10', { rent: '80', payables: '-80' }],
    ['2024-03-10', { payables: '20', cash: '-20' }],
  ],
};
/** Closed through 2024-01, open from 2024-02 on; the report leaves the first and the last period out. */
const [from, to, startOpen, endOpen] = [202312, 202402, 202402, 202403];

let company: Company;
let looked: Looked;
beforeAll(async () => {
  company = await rules().company(books, '2024-03-20');
  await company.report({ from, to });
  await company.rows(
    `update plex.accounting_account_year_category_type set filled_from = null, year_unrecorded = false where pcn = $1`,
  );
  looked = { run: (await company.report({ from, to })).id, from, to };
});

const findings = (checks: readonly CheckResult[]) => checks.filter(({ passed }) => !passed).map(({ id }) => id);

/** Which checks find something in what was written, and where. */
async function found(sql: string, at: Partial<Looked> = {}) {
  const checks = await checksAfter(company, { ...looked, ...at }, (run) => run(sql));
  const differences = checks.filter(({ passed }) => !passed).flatMap((check) => check.differences);
  return { ids: findings(checks), differences, accounts: differences.map(({ account }) => account) };
}

const balanceOf = (account: string, period: number, set: string) =>
  `update plex.account_period_balance set ${set} where pcn = $1 and account_no = '${account}' and period = ${period}`;
const givenOpen = (account: string, period: number, set: string) =>
  `update plex.account_activity_summary set ${set} where pcn = $1 and account_no = '${account}' and period = ${period}`;
const movedClosed = (account: string, period: number, debit: number, credit = 0) =>
  `insert into plex.accounting_balance
     select pcn, account_key, account_no, ${period}, ${debit}, ${credit}, ${debit - credit}
     from plex.accounting_account where pcn = $1 and account_no = '${account}'`;
const posted = (account: string, period: number, amount: string) => post(account, period, amount, startOpen);
const both = (...statements: readonly string[]) => statements.join(';');

it('books that are right give no check anything to find', async () => {
  expect(await found('select 1')).toEqual({ ids: [], differences: [], accounts: [] });
});

it('every check has its test here', async () => {
  const checks = await checksAfter(company, looked, (run) => run('select 1'));
  expect(checks.map(({ id }) => id).toSorted()).toEqual([...tested].toSorted());
});

const tested = new Set<string>();
/** Tests of one check, under its name. */
function check(id: string, tests: () => void): void {
  tested.add(id);
  describe(id, tests);
}

check('movements-balance', () => {
  it.each([from, to])('finds a movement without its other side in %i, made good elsewhere', async (period) => {
    const elsewhere = period === from ? 202311 : 202401;
    const sql = both(posted('cash', elsewhere, '0.01'), posted('payables', period, '-0.01'));
    const { ids, differences } = await found(sql, { from: period, to: period });
    expect(ids).toEqual(['movements-balance', 'changes']);
    expect(differences[0]).toEqual({ period, ours: '-0.01', theirs: '0.00' });
  });
});

check('balances-balance', () => {
  it('finds what is wrong since before the report and is made good after it', async () => {
    const sql = both(posted('cash', 202312, '0.00001'), posted('payables', 202402, '-0.00001'));
    expect(await found(sql, { from: 202401, to: 202401 })).toMatchObject({
      ids: ['balances-balance', 'changes'],
      differences: [{ period: 202401, ours: '0.00001', theirs: '0.00' }, {}],
    });
  });
});

check('year-closed', () => {
  it('finds a year whose closing entry is not there', async () => {
    const sql = posted('retained', 202401, '400');
    expect(await found(sql)).toMatchObject({
      ids: ['year-closed', 'changes'],
      differences: [{ period: 202401, ours: '0.00', theirs: '-400.00' }, {}, {}],
    });
  });
});

check('roll-forward', () => {
  it.each([from, to])('finds a balance in %i that is not the one before plus the movement', async (period) => {
    const change = (sign: string) => `ytd_debit = ytd_debit ${sign} 1, ytd_balance = ytd_balance ${sign} 1`;
    const sql = both(balanceOf('cash', period, change('+')), balanceOf('payables', period, change('-')));
    const { ids, differences } = await found(sql);
    expect(ids.filter((id) => id !== 'changes' && !id.startsWith('control'))).toEqual(['roll-forward']);
    expect(differences).toContainEqual(expect.objectContaining({ account: 'cash', period }));
    expect(differences).toContainEqual(expect.objectContaining({ account: 'payables', period }));
  });

  it.each([['ytd_debit'], ['ytd_credit']])('finds a wrong %s alone', async (column) => {
    const sql = both(balanceOf('cash', 202312, `${column} = ${column} + 0.00001`));
    const { ids, differences } = await found(sql);
    expect(ids).toEqual(['roll-forward']);
    expect(differences[0]).toMatchObject({ account: 'cash', period: 202312, note: column.slice(4) });
  });

  it('does not look outside the report', async () => {
    expect((await found(balanceOf('cash', 202403, 'ytd_debit = ytd_debit + 1'))).ids).toEqual([]);
    expect((await found(balanceOf('cash', 202310, 'ytd_debit = ytd_debit + 1'))).ids).toEqual([]);
  });
});

check('movements-complete', () => {
  it.each([from, 202401])('finds a closed movement in %i that is not in the report', async (period) => {
    const { ids, differences } = await found(movedClosed('idle', period, 7, 7));
    expect(ids).toEqual(['movements-complete']);
    expect(differences).toEqual([{ account: 'idle', period, ours: '0', theirs: '7.00000', note: 'debit' }]);
  });

  it('finds an open movement that is not in the report', async () => {
    const { ids, differences } = await found(givenOpen('idle', startOpen, 'debit = 7, credit = 7'));
    expect(ids).toEqual(['movements-complete']);
    expect(differences).toEqual([{ account: 'idle', period: startOpen, ours: '0', theirs: '7.00000', note: 'debit' }]);
  });

  it('leaves out what the replica said of a month that is open again', async () => {
    const reopened = both(movedClosed('rent', startOpen, 80), movedClosed('payables', startOpen, -80));
    expect((await found(reopened)).ids).toEqual([]);
  });

  it('leaves out what the live system said of a month that is closed now', async () => {
    const closed = `insert into plex.account_activity_summary
      select pcn, 202401, account_no, 0, 3, 3, 0, 0 from plex.accounting_account where pcn = $1 and account_no = 'idle'`;
    expect((await found(closed)).ids).toEqual([]);
  });

  it('does not look outside the report', async () => {
    expect((await found(movedClosed('idle', 202311, 7, 7))).ids).toEqual([]);
    expect((await found(givenOpen('idle', 202403, 'debit = 7, credit = 7'))).ids).toEqual([]);
  });
});

check('control-balance', () => {
  it.each([startOpen, endOpen])("finds a balance of %i that is not Plex's own", async (period) => {
    const { ids, differences } = await found(
      givenOpen(
        'payables',
        period,
        'beginning_balance = beginning_balance - 0.02, ending_balance = ending_balance - 0.02',
      ),
    );
    expect(ids).toEqual(['control-balance']);
    expect(differences).toMatchObject([{ account: 'payables', period }]);
  });

  it('does not look at what the live system said of months that are not open', async () => {
    const closed = `insert into plex.account_activity_summary
      select pcn, 202401, account_no, 5, 0, 0, 0, 5 from plex.accounting_account where pcn = $1 and account_no = 'cash'`;
    expect((await found(closed)).ids).toEqual([]);
  });
});

check('control-rounded', () => {
  it.each(['+ 0.01', '- 0.01'])('finds a balance that Plex gives in whole cents, %s', async (more) => {
    const set = `beginning_balance = beginning_balance ${more}, ending_balance = ending_balance ${more}`;
    expect(await found(givenOpen('cash', 202403, set))).toMatchObject({
      ids: ['control-rounded'],
      differences: [{ account: 'cash', period: 202403, ours: '1030.00000' }],
    });
  });
});

check('complete', () => {
  it.each([from, to])('finds an account without a row in %i', async (period) => {
    const gone = `delete from plex.account_period_balance where pcn = $1 and account_no = 'idle' and period = ${period}`;
    expect(await found(gone)).toEqual({
      ids: ['complete'],
      differences: [{ account: 'idle', period }],
      accounts: ['idle'],
    });
  });

  it.each([202311, 202403])('does not look at %i, outside the report', async (period) => {
    const gone = `delete from plex.account_period_balance where pcn = $1 and account_no = 'idle' and period = ${period}`;
    expect((await found(gone)).ids).toEqual([]);
  });
});

check('no-account-lost', () => {
  /** The books before 2024 are carried: 2023-12 is the anchor. */
  const carried = 'update plex.accounting_period_ranges set start_period = 202401 where pcn = $1';
  const lost = (account: string) => `delete from plex.accounting_account where pcn = $1 and account_no = '${account}'`;

  it.each([
    ['a debit', 'cash', '900.00000'],
    ['a credit', 'payables', '-500.00000'],
  ])('finds an account with %s balance before the report that is nowhere any more', async (_side, account, ours) => {
    expect(await found(both(carried, lost(account)))).toMatchObject({
      ids: ['no-account-lost'],
      differences: [{ account, period: 202312, ours }],
    });
  });

  it('does not miss one whose balance was zero', async () => {
    expect((await found(both(carried, lost('idle')))).ids).toEqual([]);
    expect((await found(both(carried, lost('retained')))).ids).toEqual([]);
  });
});

check('categories-recorded', () => {
  const assumed = (year: number, account = 'cash') =>
    `update plex.accounting_account_year_category_type set filled_from = 2025 where pcn = $1 and year = ${year} and account_no = '${account}'`;

  it.each([2023, 2024])('finds a category that was assumed for %i', async (year) => {
    const { ids, accounts } = await found(assumed(year));
    expect([ids, accounts]).toEqual([['categories-recorded'], ['cash']]);
  });

  it.each([
    ['of an account that has no entry', assumed(2023, 'idle')],
    ['of a year that the report does not touch', assumed(2025)],
    [
      'of a year in which the account was not there yet',
      both(
        assumed(2023),
        `update plex.accounting_account set start_period = 202401 where pcn = $1 and account_no = 'cash'`,
      ),
    ],
  ])('does not find one %s', async (_what, sql) => {
    expect((await found(sql)).ids).toEqual([]);
  });
});

check('inside-chart', () => {
  it('finds an account that has left the chart', async () => {
    const left = `update plex.accounting_account set in_chart = false where pcn = $1 and account_no = 'cash'`;
    const { ids, accounts } = await found(left);
    expect([ids, accounts]).toEqual([['inside-chart'], ['cash']]);
  });
});

check('rounding', () => {
  const thirds = (period: number) =>
    both(posted('cash', period, '0.005'), posted('idle', period, '0.005'), posted('payables', period, '-0.01'));

  it.each([from, to])('finds cells of %i that sum to something else than the exact amounts', async (period) => {
    const { ids, differences } = await found(thirds(period));
    expect(ids).toEqual(['rounding', 'changes']);
    expect(differences[0]).toEqual({ period, ours: '0.01', theirs: '0.00000' });
  });

  it('does not look at periods after the report', async () => {
    expect((await found(thirds(202403))).ids).toEqual([]);
  });
});

check('exact-cells', () => {
  const grown = (amount: string) => both(posted('cash', 202403, amount), posted('payables', 202403, `-${amount}`));
  it('finds amounts of more digits than Excel keeps, and none of 15', async () => {
    const { ids, differences } = await found(grown('10000000000000.01'), { from: 202403, to: 202403 });
    expect(ids).toContain('exact-cells');
    expect(differences).toContainEqual({ account: 'cash', period: 202403, ours: '10000000000000.01', note: 'Debit' });
    const short = await found(grown('1000000000000.01'), { from: 202403, to: 202403 });
    expect(short.ids).not.toContain('exact-cells');
    const round = await found(grown('120000000000000'), { from: 202403, to: 202403 });
    expect(round.ids).not.toContain('exact-cells');
  });
});

check('ranges-join', () => {
  it.each(['end_period = 202312', 'start_open_period = 202403'])('finds a hole between them: %s', async (set) => {
    const { ids } = await found(`update plex.accounting_period_ranges set ${set} where pcn = $1`);
    expect(ids).toContain('ranges-join');
  });
});

check('years-recorded', () => {
  const unrecorded = (year: number) =>
    `update plex.accounting_account_year_category_type set filled_from = 2025, year_unrecorded = true where pcn = $1 and year = ${year}`;

  it.each([2023, 2024])('finds %i without any record', async (year) => {
    const { ids, differences } = await found(unrecorded(year));
    expect([ids, differences]).toEqual([['years-recorded'], [{ note: `${year}: 6 accounts` }]]);
  });

  it('does not look at years after the report', async () => {
    expect((await found(unrecorded(2025))).ids).toEqual([]);
  });
});

check('changes', () => {
  it.each([from, to])('finds what is different in %i since the last report', async (period) => {
    const { ids, differences } = await found(
      both(posted('cash', period, '0.00001'), posted('payables', period, '-0.00001')),
    );
    expect(ids).toEqual(['changes']);
    expect(differences).toContainEqual(expect.objectContaining({ account: 'cash', period }));
  });

  it('does not look at periods after the report', async () => {
    expect((await found(both(posted('cash', 202403, '1'), posted('payables', 202403, '-1')))).ids).toEqual([]);
  });
});
