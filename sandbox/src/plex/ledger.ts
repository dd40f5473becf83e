// What a company's books show on one day: movements seen so far, beginning balances, year closes. Everything is computed once per day and kept.
import type { Period } from '@repsys/core';
import { type Account, type BookPeriod, type Books, categoryIn, isProfitAndLoss, noPostings } from './books.ts';
import { dayNumber } from './day.ts';

/** The accounts that moved in a period, in the order of account numbers; amounts in hundred-thousandths. */
export type Movements = {
  readonly accounts: Int32Array;
  readonly debits: BigInt64Array;
  readonly credits: BigInt64Array;
  /** Day number of the newest line; 0 when nothing moved. */
  readonly lastDay: number;
};

/** Beginning balances by account index, in hundred-thousandths: year to date for Revenue and Expense, forever to date for the others. */
export type LedgerPeriod = BookPeriod & { readonly beginning: BigInt64Array; readonly movements: Movements };

/** Books on a day. `accounts` holds the indexes of the accounts that exist, in the order of their numbers. */
export type Ledger = {
  readonly books: Books;
  readonly today: string;
  /** The fiscal year that today is in. */
  readonly year: number;
  readonly calendar: readonly BookPeriod[];
  readonly accounts: readonly number[];
  /** Undefined for a period that the calendar does not have. */
  readonly at: (period: number) => LedgerPeriod | undefined;
  /** By account index: the smallest period with a movement seen up to today, 0 where there is none. */
  readonly startPeriods: () => Int32Array;
};

/** Opens the books on `today` (`YYYY-MM-DD`). Periods are worked out when they are first asked for. */
export function openLedger(books: Books, today: string): Ledger {
  const calendar = books.calendar(today);
  const todayNumber = dayNumber(today);
  const done: LedgerPeriod[] = [];
  const upTo = (count: number): readonly LedgerPeriod[] => {
    for (let index = done.length; index < count; index++) {
      const period = calendar[index];
      if (period) done.push(nextLedgerPeriod(books, period, done[index - 1], today));
    }
    return done;
  };
  const indexes = new Map<number, number>(calendar.map((each, index) => [each.period, index]));
  const startPeriods = once(() => firstMovements(books, upTo(calendar.filter((each) => each.begin <= today).length)));
  return {
    books,
    today,
    year: calendar.find(({ end }) => today <= end)?.fiscalYear ?? Number(today.slice(0, 4)),
    calendar,
    accounts: [...books.accounts.keys()].filter((index) => (books.accounts[index]?.since ?? 0) <= todayNumber),
    at: (period) => {
      const index = indexes.get(period);
      return index === undefined ? undefined : upTo(index + 1)[index];
    },
    startPeriods,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function nextLedgerPeriod(books: Books, period: BookPeriod, before: LedgerPeriod | undefined, today: string) {
  const beginning = before ? endingOf(before) : new BigInt64Array(books.accounts.length);
  const yearBegins = before !== undefined && before.fiscalYear !== period.fiscalYear;
  const result = yearBegins ? resetProfitAndLoss(books.accounts, beginning, before.fiscalYear) : 0n;
  // Plex attributes the year close to the first period of the new year, once the old year is closed (trial balance §4.4).
  const close = before?.open === false && period.begin <= today ? result : 0n;
  return { ...period, beginning, movements: movementsOf(books, period, close, today) };
}

function endingOf({ beginning, movements }: LedgerPeriod): BigInt64Array {
  const ending = beginning.slice();
  movements.accounts.forEach((account, index) => {
    ending[account] = at(ending, account) + at(movements.debits, index) - at(movements.credits, index);
  });
  return ending;
}

/** Sets Revenue and Expense to zero by their kind in the year that ended (rule 6); returns the sum they had. */
function resetProfitAndLoss(accounts: readonly Account[], balances: BigInt64Array, endedYear: number): bigint {
  let sum = 0n;
  accounts.forEach((account, index) => {
    if (!isProfitAndLoss(categoryIn(account, endedYear))) return;
    sum += at(balances, index);
    balances[index] = 0n;
  });
  return sum;
}

function movementsOf(books: Books, period: BookPeriod, close: bigint, today: string): Movements {
  const postings = period.begin > today ? noPostings : books.postings(period.period);
  const todayNumber = dayNumber(today);
  const debits = new BigInt64Array(books.accounts.length);
  const credits = new BigInt64Array(books.accounts.length);
  let lastDay = 0;
  for (let line = 0; line < postings.accounts.length; line++) {
    const day = postings.days[line] ?? 0;
    if (day > todayNumber) continue;
    const account = postings.accounts[line] ?? 0;
    debits[account] = at(debits, account) + at(postings.debits, line);
    credits[account] = at(credits, account) + at(postings.credits, line);
    if (day > lastDay) lastDay = day;
  }
  const { retainedEarnings } = books;
  if (retainedEarnings !== undefined) {
    if (close > 0n) debits[retainedEarnings] = at(debits, retainedEarnings) + close;
    else credits[retainedEarnings] = at(credits, retainedEarnings) - close;
  }
  return { ...moved(debits, credits), lastDay };
}

function moved(debits: BigInt64Array, credits: BigInt64Array) {
  const accounts: number[] = [];
  for (let index = 0; index < debits.length; index++) {
    if (debits[index] !== 0n || credits[index] !== 0n) accounts.push(index);
  }
  return {
    accounts: Int32Array.from(accounts),
    debits: BigInt64Array.from(accounts, (account) => at(debits, account)),
    credits: BigInt64Array.from(accounts, (account) => at(credits, account)),
  };
}

function firstMovements(books: Books, periods: readonly LedgerPeriod[]): Int32Array {
  const first = new Int32Array(books.accounts.length);
  for (const { period, movements } of periods) {
    for (const account of movements.accounts) {
      if (first[account] === 0) first[account] = period;
    }
  }
  return first;
}

function at(column: BigInt64Array, index: number): bigint {
  return column[index] ?? 0n;
}

/** The periods of the ledger's calendar from `from` to `to`, both inclusive, whether they exist or not. */
export function ledgerPeriods(ledger: Ledger, from: number, to: number): readonly Period[] {
  return ledger.calendar.map((each) => each.period).filter((each) => each >= from && each <= to);
}
