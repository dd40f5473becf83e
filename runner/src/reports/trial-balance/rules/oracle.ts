// The books computed in the plainest way, entry by entry, to compare the warehouse with.
import { type Amount, parseAmount } from '@repsys/core';
import type { Kind, LittleBooks } from './books.ts';

const resets: readonly Kind[] = ['Revenue', 'Expense'];

/** Year-to-date balances by period and account, in hundred-thousandths; years up to `closedThrough` carry their result. */
export function plainBalances(
  { accounts, entries }: LittleBooks,
  periods: readonly number[],
  closedThrough: number,
): ReadonlyMap<string, Amount> {
  const kinds = Object.entries(accounts).map(([number, account]) => ({
    number,
    ...(typeof account === 'string' ? { kind: account, retained: false } : account),
  }));
  const running = new Map<string, Amount>(kinds.map(({ number }) => [number, 0n]));
  const add = (account: string, amount: Amount) => running.set(account, (running.get(account) ?? 0n) + amount);
  const found = new Map<string, Amount>();
  for (const period of periods) {
    if (period % 100 === 1) {
      for (const { number } of kinds.filter(({ kind }) => resets.includes(kind))) {
        const result = running.get(number) ?? 0n;
        running.set(number, 0n);
        const retained = kinds.find((each) => each.retained);
        if (retained && Math.trunc(period / 100) - 1 <= closedThrough) add(retained.number, result);
      }
    }
    for (const [day, amounts] of entries) {
      if (Number(day.slice(0, 7).replace('-', '')) !== period) continue;
      for (const [account, each] of Object.entries(amounts)) {
        for (const amount of [each].flat()) add(account, parseAmount(amount));
      }
    }
    for (const [account, amount] of running) found.set(`${period} ${account}`, amount);
  }
  return found;
}
