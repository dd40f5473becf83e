// What happens once in a generated company's life: a re-classified account, new accounts, an entry into a re-opened period.
import type { PostingsBuilder } from './books.ts';
import type { Slot } from './calendar-kinds.ts';
import { specialAccounts } from './chart-of-accounts.ts';
import { dayNumber } from './day.ts';

export const reopening = { period: 202410, from: '2024-11-19', until: '2024-11-21' } as const;

/** Where it happens: the accounts by number, and the first period with postings. */
type Stage = { readonly index: (number: string) => number; readonly first: Slot };

/** Adds what happened in a period to its postings; `lastDay` is the number of its last day. */
export function postHistory(world: Stage, lines: PostingsBuilder, slot: Slot, lastDay: number): void {
  const { period } = slot;
  postReclassified(world, lines, slot, lastDay);
  const pair = (debited: string, credited: string, amount: bigint, day: number) => {
    lines.add(world.index(debited), day, amount, 0n);
    lines.add(world.index(credited), day, 0n, amount);
  };
  if (period === 202412) pair('10950-950-0000', specialAccounts.cash, 2_500_000n, lastDay - 1);
  // Entered while the closed period was open once more.
  const late = dayNumber(reopening.from);
  if (period === reopening.period) pair(specialAccounts.freight, specialAccounts.payables, 432_109_000n, late);
}

/** Grows from January to November and returns to zero in December. */
function postReclassified({ first, index }: Stage, lines: PostingsBuilder, slot: Slot, day: number): void {
  const month = slot.fiscalOrder;
  const isFirstYear = slot.fiscalYear === first.fiscalYear;
  const amountOf = (each: number) => BigInt(1_000 + each * 10) * 100_000n;
  let net = -amountOf(month);
  if (month === 12) {
    net = 0n;
    for (let each = isFirstYear ? first.fiscalOrder : 1; each < 12; each++) net += amountOf(each);
  }
  lines.addNet(index(specialAccounts.reclassified), day, net);
  lines.addNet(index(specialAccounts.cash), day, -net);
}
