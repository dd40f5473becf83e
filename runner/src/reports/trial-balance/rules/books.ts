// Little books in a few lines: a chart of accounts, entries, and where it matters a calendar, written as the CSV files of the sandbox.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Kind = 'Asset' | 'Liability' | 'Equity' | 'Revenue' | 'Expense';

/** An account: its kind alone, or with more. */
export type BookAccount =
  | Kind
  | {
      readonly kind: Kind;
      readonly name?: string;
      readonly category?: string;
      readonly subCategory?: string;
      readonly retained?: boolean;
    };

/** A day and what it moves, by account: a debit `100`, a credit `-100`, several of them as a list. Decimal text. */
export type BookEntry = readonly [day: string, amounts: Readonly<Record<string, string | readonly string[]>>];

/** A period: number, first and last day, and its label where it is not `MM-YYYY`. */
export type BookPeriod = {
  readonly period: number;
  readonly begin: string;
  readonly end: string;
  readonly open?: boolean;
  readonly label?: string;
  /** Its place in the fiscal year, where that does not begin with number 01. */
  readonly order?: number;
};

/** Without periods: calendar months from a year before the first entry on, closed from the 6th day after their end. */
export type LittleBooks = {
  readonly accounts: Readonly<Record<string, BookAccount>>;
  readonly entries: readonly BookEntry[];
  readonly periods?: readonly BookPeriod[];
};

/** The months from..to; those from `openFrom` on are open, years of `thirteen` have a 13th on 31 December. */
export function months(
  from: number,
  to: number,
  {
    openFrom = 999912,
    thirteen = [] as readonly number[],
    label = undefined as ((period: number) => string) | undefined,
  } = {},
): readonly BookPeriod[] {
  const periods: BookPeriod[] = [];
  for (let period = from; period <= to; period = following(period, thirteen)) {
    const [begin, end] = daysOf(period, thirteen.includes(Math.trunc(period / 100)));
    periods.push({ period, begin, end, open: period >= openFrom, ...(label && { label: label(period) }) });
  }
  return periods;
}

function following(period: number, thirteen: readonly number[]): number {
  const year = Math.trunc(period / 100);
  return period % 100 < (thirteen.includes(year) ? 13 : 12) ? period + 1 : (year + 1) * 100 + 1;
}

/** A 13th period takes 31 December for itself, so that entries can be posted into it. */
function daysOf(period: number, withThirteenth: boolean): readonly [string, string] {
  const [year, month] = [Math.trunc(period / 100), period % 100];
  if (month === 13) return [`${year}-12-31`, `${year}-12-31`];
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const stem = `${year}-${String(month).padStart(2, '0')}`;
  return [`${stem}-01`, `${stem}-${month === 12 && withThirteenth ? days - 1 : days}`];
}

/** Writes the books into a folder of their own; what was there goes. */
export async function writeBooks(folder: string, books: LittleBooks): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'accounts.csv'), accountsCsv(books));
  await writeFile(join(folder, 'journal.csv'), journalCsv(books));
  if (books.periods) await writeFile(join(folder, 'periods.csv'), periodsCsv(books.periods));
}

const csv = (lines: readonly (readonly string[])[]): string => lines.map((line) => `${line.join(',')}\n`).join('');

function accountsCsv({ accounts }: LittleBooks): string {
  const header = [
    'account_no',
    'account_name',
    'category_type',
    'category_name',
    'sub_category_name',
    'retained_earnings',
  ];
  const lines = Object.entries(accounts).map(([number, account]) => {
    const {
      kind,
      name = number,
      category = '',
      subCategory = '',
      retained = false,
    } = typeof account === 'string' ? { kind: account } : account;
    return [number, name, kind, category, subCategory, String(retained)];
  });
  return csv([header, ...lines]);
}

function journalCsv({ entries }: LittleBooks): string {
  const lines = entries.flatMap(([day, amounts]) =>
    Object.entries(amounts).flatMap(([account, each]) =>
      [each]
        .flat()
        .map((amount) => (amount.startsWith('-') ? [day, account, '', amount.slice(1)] : [day, account, amount, ''])),
    ),
  );
  return csv([['date', 'account_no', 'debit', 'credit'], ...lines]);
}

function periodsCsv(periods: readonly BookPeriod[]): string {
  const lines = periods.map(({ period, begin, end, open, label, order }) => {
    const display = label ?? `${String(period % 100).padStart(2, '0')}-${Math.trunc(period / 100)}`;
    return [String(period), begin, end, open ? 'open' : 'closed', display, String(order ?? '')];
  });
  return csv([['period', 'begin_date', 'end_date', 'status', 'period_display', 'fiscal_order'], ...lines]);
}
