// The vendor's data source 4814: every account of the chart with its balances around a period, live.
import { type DataSource, type Inputs, inputPeriod, inputText, Rejection } from './data-source.ts';
import { type Ledger, type LedgerPeriod, ledgerPeriods } from './ledger.ts';
import { amountText } from './plex-text.ts';

/**
 * 4814. Beginning is the balance before the first period, year to date for Revenue and Expense, forever to date for the
 * others; ending = beginning + debit − credit. Several periods are added up into one row per account.
 */
export const accountActivitySummary: DataSource = {
  key: 4814,
  name: 'Account_Activity_Summary_xPCN_Get',
  inputs: [
    { name: 'PCNs', required: true },
    { name: 'Period_Start', required: true },
    { name: 'Period_End', required: true },
    { name: 'Account_No_From', required: false },
    { name: 'Account_No_To', required: false },
  ],
  columns: [
    ...['Base_No', 'Account_No', 'Abbreviated_Name', 'Account_Name', 'Beginning_Balance', 'Debit', 'Credit'],
    ...['Ending_Balance', 'PCN_Name', 'Report_Currency', 'Cost_Center_No', 'Location_No'],
  ],
  vital: 'Debit',
  numeric: 'Debit',
  answer: (ledger, inputs) => {
    const periods = askedPeriods(ledger, inputs);
    const accounts = askedAccounts(ledger, inputs);
    return { rowCount: accounts.length, rows: summaryRows(ledger, periods, accounts) };
  },
};

function askedPeriods(ledger: Ledger, inputs: Inputs): readonly LedgerPeriod[] {
  const [from, to] = [inputPeriod(inputs, 'Period_Start'), inputPeriod(inputs, 'Period_End')];
  if (to < from) throw new Rejection(`Period_End ${to} lies before Period_Start ${from}.`);
  const unknown = [from, to].find((each) => !ledger.at(each));
  if (unknown !== undefined) throw new Rejection(`Period ${unknown} does not exist.`);
  return ledgerPeriods(ledger, from, to).flatMap((each) => ledger.at(each) ?? []);
}

/** Limits are inclusive and compared as text, as the database behind Plex does. */
function askedAccounts({ accounts, books }: Ledger, inputs: Inputs): readonly number[] {
  const [from, to] = [inputText(inputs, 'Account_No_From'), inputText(inputs, 'Account_No_To')];
  if (!from && !to) return accounts;
  return accounts.filter((index) => {
    const number = books.accounts[index]?.number ?? '';
    return (!from || number >= from) && (!to || number <= to);
  });
}

function* summaryRows({ books }: Ledger, periods: readonly LedgerPeriod[], accounts: readonly number[]) {
  const beginning = periods[0]?.beginning;
  const { debits, credits } = sums(periods, books.accounts.length);
  const number = periods[0]?.period ?? 0;
  for (const index of accounts) {
    const account = books.accounts[index];
    if (!account) continue;
    const begin = beginning?.[index] ?? 0n;
    const debit = debits[index] ?? 0n;
    const credit = credits[index] ?? 0n;
    const centreAt = account.number.indexOf('-');
    const locationAt = account.number.indexOf('-', centreAt + 1);
    const salt = index + number;
    yield [
      centreAt < 0 ? account.number : account.number.slice(0, centreAt),
      account.number,
      index % 9 === 0 ? '' : account.name.slice(0, 20),
      account.name,
      amountText(begin, salt),
      amountText(debit, salt + 1),
      amountText(credit, salt + 2),
      amountText(begin + debit - credit, salt + 3),
      books.name,
      'USD',
      centreAt < 0 ? '' : account.number.slice(centreAt + 1, locationAt < 0 ? undefined : locationAt),
      locationAt < 0 ? '' : account.number.slice(locationAt + 1),
    ];
  }
}

function sums(periods: readonly LedgerPeriod[], count: number) {
  const debits = new BigInt64Array(count);
  const credits = new BigInt64Array(count);
  for (const { movements } of periods) {
    movements.accounts.forEach((account, line) => {
      debits[account] = (debits[account] ?? 0n) + (movements.debits[line] ?? 0n);
      credits[account] = (credits[account] ?? 0n) + (movements.credits[line] ?? 0n);
    });
  }
  return { debits, credits };
}
