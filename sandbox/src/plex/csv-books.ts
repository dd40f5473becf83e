// Books from a directory of CSV files, columns by name in any order, served as one company named after the directory.
// accounts.csv: account_no, account_name, category_type[, category_name, sub_category_name, active, retained_earnings (true on at most one)].
// journal.csv: date (2024-03-31 or 3/31/2024), account_no, debit, credit[, description]. periods.csv (optional): see csv-periods.ts.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Amount, parseAmount } from '@repsys/core';
import { type Account, type Books, categoryTypes, noPostings, type PostingsBuilder, postingsBuilder } from './books.ts';
import { legacyNumbering, noLegacy } from './chart-of-accounts.ts';
import { type CsvCalendar, csvCalendar, ruledCalendar } from './csv-periods.ts';
import { type CsvRow, csvDay, csvFlag, csvRows, type ProblemList, problemList } from './csv-table.ts';
import { dayNumber } from './day.ts';

/** What was read. `digest` identifies the bytes of the files; `warnings` are lines for the user. */
export type CsvBooks = { readonly books: Books; readonly digest: string; readonly warnings: readonly string[] };

type Line = { readonly day: string; readonly account: number; readonly debit: Amount; readonly credit: Amount };

const files = { accounts: 'accounts.csv', journal: 'journal.csv', periods: 'periods.csv' } as const;

/**
 * Reads the books of a directory. Throws CsvProblems with every problem, up to 20, by file and line.
 * A journal that does not balance is served as it is, with one warning.
 */
export function readCsvBooks(directory: string, company: number): CsvBooks {
  const problems = problemList();
  const read = (file: string) => {
    const path = join(directory, file);
    if (existsSync(path)) return readFileSync(path);
    if (file !== files.periods) problems.add(file, 0, `there is no such file in ${directory}`);
    return undefined;
  };
  const bytes = { accounts: read(files.accounts), journal: read(files.journal), periods: read(files.periods) };
  problems.assertNone();
  const { accounts, retainedEarnings } = readAccounts(bytes.accounts ?? new Uint8Array(), problems);
  const indexes = new Map(accounts.map(({ number }, index) => [number, index]));
  const journal = readJournal(bytes.journal ?? new Uint8Array(), indexes, problems);
  const calendar = bytes.periods ? csvCalendar(files.periods, bytes.periods, problems) : ruledCalendar(journal.lines);
  const postings = postingsByPeriod(journal, calendar);
  problems.assertNone();
  const books: Books = {
    company,
    name: basename(resolve(directory)),
    style: 'us',
    accounts,
    retainedEarnings,
    calendar: calendar.on,
    postings: (period) => postings.get(period)?.build() ?? noPostings,
  };
  return { books, digest: digestOf(Object.values(bytes)), warnings: balanceWarnings(journal.lines) };
}

function digestOf(contents: readonly (Uint8Array | undefined)[]): string {
  const sum = createHash('sha256');
  for (const content of contents) sum.update(`${content?.length ?? 'none'}\n`).update(content ?? '');
  return sum.digest('hex').slice(0, 12);
}

function readAccounts(bytes: Uint8Array, problems: ProblemList) {
  const rows = csvRows(files.accounts, bytes, ['account_no', 'account_name', 'category_type'], problems);
  const seen = new Set<string>();
  const numbering = legacyNumbering();
  let retained: string | undefined;
  const accounts = Array.from(rows, (row, index): Account => {
    const number = accountNumber(row, seen);
    const [categoryName, subCategoryName] = [row.cell('category_name'), row.cell('sub_category_name')];
    const category = categoryTypes.find((each) => each.toLowerCase() === row.cell('category_type').toLowerCase());
    if (!category) row.problem(`category type "${row.cell('category_type')}" is none of ${categoryTypes.join(', ')}`);
    if (flag(row, 'retained_earnings', false)) {
      if (retained !== undefined) row.problem(`a second retained_earnings account beside ${retained}`);
      retained ??= number;
    }
    return {
      key: 7_000_000 + index,
      number,
      name: row.cell('account_name'),
      active: flag(row, 'active', true),
      category: category ?? 'Expense',
      legacy: categoryName && category ? numbering([categoryName, subCategoryName], category) : noLegacy,
      since: 0,
    };
  });
  accounts.sort((a, b) => (a.number < b.number ? -1 : 1));
  const index = accounts.findIndex(({ number }) => number === retained);
  return { accounts, retainedEarnings: index < 0 ? undefined : index };
}

