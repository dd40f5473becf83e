// Comparing deliveries over HTTP: any two of a report and company, in the periods that both have; and what is too old.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { companies, openTabWorld, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
beforeAll(async () => {
  tab = await openTabWorld();
});
afterAll(() => tab?.close());

type Row = readonly [period: number, account: string, movement: number, balance: number];
type Range = { readonly from: number; readonly to: number };

/** A run that has delivered these rows, as the runner keeps them: arrays by period, without rows that are all zero. */
async function delivered({ from, to }: Range, rows: readonly Row[], company: number = companies.own): Promise<number> {
  const run = await tab.run({ status: 'succeeded', company });
  const { pool } = tab.world.database;
  const range = JSON.stringify({ from, to, allowUntied: false });
  await pool.query('update record.run set parameters = $2 where id = $1', [run, range]);
  for (let period = from; period <= to; period += 1) {
    const own = rows.filter(([at, , movement, balance]) => at === period && (movement !== 0 || balance !== 0));
    const columns = [1, 2, 3].map((column) => own.map((row) => row[column]));
    await pool.query('insert into plex.delivered_period values ($1, $2, $3, $4, $5)', [run, period, ...columns]);
  }
  return run;
}

const forget = (run: number) =>
  tab.world.database.pool.query('delete from plex.delivered_period where run = $1', [run]);
const changes = (run: number, query: Readonly<Record<string, number>> = {}) =>
  tab.read('changes', 'auditor', { params: { run }, query });

it('a run says which accounts and periods have changed since the one before, and how', async () => {
  const month = { from: 202001, to: 202001 };
  const before = await delivered(month, [
    [202001, '1000', 5, 5],
    [202001, '2000', 1, 1],
    [202001, '3000', 0, 7],
  ]);
  const now = await delivered(month, [
    [202001, '1000', 6, 6],
    [202001, '2000', 1, 1],
    [202001, '3000', 0, 8],
    [202001, '4000', 2.5, 2.5],
  ]);
  const earlier = { run: before, finishedAt: expect.any(Number), ...month, kept: true };
  const both = (before: string, now: string) => ({ movement: { before, now }, balance: { before, now } });
  expect(await changes(now)).toEqual({
    ...{ run: now, earlier, compared: month, others: [earlier], complete: true, found: 3 },
    changes: [
      { account: '1000', period: 202001, ...both('5.00000', '6.00000') },
      { account: '4000', period: 202001, ...both('0.00000', '2.50000') },
      { account: '3000', period: 202001, movement: null, balance: { before: '7.00000', now: '8.00000' } },
    ],
  });
  expect(await changes(now, { limit: 1 })).toMatchObject({ complete: false, found: 3, changes: [{ account: '1000' }] });
  expect(await changes(before)).toMatchObject({ earlier: null, compared: null, found: 0, others: [] });
});

it('any earlier delivery may be chosen; the one of the same periods comes first, and shared periods count alone', async () => {
  const rows = (amount: number): readonly Row[] =>
    [202101, 202102, 202103].map((period) => [period, '1000', amount, amount] as const);
  const first = await delivered({ from: 202101, to: 202102 }, rows(1));
  const second = await delivered({ from: 202101, to: 202102 }, rows(2));
  const wider = await delivered({ from: 202102, to: 202103 }, rows(3));
  const now = await delivered({ from: 202101, to: 202102 }, rows(4));
  const { others, earlier } = await changes(now);
  expect(others.map(({ run }) => run)).toEqual([second, first, wider]);
  expect(earlier?.run).toBe(second);
  expect((await changes(now, { earlier: first })).changes).toMatchObject([
    { period: 202101, movement: { before: '1.00000', now: '4.00000' } },
    { period: 202102, movement: { before: '1.00000', now: '4.00000' } },
  ]);
  const shared = await changes(now, { earlier: wider });
  expect(shared).toMatchObject({ compared: { from: 202102, to: 202102 }, found: 1, changes: [{ period: 202102 }] });
});

