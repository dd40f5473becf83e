// The books computed in the plainest way, entry by entry, to compare the warehouse with.
import { type Amount, parseAmount } from '@repsys/core';
import type { BookPeriod, Kind, LittleBooks } from './books.ts';

const resets: readonly Kind[] = ['Revenue', 'Expense'];

type Running = Map<string, Amount>;
type PlainAccount = { readonly number: string; readonly kind: Kind; readonly retained: boolean };

/** Year-to-date balances by `period account`, in hundred-thousandths; years up to `closedThrough` carry their result. */
export function plainBalances(
  books: LittleBooks,
  periods: readonly BookPeriod[],
  closedThrough: number,
): ReadonlyMap<string, Amount> {
  const accounts = Object.entries(books.accounts).map(
    ([number, account]): PlainAccount =>
      typeof account === 'string'
        ? { number, kind: account, retained: false }
        : { number, kind: account.kind, retained: account.retained ?? false },
  );
  const running: Running = new Map(accounts.map(({ number }) => [number, 0n]));
  const found: Running = new Map();
  for (const { period, begin, end } of periods) {
    if (period % 100 === 1) openYear(running, accounts, Math.trunc(period / 100) - 1 <= closedThrough);
    post(running, books, begin, end);
    for (const [account, amount] of running) found.set(`${period} ${account}`, amount);
  }
  return found;
}

function add(running: Running, account: string, amount: Amount): void {
  running.set(account, (running.get(account) ?? 0n) + amount);
}

function openYear(running: Running, accounts: readonly PlainAccount[], closed: boolean): void {
  const retained = accounts.find((each) => each.retained)?.number;
  for (const { number } of accounts.filter(({ kind }) => resets.includes(kind))) {
    if (closed && retained !== undefined) add(running, retained, running.get(number) ?? 0n);
    running.set(number, 0n);
  }
}

function post(running: Running, { entries }: LittleBooks, begin: string, end: string): void {
  for (const [day, amounts] of entries) {
    if (day < begin || day > end) continue;
    for (const [account, each] of Object.entries(amounts)) {
      for (const amount of [each].flat()) add(running, account, parseAmount(amount));
    }
  }
}
