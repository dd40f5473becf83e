// Rules of the roll-forward: signs, running balances, the reset of January, anchors, and changes that travel forward.
import { beforeAll, describe, expect, it } from 'vitest';
import { type LittleBooks, months } from './books.ts';
import { type Company, useRules } from './kit.ts';
import { recomputeFrom } from './recompute.ts';

const rules = useRules();

/** The accounts and numbers of the worked examples; BANK takes the other side of everything. */
const examples: LittleBooks = {
  accounts: {
    A: 'Asset',
    B: 'Asset',
    BANK: 'Asset',
    L: 'Liability',
    RE: { kind: 'Equity', retained: true },
    R: 'Revenue',
    W: 'Expense',
    X: 'Expense',
    Y: 'Expense',
  },
  entries: [
    ['2023-01-10', { W: '100', BANK: '-100' }],
    ['2023-02-10', { W: '80', BANK: '-80' }],
    ['2023-06-10', { L: '-300', BANK: '300' }],
    ['2023-11-10', { A: '1500', X: '700', BANK: '-2200' }],
    ['2023-12-10', { B: ['900', '-100'], Y: ['900', '-100'], BANK: '-1600' }],
    ['2024-01-10', { A: '150', X: '100', R: ['40', '-140'], BANK: '-150' }],
    ['2024-01-11', { B: ['40', '-5'], Y: ['40', '-5'], BANK: '-70' }],
    ['2024-02-10', { X: '80', BANK: '-80' }],
  ],
};

const changed = (books: LittleBooks, day: string, amounts: Readonly<Record<string, string>>): LittleBooks => ({
  ...books,
  entries: [...books.entries, [day, amounts]],
});

describe('balances rolled forward', () => {
  let company: Company;
  beforeAll(async () => {
    company = await rules().company(examples);
    const view = await company.report({ from: 202401, to: 202403 });
    expect(view.verdict).toBe('tied');
  });

  it('rule 1: a balance is debit minus credit for every kind of account', async () => {
    expect(await company.balance('R', 202401)).toMatchObject({ debit: '40', credit: '140', balance: '-100' });
    expect(await company.balance('L', 202306)).toMatchObject({ debit: '0', credit: '300', balance: '-300' });
    const { rows } = await company.world.database.pool.query(
      'select count(*)::integer as wrong from plex.account_period_balance where balance <> debit - credit',
    );
    expect(rows).toEqual([{ wrong: 0 }]);
  });

  it('rule 2: inside a year the year-to-date balance is the one before plus the movement', async () => {
    expect(await company.course('W', 'ytd', 202301, 202303)).toEqual({ 202301: '100', 202302: '180', 202303: '180' });
    expect(await company.course('X', 'ytd', 202401, 202403)).toEqual({ 202401: '100', 202402: '180', 202403: '180' });
  });

  it('rule 3: revenue and expense accounts start January from their own movement', async () => {
    expect(await company.course('X', 'ytd', 202312, 202401)).toEqual({ 202312: '700', 202401: '100' });
  });

  it('rule 4: asset, liability and equity accounts carry their balance into January', async () => {
    expect(await company.course('A', 'ytd', 202312, 202401)).toEqual({ 202312: '1500', 202401: '1650' });
    expect(await company.course('L', 'ytd', 202312, 202401)).toEqual({ 202312: '-300', 202401: '-300' });
  });

  it('rule 5: debit, credit and balance reset and roll separately', async () => {
    const december = { ytdDebit: '900', ytdCredit: '100', ytd: '800' };
    expect(await company.balance('Y', 202312)).toMatchObject(december);
    expect(await company.balance('Y', 202401)).toMatchObject({ ytdDebit: '40', ytdCredit: '5', ytd: '35' });
    expect(await company.balance('B', 202312)).toMatchObject(december);
    expect(await company.balance('B', 202401)).toMatchObject({ ytdDebit: '940', ytdCredit: '105', ytd: '835' });
  });

  it('rule 5: the year-to-date balance is year-to-date debit minus credit, everywhere', async () => {
    const wrong = await company.rows(
      'select * from plex.account_period_balance where pcn = $1 and ytd_balance <> ytd_debit - ytd_credit',
    );
    expect(wrong).toEqual([]);
  });

  it('rule 18: a change in the last closed month moves every open month by as much', async () => {
    const before = await company.course('A', 'ytd', 202401, 202403);
    await company.rewrite(changed(examples, '2024-01-12', { A: '7', X: '-7' }));
    const view = await company.report({ from: 202401, to: 202403 });
    expect(view.steps[3]?.note).toContain('closed 2023-03..2024-01, open 2024-02..2024-03');
    expect(before).toEqual({ 202401: '1650', 202402: '1650', 202403: '1650' });
    expect(await company.course('A', 'ytd', 202401, 202403)).toEqual({
      202401: '1657',
      202402: '1657',
      202403: '1657',
    });
    expect(await company.course('X', 'ytd', 202401, 202403)).toEqual({ 202401: '93', 202402: '173', 202403: '173' });
  });
});

it('rule 18: across January the change of an expense ends with its year and lives on in retained earnings', async () => {
  const company = await rules().company(examples, '2024-01-20');
  await company.report({ from: 202401 });
  const before = await company.course('RE', 'ytd', 202312, 202401);
  await company.rewrite(changed(examples, '2023-11-12', { A: '7', X: '-7' }));
  const view = await company.report({ from: 202401 });
  expect(view.steps[3]?.note).toContain('..2023-11, open 2023-12..2024-01');
  expect(await company.course('A', 'ytd', 202311, 202401)).toEqual({ 202311: '1507', 202312: '1507', 202401: '1657' });
  expect(await company.course('X', 'ytd', 202311, 202401)).toEqual({ 202311: '693', 202312: '693', 202401: '100' });
  expect(before).toEqual({ 202312: '0', 202401: '1680' });
  expect(await company.course('RE', 'ytd', 202312, 202401)).toEqual({ 202312: '0', 202401: '1673' });
});

