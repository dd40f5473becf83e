// Generated books: a manufacturer's postings from a seed, month by month when asked for. The same seed gives the same postings on every day.
import type { Period } from '@repsys/core';
import {
  type Account,
  type Books,
  noPostings,
  type Postings,
  type PostingsBuilder,
  postingsBuilder,
  type TextStyle,
} from './books.ts';
import { type CalendarRule, calendarByRule, type LabelForm } from './calendar.ts';
import { type CalendarKind, type Slot, slotsOf } from './calendar-kinds.ts';
import { chartOfAccounts, isLowProfitAndLoss, specialAccounts } from './chart-of-accounts.ts';
import { dayNumber } from './day.ts';
import { postHistory, reopening } from './history.ts';
import { amountBetween, type Random, randomFrom, share, wholeBetween } from './random.ts';

/** What a generated company is made from. `movingAccounts` is the usual number of accounts that move in a period. */
export type GeneratedBooksRule = {
  readonly seed: number;
  readonly company: number;
  readonly name: string;
  readonly accounts: number;
  readonly movingAccounts: number;
  readonly firstPeriod: number;
  readonly style: TextStyle;
  readonly labels: LabelForm;
  readonly calendar: CalendarKind;
  readonly yearsOfThirteen: readonly number[];
  /** Adds what happens once in a company's life: re-classification, new accounts, a re-opened period (2024-10). */
  readonly withHistory: boolean;
};

type Mover = { readonly index: number; readonly account: Account; readonly chance: number };

type World = {
  readonly rule: GeneratedBooksRule;
  readonly movers: readonly Mover[];
  readonly allocators: readonly number[];
  readonly index: (number: string) => number;
  /** The periods of the calendar, by number; the first with postings. */
  readonly slot: (period: number) => Slot | undefined;
  readonly first: Slot;
};

const yearsBehind = 2;
const yearsAhead = 5;
const thirteenthMovers = 8;

/** Books from a seed. Amounts are whole cents except for a few allocations between two accounts. */
export function generatedBooks(rule: GeneratedBooksRule): Books {
  const accounts = chartOfAccounts(rule);
  const positions = new Map(accounts.map((account, index) => [account.number, index]));
  const index = (number: string) => positions.get(number) ?? 0;
  const movers = chooseMovers(rule, accounts, index(specialAccounts.retainedEarnings));
  const world: World = { rule, movers, allocators: allocatorsOf(movers), index, ...slotsIn(rule) };
  const kept = new Map<Period, Postings>();
  return {
    company: rule.company,
    name: rule.name,
    style: rule.style,
    accounts,
    retainedEarnings: positions.get(specialAccounts.retainedEarnings),
    calendar: (today) => calendarByRule(calendarRule(rule, today), today),
    postings: (period) => {
      const known = kept.get(period) ?? postingsOf(world, period);
      kept.set(period, known);
      return known;
    },
  };
}

const yearIn = (period: number): number => Number(String(period).slice(0, 4));

function slotsIn(rule: GeneratedBooksRule): Pick<World, 'slot' | 'first'> {
  const { calendar: kind, yearsOfThirteen, firstPeriod } = rule;
  const slot = (period: number) =>
    slotsOf({ kind, yearsOfThirteen }, yearIn(period)).find((each) => each.period === period);
  const first = slot(firstPeriod);
  if (!first) throw new RangeError(`The calendar has no period ${firstPeriod}.`);
  return { slot, first };
}

/** From two years before the first posting to five years after today; of a new company from its first posting on. */
function calendarRule(
  { firstPeriod, labels, calendar: kind, yearsOfThirteen, withHistory }: GeneratedBooksRule,
  today: string,
): CalendarRule {
  const isNew = kind === 'new-company';
  const from = yearIn(firstPeriod) - (isNew ? 0 : yearsBehind);
  const to = Number(today.slice(0, 4)) + yearsAhead;
  const first = isNew ? { first: firstPeriod } : {};
  return { kind, from, to, ...first, labels, yearsOfThirteen, ...(withHistory ? { reopening } : {}) };
}

const always: ReadonlySet<string> = new Set([
  specialAccounts.lowRevenue,
  specialAccounts.sales,
  specialAccounts.freight,
  specialAccounts.betweenLimits,
  specialAccounts.clearing,
]);
const posted: ReadonlySet<string> = new Set([
  specialAccounts.cash,
  specialAccounts.receivables,
  specialAccounts.payables,
  specialAccounts.reclassified,
  specialAccounts.rounding,
  '10950-950-0000',
]);

/** A pool of accounts that move often, so that a year's moving accounts are few more than a month's (trial balance §5.1). */
function chooseMovers(rule: GeneratedBooksRule, accounts: readonly Account[], retainedEarnings: number): Mover[] {
  const everything = rule.movingAccounts >= accounts.length;
  const candidates = [...accounts.entries()].filter(
    ([index, { number }]) => index !== retainedEarnings && !posted.has(number),
  );
  const wanted = (rule.movingAccounts * 1.35) / accounts.length / 0.76;
  const movers: Mover[] = [];
  for (const [index, account] of candidates) {
    if (everything || always.has(account.number) || isNewcomer(account)) movers.push({ index, account, chance: 1 });
    else if (!isLowProfitAndLoss(account) && share(rule.seed, rule.company, index, 3) < wanted) {
      movers.push({ index, account, chance: 1 / 1.35 });
    }
  }
  return movers;
}

