// Books from CSV files: what is read, and how wrong files are refused with file and line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask } from './ask-plex.ts';
import { readCsvBooks } from './csv-books.ts';
import { CsvProblems } from './csv-table.ts';
import { openLedger } from './ledger.ts';
import { startPlexSandbox } from './server.ts';

let directory: string;
const chart = [
  'account_no,account_name,category_type,category_name,sub_category_name,active,retained_earnings',
  '10100-000-0000,Cash,Asset,Current Assets,Cash,true,',
  '20000-000-0000,"Payables, trade",Liability,Current Liabilities,Payables,true,',
  '30000-000-0000,Capital,Equity,,,true,false',
  '30900-000-0000,Retained,Equity,,,yes,true',
  '40000-000-0000,Sales,Revenue,Revenue,Sales,1,0',
  '60000-000-0000,Rent,expense,Overhead,Rent,no,',
];
// The example of rule 30 in one year: cash 1,500, payables −300, capital −1,000, sales −900, rent 700.
const journal = [
  'date,account_no,debit,credit,description',
  '2023-12-01,10100-000-0000,1500,,',
  '12/1/2023,20000-000-0000,,300,',
  '2023-12-01,30000-000-0000,0,1000.00,',
  '2023-12-15,40000-000-0000,,900,"said ""sold"""',
  '2023-12-15,60000-000-0000,700.00,0,',
  '2024-01-10,10100-000-0000,150,,',
  '2024-01-10,40000-000-0000,,250,',
  '2024-01-10,60000-000-0000,100,,',
];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'books-'));
  write('accounts.csv', chart);
  write('journal.csv', journal);
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, lines: readonly string[]): void {
  writeFileSync(join(directory, file), `${lines.join('\r\n')}\r\n`);
}

function refused(): readonly string[] {
  try {
    readCsvBooks(directory, 111111);
  } catch (error) {
    if (error instanceof CsvProblems) return error.problems;
    throw error;
  }
  throw new Error('the books were accepted');
}

function balances(today: string, period: number): readonly bigint[] {
  const { beginning, movements } = openLedger(readCsvBooks(directory, 111111).books, today).at(period) ?? {};
  const ending = [...(beginning ?? [])];
  movements?.accounts.forEach((account, line) => {
    ending[account] = (ending[account] ?? 0n) + (movements.debits[line] ?? 0n) - (movements.credits[line] ?? 0n);
  });
  return ending.map((amount) => amount / 100_000n);
}

describe('books from CSV files', () => {
  it('are served as one company named after the directory', async () => {
    const sandbox = await startPlexSandbox({ today: '2024-02-10', booksDirectory: directory });
    expect(sandbox.companies).toMatchObject([{ number: 111111, name: basename(directory) }]);
    expect(sandbox.source).toMatch(/^sandbox:books-[0-9a-f]{12}$/);
    const accounts = await ask(sandbox, 18002, { PCNs: 111111 });
    expect(accounts.rows.map((row) => [row.Account_Name, row.Category_Type, row.Active, row.Start_Period])).toEqual([
      ['Cash', 'Asset', 'True', '202312'],
      ['Payables, trade', 'Liability', 'True', '202312'],
      ['Capital', 'Equity', 'True', '202312'],
      ['Retained', 'Equity', 'True', '202401'],
      ['Sales', 'Revenue', 'True', '202312'],
      ['Rent', 'Expense', 'False', '202312'],
    ]);
    const periods = await ask(sandbox, 18003, { PCNs: 111111 });
    expect([periods.rows[0]?.Period, periods.rows.at(-1)?.Period, periods.rows[0]?.Period_Display]).toEqual([
      '202212',
      '202502',
      '12-2022',
    ]);
    await sandbox.close();
  });

  it('post the year close to the retained earnings account once the year is closed', () => {
    expect(balances('2024-02-10', 202401)).toEqual([1650n, -300n, -1000n, -200n, -250n, 100n]);
    expect(balances('2024-01-05', 202401)).toEqual([1500n, -300n, -1000n, 0n, 0n, 0n]);
  });

  it('may be reordered, carry a BOM and more columns than needed', () => {
    const expected = balances('2024-02-10', 202401);
    const turned = journal.map((line) => line.split(',').slice(0, 4).reverse().concat('more').join(','));
    write('journal.csv', [`\ufeff${turned[0]}`, ...turned.slice(1)]);
    expect(balances('2024-02-10', 202401)).toEqual(expected);
  });

  it('are the same source as long as the bytes are the same', () => {
    const { digest } = readCsvBooks(directory, 111111);
    expect(readCsvBooks(directory, 111111).digest).toBe(digest);
    write('journal.csv', [...journal, '']);
    expect(readCsvBooks(directory, 111111).digest).not.toBe(digest);
  });

  it('are served with one warning when the journal does not balance', () => {
    expect(readCsvBooks(directory, 111111).warnings).toHaveLength(1);
    write(
      'journal.csv',
      [journal[0] ?? '', '2024-01-02,10100-000-0000,5,', '2024-01-02,20000-000-0000,,5'].map((each) =>
        each.replace(',description', ''),
      ),
    );
    expect(readCsvBooks(directory, 111111).warnings).toEqual([]);
  });

  it('take their calendar from periods.csv when there is one', () => {
    write('periods.csv', [
      'status,period,begin_date,end_date,period_display',
      'closed,2023-12,2023-12-01,2023-12-30,FY23-12',
      'closed,202313,12/31/2023,12/31/2023,',
      'open,202401,2024-01-01,2024-01-31,',
    ]);
    const { books } = readCsvBooks(directory, 111111);
    expect(books.calendar('2024-01-15').map(({ period, display, open }) => [period, display, open])).toEqual([
      [202312, 'FY23-12', false],
      [202313, '13-2023', false],
      [202401, '01-2024', true],
    ]);
    expect(balances('2024-01-15', 202401)).toEqual([1650n, -300n, -1000n, -200n, -250n, 100n]);
  });
});