describe('a change in an old month', () => {
  it('rule 19: recomputes every later month of the range, as a company with these books from the start has them', async () => {
    const late = changed(examples, '2023-06-20', { A: '11', BANK: '-11' });
    const company = await rules().company(examples);
    await company.report({ from: 202403 });
    await company.rewrite(late);
    await company.report({ from: 202403 });
    const fresh = await rules().company(late);
    await fresh.report({ from: 202403 });
    expect(await company.balances(202301, 202403)).toEqual(await fresh.balances(202301, 202403));
    expect(await company.course('A', 'ytd', 202305, 202307)).toEqual({ 202305: '0', 202306: '11', 202307: '11' });
  });

  it('rule 19: recomputing from any month on gives what recomputing everything gives', async () => {
    const company = await rules().company(examples);
    await company.report({ from: 202403 });
    const whole = await company.balances(202301, 202401);
    for (const { period } of months(202302, 202401)) {
      await recomputeFrom(company, period, 202401);
      expect(await company.balances(202301, 202401)).toEqual(whole);
    }
  });
});

describe('anchors', () => {
  it('rule 43: computing from the first entry equals computing from a stored anchor', async () => {
    const whole = await rules().company(examples);
    await whole.report({ from: 202301, to: 202403 });
    const anchored = await rules().company(examples, '2023-02-20');
    for (const today of ['2023-02-20', '2023-12-20', '2024-03-20']) {
      await anchored.report({ from: Number(today.slice(0, 7).replace('-', '')), today });
    }
    expect(await anchored.rows('select start_period from plex.accounting_period_ranges where pcn = $1')).toEqual([
      { start_period: 202303 },
    ]);
    expect(await anchored.balances(202303, 202403)).toEqual(await whole.balances(202303, 202403));
  });

  it('rule 43: an account with entries before the range and no stored balance is computed from its first entry', async () => {
    const company = await rules().company(examples, '2024-03-20');
    await company.report({ from: 202403 });
    await company.rows("delete from plex.account_period_balance where pcn = $1 and account_no in ('A', 'W')");
    await company.report({ from: 202403 });
    expect(await company.course('W', 'ytd', 202301, 202302)).toEqual({ 202301: '100', 202302: '180' });
    expect((await company.balance('A', 202403)).ytd).toBe('1650');
  });

  it('rule 43: where the calendar begins with the first entry everything starts from zero', async () => {
    const periods = months(202301, 202412, { openFrom: 202403 });
    const company = await rules().company({ ...examples, periods });
    const view = await company.report({ from: 202301, to: 202403 });
    expect(view.verdict).toBe('tied');
    expect((await company.balance('W', 202301)).ytd).toBe('100');
  });

  it('rule 43: the balances before the range are kept, to stand on', async () => {
    const company = await rules().company(examples, '2023-12-20');
    await company.report({ from: 202301, to: 202312 });
    const before = await company.balances(202301, 202302);
    await company.report({ from: 202403, today: '2024-03-20' });
    expect(before).toHaveLength(18);
    expect(await company.balances(202301, 202302)).toEqual(before);
  });
});

describe('a change before the range', () => {
  const late = changed(examples, '2023-02-20', { A: '11', BANK: '-11' });

  it('rule 24: is noticed, because our open balances no longer end where those of Plex end', async () => {
    const company = await rules().company(examples);
    await company.report({ from: 202303 });
    await company.rewrite(late);
    const view = await company.attempt({ from: 202403 });
    expect(view.failure?.code).toBe('LEDGER_CONTROL_TOTAL_DIFFERS');
    expect(view.checks.find(({ id }) => id === 'control-balance')?.differences[0]).toMatchObject({
      ...{ account: 'A', period: 202402, ours: '1650.00000', theirs: '1661.00000' },
    });
  });

  it('rule 19: is taken in by asking for the changed month; from then on later months are right', async () => {
    const company = await rules().company(examples);
    await company.report({ from: 202303 });
    await company.rewrite(late);
    await company.report({ from: 202302 });
    const view = await company.report({ from: 202403 });
    expect(view.verdict).toBe('tied');
    expect((await company.balance('A', 202403)).ytd).toBe('1661');
  });
});

describe('a change between two expenses before the range', () => {
  const late = changed(examples, '2023-02-20', { X: '11', Y: '-11' });

  it('rule 19: is taken in, although January hides it from the open months: the first year asked for is computed whole', async () => {
    const company = await rules().company(examples);
    await company.report({ from: 202303 });
    await company.rewrite(late);
    const view = await company.report({ from: 202303, to: 202403 });
    expect(view.steps[3]?.note).toContain('closed 2023-01..2024-01');
    expect(await company.course('X', 'ytd', 202302, 202304)).toEqual({ 202302: '11', 202303: '11', 202304: '11' });
  });

  it('rule 40: a report of the open year alone does not need it', async () => {
    const company = await rules().company(examples);
    await company.report({ from: 202303 });
    const view = await company.report({ from: 202401, to: 202403 });
    expect(view.steps[3]?.note).toContain('closed 2023-03..2024-01');
  });
});

describe('a company in its first month', () => {
  it('rule 43: has a trial balance of that month', async () => {
    const company = await rules().company({
      accounts: { A: 'Asset', L: 'Liability' },
      entries: [['2024-03-05', { A: '1000', L: '-1000' }]],
    });
    expect((await company.report({ from: 202403 })).verdict).toBe('tied');
    expect(await company.course('A', 'ytd', 202402, 202403)).toEqual({ 202402: '0', 202403: '1000' });
  });
});