/** Four of the accounts created in December 2024 move from that month on. */
const isNewcomer = ({ since, number }: Account): boolean => since > 0 && /^5390[1-4]/.test(number);

function allocatorsOf(movers: readonly Mover[]): readonly number[] {
  const expenses = movers.filter(
    ({ account }) => account.category === 'Expense' && account.active && account.since === 0,
  );
  return expenses.slice(0, 6).map(({ index }) => index);
}

function postingsOf(world: World, period: Period): Postings {
  const { rule } = world;
  const slot = world.slot(period);
  if (!slot || period < rule.firstPeriod) return noPostings;
  const { begin, end } = slot;
  const lines = postingsBuilder();
  const random = randomFrom(rule.seed, rule.company, period);
  const days = { first: dayNumber(begin), last: dayNumber(end) };
  if (period === rule.firstPeriod) postOpening(world, lines, days.first);
  postDaily(world, lines, random, slot, days);
  if (!slot.extra) {
    postAllocations(world, lines, random, days.last);
    if (rule.withHistory) postHistory(world, lines, slot, days.last);
  }
  return lines.build();
}

type Days = { readonly first: number; readonly last: number };

function postOpening({ index }: World, lines: PostingsBuilder, day: number): void {
  const unit = 100_000n;
  lines.addNet(index(specialAccounts.cash), day, 5_000_000n * unit);
  lines.addNet(index(specialAccounts.inventory), day, 3_000_000n * unit);
  lines.addNet(index(specialAccounts.receivables), day, 2_500_000n * unit);
  lines.addNet(index(specialAccounts.payables), day, -1_500_000n * unit);
  lines.addNet(index(specialAccounts.commonStock), day, -9_000_000n * unit);
}

type DaySums = { cash: bigint; receivables: bigint; payables: bigint };

/** Each moving account posts on one day; the counter accounts take the other side on the same day, so every day balances. */
function postDaily(world: World, lines: PostingsBuilder, random: Random, slot: Slot, days: Days): void {
  const { movers, index, first } = world;
  const thinned = slot.extra ? thirteenthMovers / movers.length : 1;
  const sums = new Map<number, DaySums>();
  for (const { index: position, account, chance } of movers) {
    if (random() >= chance * thinned || account.since > days.last) continue;
    // Inactive accounts rest after the first year, unless everything is to move.
    if (!account.active && chance < 1 && slot.fiscalYear > first.fiscalYear) continue;
    const day = wholeBetween(random, Math.max(days.first, account.since), days.last);
    const { debit, credit } = sidesOf(account, random);
    lines.add(position, day, debit, credit);
    addToSide(sums, day, account, credit - debit);
  }
  if (!slot.extra) {
    const cents = amountBetween(random, 1, 9) * (random() < 0.5 ? 1n : -1n);
    lines.addNet(index(specialAccounts.rounding), days.last, cents);
    addToSide(sums, days.last, { category: 'Expense' }, -cents);
  }
  for (const [day, sum] of sums) postCounterSides(world, lines, day, sum);
}

function addToSide(
  sums: Map<number, DaySums>,
  day: number,
  { category }: Pick<Account, 'category'>,
  net: bigint,
): void {
  let sum = sums.get(day);
  if (!sum) {
    sum = { cash: 0n, receivables: 0n, payables: 0n };
    sums.set(day, sum);
  }
  if (category === 'Revenue') sum.receivables += net;
  else if (category === 'Expense') sum.payables += net;
  else sum.cash += net;
}

const contraAccount = /^(119|159)/;

function sidesOf({ category, number }: Account, random: Random): { readonly debit: bigint; readonly credit: bigint } {
  if (category === 'Revenue') return { debit: 0n, credit: amountBetween(random, 4_000_000, 45_000_000) };
  const main = amountBetween(random, 5_000, 2_000_000);
  const other = random() < 0.12 ? amountBetween(random, 1_000, 50_000) : 0n;
  if (category === 'Expense') return { debit: main, credit: other };
  const isCreditNatured = category !== 'Asset' || contraAccount.test(number);
  // Half to all of it comes back, so that balances drift to their natural side.
  const back = (main * BigInt(wholeBetween(random, 50, 100))) / 100_000n;
  return isCreditNatured ? { debit: back * 1000n, credit: main } : { debit: main, credit: back * 1000n };
}

/** Receivables are collected to 96 %, payables paid to 94 %, in whole cents. */
function postCounterSides({ index }: World, lines: PostingsBuilder, day: number, sum: DaySums): void {
  const collected = ((sum.receivables * 96n) / 100_000n) * 1000n;
  const paid = ((sum.payables * 94n) / 100_000n) * 1000n;
  lines.add(index(specialAccounts.receivables), day, sum.receivables, collected);
  lines.addNet(index(specialAccounts.payables), day, sum.payables - paid);
  lines.addNet(index(specialAccounts.cash), day, sum.cash + collected + paid);
}

/** Cost allocations with up to five decimals, from one account to another: the sum stays exact. */
function postAllocations({ allocators }: World, lines: PostingsBuilder, random: Random, day: number): void {
  for (let pair = 0; pair + 1 < allocators.length; pair += 2) {
    const [from, to] = [allocators[pair] ?? 0, allocators[pair + 1] ?? 0];
    const amount = BigInt(wholeBetween(random, 100_001, 9_999_999));
    lines.add(from, day, 0n, amount);
    lines.add(to, day, amount, 0n);
  }
}