describe('files that cannot be read', () => {
  it('are refused with all problems by file and line', () => {
    write('accounts.csv', [
      ...chart,
      '10100-000-0000,Cash again,Asset,,,,',
      '70000,Odd,Income,,,maybe,true',
      ',No number,Asset,,,,',
    ]);
    write('journal.csv', [
      ...journal,
      '2024-02-30,10100-000-0000,1,,',
      '2024-02-01,99999,1,,',
      '2024-02-01,10100-000-0000,-1,,',
      '2024-02-01,10100-000-0000,1.234567,,',
      '2024-02-01,10100-000-0000,"1,000.00",,',
      '2024-02-01,10100-000-0000,0,,',
      '2024-02-01,10100-000-0000,1,000.00,,',
      '2024-02-01,10100-000-0000',
    ]);
    expect(refused()).toEqual([
      'accounts.csv:8: account 10100-000-0000 is there twice',
      'accounts.csv:9: category type "Income" is none of Asset, Liability, Equity, Revenue, Expense',
      'accounts.csv:9: a second retained_earnings account beside 30900-000-0000',
      'accounts.csv:9: active "maybe" is neither true nor false',
      'accounts.csv:10: account number "" has not 1 to 20 characters',
      'journal.csv:10: "2024-02-30" is not a date as 2024-03-31 or 3/31/2024',
      'journal.csv:11: account "99999" is not in accounts.csv',
      'journal.csv:12: debit -1 is negative; use the other side',
      'journal.csv:13: debit 1.234567 has more than 5 decimals',
      'journal.csv:14: debit "1,000.00" is not a plain decimal number',
      'journal.csv:15: debit and credit are both zero',
      'journal.csv:16: 6 fields where the header has 5',
      'journal.csv:17: 2 fields where the header has 5',
    ]);
  });

  it('are refused with twenty problems and the number of the others', () => {
    write('journal.csv', [...journal, ...Array.from({ length: 30 }, () => '2024-01-01,none,1,,')]);
    expect(refused()).toHaveLength(21);
    expect(refused().at(-1)).toBe('… and 10 more');
  });

  it('are refused when files or columns are missing or the bytes are no text', () => {
    write('journal.csv', ['date,account,debit', '2024-01-01,10100-000-0000,1']);
    expect(refused()).toEqual([
      'journal.csv:1: column account_no is missing',
      'journal.csv:1: column credit is missing',
      'journal.csv: there is no posting that can be used',
    ]);
    writeFileSync(join(directory, 'accounts.csv'), Buffer.from([0xff, 0xfe, 0x41, 0x00]));
    expect(refused()[0]).toBe('accounts.csv: the file is not UTF-8');
    rmSync(join(directory, 'journal.csv'));
    expect(refused()).toEqual([`journal.csv: there is no such file in ${directory}`]);
  });

  it('are refused when the calendar is wrong or leaves out a posting', () => {
    write('periods.csv', [
      'period,begin_date,end_date,status',
      '202312,2023-12-01,2023-12-31,closed',
      '202312,2023-12-01,2023-12-31,shut',
    ]);
    expect(refused()).toEqual([
      'periods.csv:3: status "shut" is neither open nor closed',
      'periods.csv:3: period 202312 is there twice',
      ...[7, 8, 9].map((line) => `journal.csv:${line}: no period of periods.csv contains 2024-01-10`),
    ]);
  });
});
