// A company's books as the sandbox serves them. Generated books and books from CSV files both satisfy `Books`; nothing else is asked of them.
import type { CalendarPeriod, Period } from '@repsys/core';

/** The five kinds of account. */
export const categoryTypes = ['Asset', 'Liability', 'Equity', 'Revenue', 'Expense'] as const;

/** One of the five kinds of account. */
export type CategoryType = (typeof categoryTypes)[number];

/** The older category links; number 0 and empty texts where the account has none. */
export type LegacyCategory = {
  readonly categoryNo: number;
  readonly categoryName: string;
  readonly subCategoryNo: number;
  readonly subCategoryName: string;
  readonly type: string;
};

/** One ledger account. `since` is the day number from which it exists; `reclassified.year` the first year of the new kind. */
export type Account = {
  readonly key: number;
  readonly number: string;
  readonly name: string;
  readonly active: boolean;
  readonly category: CategoryType;
  readonly reclassified?: { readonly year: number; readonly category: CategoryType };
  readonly legacy: LegacyCategory;
  readonly since: number;
};

/** A period of the calendar with what Plex adds to it. `updated` is a timestamp, `YYYY-MM-DDTHH:MM:SS`. */
export type BookPeriod = CalendarPeriod & { readonly key: number; readonly updated: string };

/**
 * The postings of one period, column by column. `accounts` are indexes into `Books.accounts`, `days` the day numbers from
 * which a line can be seen; debits and credits are hundred-thousandths of the currency unit, never negative.
 */
export type Postings = {
  readonly accounts: Int32Array;
  readonly days: Int32Array;
  readonly debits: BigInt64Array;
  readonly credits: BigInt64Array;
};

/** How a company's data sources write timestamps and booleans. */
export type TextStyle = 'us' | 'iso';

/** The books of one company: everything that was, is and will be posted. What can be seen on a day is the ledger's work. */
export type Books = {
  readonly company: number;
  readonly name: string;
  readonly style: TextStyle;
  /** In the order of account numbers. */
  readonly accounts: readonly Account[];
  /** Index of the account that takes the year closes, if any. */
  readonly retainedEarnings: number | undefined;
  readonly calendar: (today: string) => readonly BookPeriod[];
  readonly postings: (period: Period) => Postings;
};

/** The kind of an account in a fiscal year. */
export function categoryIn(account: Account, year: number): CategoryType {
  const { reclassified } = account;
  return reclassified && year >= reclassified.year ? reclassified.category : account.category;
}

/** True for the kinds that start each year at zero. */
export function isProfitAndLoss(category: CategoryType): boolean {
  return category === 'Revenue' || category === 'Expense';
}

/** A period in which nothing was posted. */
export const noPostings: Postings = {
  accounts: new Int32Array(0),
  days: new Int32Array(0),
  debits: new BigInt64Array(0),
  credits: new BigInt64Array(0),
};

/** Collects the lines of a period; `build` turns them into columns. */
export function postingsBuilder() {
  const accounts: number[] = [];
  const days: number[] = [];
  const debits: bigint[] = [];
  const credits: bigint[] = [];
  return {
    add(account: number, day: number, debit: bigint, credit: bigint): void {
      if (debit === 0n && credit === 0n) return;
      accounts.push(account);
      days.push(day);
      debits.push(debit);
      credits.push(credit);
    },
    /** A positive net amount is a debit, a negative one a credit. */
    addNet(account: number, day: number, net: bigint): void {
      this.add(account, day, net > 0n ? net : 0n, net < 0n ? -net : 0n);
    },
    build: (): Postings => ({
      accounts: Int32Array.from(accounts),
      days: Int32Array.from(days),
      debits: BigInt64Array.from(debits),
      credits: BigInt64Array.from(credits),
    }),
  };
}

/** What `postingsBuilder` returns. */
export type PostingsBuilder = ReturnType<typeof postingsBuilder>;