function accountNumber(row: CsvRow, seen: Set<string>): string {
  const number = row.cell('account_no');
  if (number === '' || number.length > 20) row.problem(`account number "${number}" has not 1 to 20 characters`);
  else if (seen.has(number)) row.problem(`account ${number} is there twice`);
  seen.add(number);
  if (row.cell('account_name').length > 110) row.problem('the account name is longer than 110 characters');
  return number;
}

function flag(row: CsvRow, column: string, absent: boolean): boolean {
  const value = csvFlag(row.cell(column), absent);
  if (value === undefined) row.problem(`${column} "${row.cell(column)}" is neither true nor false`);
  return value ?? absent;
}

type Journal = { readonly lines: readonly Line[]; readonly rows: readonly CsvRow[] };

/** The usable lines, each with the row that it was read from. */
function readJournal(bytes: Uint8Array, indexes: ReadonlyMap<string, number>, problems: ProblemList): Journal {
  const lines: Line[] = [];
  const rows: CsvRow[] = [];
  for (const row of csvRows(files.journal, bytes, ['date', 'account_no', 'debit', 'credit'], problems)) {
    const line = readLine(row, indexes);
    if (!line) continue;
    lines.push(line);
    rows.push(row);
  }
  if (lines.length === 0) problems.add(files.journal, 0, 'there is no posting that can be used');
  return { lines, rows };
}

function readLine(row: CsvRow, indexes: ReadonlyMap<string, number>): Line | undefined {
  const day = csvDay(row.cell('date'));
  const account = indexes.get(row.cell('account_no'));
  const [debit, credit] = [amount(row, 'debit'), amount(row, 'credit')];
  if (day === undefined) row.problem(`"${row.cell('date')}" is not a date as 2024-03-31 or 3/31/2024`);
  if (account === undefined) row.problem(`account "${row.cell('account_no')}" is not in ${files.accounts}`);
  if (debit === 0n && credit === 0n) row.problem('debit and credit are both zero');
  if (day === undefined || account === undefined || debit === undefined || credit === undefined) return undefined;
  return { day, account, debit, credit };
}

const amountForm = /^(-?)(\d*)(?:\.(\d*))?$/;

/** Empty means zero; undefined after a problem. */
function amount(row: CsvRow, column: string): Amount | undefined {
  const text = row.cell(column);
  if (text === '') return 0n;
  const [, minus, whole = '', places = ''] = amountForm.exec(text) ?? [];
  if (minus === undefined || whole + places === '') row.problem(`${column} "${text}" is not a plain decimal number`);
  else if (minus) row.problem(`${column} ${text} is negative; use the other side`);
  else if (places.length > 5) row.problem(`${column} ${text} has more than 5 decimals`);
  else if (whole.replace(/^0+/, '').length > 11) row.problem(`${column} ${text} is too large`);
  else return parseAmount(text);
  return undefined;
}

function postingsByPeriod({ lines, rows }: Journal, calendar: CsvCalendar) {
  const byPeriod = new Map<number, PostingsBuilder>();
  const periods = new Map<string, number | undefined>();
  lines.forEach(({ day, account, debit, credit }, index) => {
    if (!periods.has(day)) periods.set(day, calendar.periodOf(day));
    const period = periods.get(day);
    if (period === undefined) {
      if (calendar.complete) rows[index]?.problem(`no period of ${files.periods} contains ${day}`);
      return;
    }
    const builder = byPeriod.get(period) ?? postingsBuilder();
    byPeriod.set(period, builder);
    builder.add(account, dayNumber(day), debit, credit);
  });
  return byPeriod;
}

function balanceWarnings(lines: readonly Line[]): readonly string[] {
  const days = new Map<string, bigint>();
  for (const { day, debit, credit } of lines) days.set(day, (days.get(day) ?? 0n) + debit - credit);
  const [first, ...others] = [...days].filter(([, net]) => net !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  if (!first) return [];
  const total = [...days.values()].reduce((sum, net) => sum + net, 0n);
  const inTotal = total === 0n ? 'It balances in total' : `In total debit − credit is ${plainAmount(total)}`;
  return [
    `${files.journal} does not balance on ${first[0]} (debit − credit is ${plainAmount(first[1])}) and ${others.length} other days. ${inTotal}.`,
  ];
}

function plainAmount(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(6, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -5)}.${digits.slice(-5)}`;
}
