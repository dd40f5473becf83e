// The six data sources of the trial balance: the vendor's 4814 and five that customers write themselves.
import { AppError, rangesFor } from '@repsys/core';
import { accountActivitySummary } from './account-activity-summary.ts';
import { type Account, type CategoryType, categoryIn, isProfitAndLoss } from './books.ts';
import { type DataSource, type Inputs, inputPeriod, Rejection } from './data-source.ts';
import { type Ledger, type LedgerPeriod, ledgerPeriods } from './ledger.ts';
import { amountText, bitText, dayTimestampText, flagText, timestampText } from './plex-text.ts';

const companyList = [{ name: 'PCNs', required: true }] as const;

/** The account's kind as Plex sees it today. */
const categoryToday = (account: Account, ledger: Ledger): CategoryType => categoryIn(account, ledger.year);

function reportsResult(account: Account, ledger: Ledger): string {
  return bitText(isProfitAndLoss(categoryToday(account, ledger)), ledger.books.style);
}

function* accountsOf(ledger: Ledger): Generator<readonly [Account, number]> {
  for (const index of ledger.accounts) {
    const account = ledger.books.accounts[index];
    if (account) yield [account, index];
  }
}

const yearCategoryType: DataSource = {
  key: 18001,
  name: 'Accounting_Year_Category_Type_Get',
  inputs: companyList,
  columns: ['PCN', 'Account_No', 'Year', 'Category_Type', 'Revenue_Or_Expense'],
  vital: 'Category_Type',
  numeric: 'Revenue_Or_Expense',
  answer: (ledger) => ({ rowCount: ledger.accounts.length, rows: yearCategoryRows(ledger) }),
};

function* yearCategoryRows(ledger: Ledger) {
  const company = String(ledger.books.company);
  const year = String(ledger.year);
  for (const [account] of accountsOf(ledger)) {
    yield [company, account.number, year, categoryToday(account, ledger), reportsResult(account, ledger)];
  }
}

const account: DataSource = {
  key: 18002,
  name: 'Accounting_Account_Get',
  inputs: companyList,
  columns: [
    ...['PCN', 'Account_Key', 'Account_No', 'Account_Name', 'Active', 'Category_Type'],
    ...['Category_No_Legacy', 'Category_Name_Legacy', 'Category_Type_Legacy'],
    ...['Sub_Category_No_Legacy', 'Sub_Category_Name_Legacy', 'Sub_Category_Type_Legacy'],
    ...['Revenue_Or_Expense', 'Start_Period'],
  ],
  vital: 'Account_No',
  numeric: 'Start_Period',
  answer: (ledger) => ({ rowCount: ledger.accounts.length, rows: accountRows(ledger) }),
};

function* accountRows(ledger: Ledger) {
  const { company, style } = ledger.books;
  const starts = ledger.startPeriods();
  for (const [each, index] of accountsOf(ledger)) {
    const { legacy } = each;
    yield [
      ...[String(company), String(each.key), each.number, each.name],
      ...[flagText(each.active, style), categoryToday(each, ledger)],
      ...[String(legacy.categoryNo), legacy.categoryName, legacy.type],
      ...[String(legacy.subCategoryNo), legacy.subCategoryName, legacy.type],
      ...[reportsResult(each, ledger), String(starts[index] ?? 0)],
    ];
  }
}

const period: DataSource = {
  key: 18003,
  name: 'Accounting_Period_Get',
  inputs: companyList,
  columns: [
    ...['PCN', 'Period_Key', 'Period', 'Period_Display', 'Fiscal_Order', 'Quarter_Group'],
    ...['Begin_Date', 'End_Date', 'Period_Status', 'Add_Date', 'Update_Date'],
  ],
  vital: 'Period_Status',
  numeric: 'Period',
  answer: (ledger) => ({ rowCount: ledger.calendar.length, rows: periodRows(ledger) }),
};

function* periodRows(ledger: Ledger) {
  const { company, style } = ledger.books;
  for (const each of ledger.calendar) {
    const order = each.fiscalOrder;
    const lastDay = each.begin <= ledger.today ? (ledger.at(each.period)?.movements.lastDay ?? 0) : 0;
    yield [
      ...[String(company), String(each.key), String(each.period), each.display],
      ...[String(order), String(Math.ceil(Math.min(order, 12) / 3))],
      ...[timestampText(`${each.begin}T00:00:00`, style), timestampText(`${each.end}T23:59:59`, style)],
      ...[each.open ? '1' : '0', dayTimestampText(lastDay, '17:21:09', style), timestampText(each.updated, style)],
    ];
  }
}

const periodRanges: DataSource = {
  key: 18004,
  name: 'Accounting_Period_Ranges_Get',
  inputs: companyList,
  columns: ['PCN', 'Start_Period', 'End_Period', 'Start_Open_Period', 'End_Open_Period'],
  vital: 'Start_Open_Period',
  numeric: 'End_Period',
  answer: (ledger) => ({ rowCount: 1, rows: [rangesRow(ledger)] }),
};

function rangesRow({ books, calendar, today }: Ledger): readonly string[] {
  try {
    const { start, end, startOpen, endOpen } = rangesFor(calendar, today);
    return [books.company, start, end, startOpen, endOpen].map((each) => (each === 0 ? '' : String(each)));
  } catch (error) {
    if (error instanceof AppError) throw new Rejection(error.message);
    throw error;
  }
}

const balance: DataSource = {
  key: 18005,
  name: 'Accounting_Balance_Get',
  inputs: [
    { name: 'PCN', required: true },
    { name: 'Period_Start', required: true },
    { name: 'Period_End', required: true },
  ],
  columns: ['PCN', 'Account_Key', 'Account_No', 'Period', 'Debit', 'Credit', 'Balance'],
  vital: 'Debit',
  numeric: 'Credit',
  answer: (ledger, inputs) => {
    const periods = movedPeriods(ledger, inputs);
    return {
      rowCount: periods.reduce((sum, each) => sum + each.movements.accounts.length, 0),
      rows: balanceRows(ledger, periods),
    };
  },
};

function movedPeriods(ledger: Ledger, inputs: Inputs): readonly LedgerPeriod[] {
  const periods = ledgerPeriods(ledger, inputPeriod(inputs, 'Period_Start'), inputPeriod(inputs, 'Period_End'));
  return periods.flatMap((each) => ledger.at(each) ?? []);
}

function* balanceRows(ledger: Ledger, periods: readonly LedgerPeriod[]) {
  const { accounts, company } = ledger.books;
  const companyText = String(company);
  for (const { period: number, movements } of periods) {
    for (let line = 0; line < movements.accounts.length; line++) {
      const index = movements.accounts[line] ?? 0;
      const moved = accounts[index];
      if (!moved) continue;
      const [debit, credit] = [movements.debits[line] ?? 0n, movements.credits[line] ?? 0n];
      const salt = index + number;
      yield [
        ...[companyText, String(moved.key), moved.number, String(number)],
        ...[amountText(debit, salt), amountText(credit, salt + 1), amountText(debit - credit, salt + 2)],
      ];
    }
  }
}

/** All data sources by key. */
export const dataSources: ReadonlyMap<number, DataSource> = new Map(
  [accountActivitySummary, yearCategoryType, account, period, periodRanges, balance].map((each) => [each.key, each]),
);
