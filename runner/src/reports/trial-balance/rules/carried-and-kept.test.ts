// What is carried from before the range, and what is kept for the next report: exactly at the edge, and of this company only.
import { expect, it } from 'vitest';
import type { LittleBooks } from './books.ts';
import { useRules } from './kit.ts';

const rules = useRules();
const books: LittleBooks = {
  accounts: { BANK: 'Asset', LOAN: 'Liability' },
  entries: [
    ['2023-01-10', { BANK: '100', LOAN: '-100' }],
    ['2023-12-05', { BANK: '10', LOAN: '-10' }],
  ],
};
/** Posted later: an account whose first entry is in December 2023. */
const withLate: LittleBooks = {
  accounts: { ...books.accounts, LATE: 'Asset' },
  entries: [...books.entries, ['2023-12-28', { LATE: '5', BANK: '-5' }]],
};

it.each([
  ['in the anchor period itself, is computed from there', '2025-01-20', 202501, 202312],
  ['a period after it, needs nothing before the range', '2024-12-20', 202412, 202312],
])('rule 10: an account whose first entry came late, %s', async (_what, today, from, start) => {
  const company = await rules().company(books, '2023-12-20');
  await company.report({ from: 202312 });
  await company.rewrite(withLate);
  const view = await company.report({ from, today });
  const found = view.checks.filter(({ passed, severity }) => !passed && severity !== 'info');
  expect(found.map(({ id }) => id)).toEqual(['categories-recorded']);
  expect(await company.course('LATE', 'ytd', 202312, 202401)).toEqual({ 202312: '5', 202401: '5' });
  const [ranges] = await company.rows('select start_period from plex.accounting_period_ranges where pcn = $1');
  expect(ranges).toEqual({ start_period: start });
});

it('rule 42: deliveries of one company push out none of another company', async () => {
  const [one, other] = [await rules().company(books), await rules().company(books)];
  const kept = async (run: number) =>
    (await one.world.database.pool.query('select from plex.delivered_period where run = $1', [run])).rowCount;
  const first = await other.report({ from: 202401, to: 202402 });
  const runs: number[] = [];
  for (let count = 0; count < 4; count += 1) runs.push((await one.report({ from: 202401, to: 202402 })).id);
  expect(await Promise.all(runs.map(kept))).toEqual([0, 2, 2, 2]);
  expect(await kept(first.id)).toBe(2);
  expect((await other.report({ from: 202401, to: 202402 })).checks.find(({ id }) => id === 'changes')?.summary).toBe(
    `Nothing has changed since run ${first.id}.`,
  );
});