it('what is too old says so, and is never taken for unchanged', async () => {
  const month = { from: 202201, to: 202201 };
  const old = await delivered(month, [[202201, '1000', 1, 1]]);
  const now = await delivered(month, [[202201, '1000', 2, 2]]);
  await forget(old);
  const gone = { earlier: { run: old, kept: false }, compared: null, found: 0, changes: [] };
  expect(await changes(now)).toMatchObject(gone);
  expect(await changes(now, { earlier: old })).toMatchObject(gone);
});

it('a run of other periods, of another company, or later, is nothing to compare with', async () => {
  const month = { from: 202301, to: 202301 };
  const strangers = [
    await delivered({ from: 202306, to: 202306 }, []),
    await delivered(month, [], companies.other),
    await tab.run({ status: 'failed' }),
  ];
  const now = await delivered(month, []);
  strangers.push(now, await delivered(month, []), 999_999_999);
  for (const earlier of strangers) {
    const { status } = await tab.call('changes', 'auditor', { params: { run: now }, query: { earlier } });
    expect([earlier, status]).toEqual([earlier, 404]);
  }
});

const periods = [202401, 202402, 202403] as const;
const booksOf = fc.dictionary(
  fc.constantFrom('1000', '1010', '2000', 'Ä', 'a b'),
  fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 })), { minLength: 3, maxLength: 3 }),
);
type Books = Readonly<Record<string, readonly (readonly [movement: number, balance: number])[]>>;
const rowsOf = (books: Books): readonly Row[] =>
  Object.entries(books).flatMap(([account, amounts]) =>
    amounts.map(([movement, balance], index) => [periods[index] ?? 0, account, movement, balance] as const),
  );

/** Cell by cell, as a person with two print-outs would. */
function naively(now: Books, before: Books): readonly string[] {
  const at = (books: Books, account: string, index: number) => books[account]?.[index] ?? [0, 0];
  const accounts = [...new Set([...Object.keys(now), ...Object.keys(before)])];
  return accounts.flatMap((account) =>
    periods.flatMap((period, index) => {
      const [[m, b], [mBefore, bBefore]] = [at(now, account, index), at(before, account, index)];
      if (m === mBefore && b === bBefore) return [];
      const [movement, balance] = [m !== mBefore && [mBefore, m], b !== bBefore && [bBefore, b]];
      return [JSON.stringify([account, period, movement, balance])];
    }),
  );
}

it('what the database finds is what comparing cell by cell finds', async () => {
  const range = { from: 202401, to: 202403 };
  await fc.assert(
    fc.asyncProperty(booksOf, booksOf, async (before, now) => {
      const earlier = await delivered(range, rowsOf(before));
      const run = await delivered(range, rowsOf(now));
      const answer = await changes(run, { earlier });
      const pair = (moved: { before: string; now: string } | null) => moved && [+moved.before, +moved.now];
      const found = answer.changes.map(({ account, period, movement, balance }) =>
        JSON.stringify([account, period, pair(movement) ?? false, pair(balance) ?? false]),
      );
      expect([...found].sort()).toEqual([...naively(now, before)].sort());
      expect(answer.found).toBe(found.length);
    }),
    { numRuns: 30 },
  );
});

it('all differences of a check come, with the names of their accounts; the run itself tells the first fifty', async () => {
  const run = await tab.run({ status: 'failed' });
  await tab.check(run, 'control', 120);
  const answer = await tab.read('differences', 'auditor', { params: { run, check: 'control' } });
  expect([answer.found, answer.differences.length]).toEqual([120, 120]);
  expect(answer.differences[0]).toEqual({ account: 'A0', name: 'Cash', ours: '120', theirs: '0' });
  const whole = await tab.read('run', 'auditor', { params: { run } });
  expect(whole.checks.map(({ found, differences }) => [found, differences.length])).toEqual([[120, 50]]);
  expect((await tab.call('differences', 'auditor', { params: { run, check: 'none' } })).status).toBe(404);
});
