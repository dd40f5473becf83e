// Differences in order of size, exactly, and as a file for Excel.
import { describe, expect, it } from 'vitest';
import { cellOf, csvOf, type Row, sorted, usedColumns } from './differences.ts';

const rows: readonly Row[] = [
  { account: '1000', name: 'Cash', period: 202401, ours: '1.00', theirs: '1.01' },
  { account: '2000', name: 'Bank; "Ohio"', period: 202402, ours: '-900.5', theirs: '100' },
  { account: '=1+1', period: 202403, note: 'missing' },
  { account: '3000', period: 202401, ours: '120000000000000.00001', theirs: '0' },
];
const titles = {
  account: 'Account',
  name: 'Name',
  period: 'Period',
  ours: 'Ours',
  theirs: 'Theirs',
  difference: 'Difference',
  note: 'Note',
};

describe('differences', () => {
  it('are exact, to the last place', () => {
    expect(rows.map((row) => cellOf(row, 'difference'))).toEqual([
      '-0.01',
      '-1000.50',
      undefined,
      '120000000000000.00001',
    ]);
  });

  it('are sorted by size whatever the sign, and those without amounts come last either way', () => {
    const order = (by: 'ascending' | 'descending') =>
      sorted(rows, { by: 'difference', order: by }).map(({ account }) => account);
    expect(order('descending')).toEqual(['3000', '2000', '1000', '=1+1']);
    expect(order('ascending')).toEqual(['1000', '2000', '3000', '=1+1']);
  });

  it('have the columns that they need', () => {
    expect(usedColumns(rows.slice(0, 1))).toEqual(['account', 'name', 'period', 'ours', 'theirs', 'difference']);
    expect(usedColumns([{ note: 'x' }])).toEqual(['note']);
  });

  it('are a CSV file with numbers as numbers, and no formula of others', () => {
    expect(csvOf(rows.slice(1, 3), titles, { separator: ',', point: '.' }).split('\r\n')).toEqual([
      '\ufeff"Account","Name","Period","Ours","Theirs","Difference","Note"',
      '"2000","Bank; ""Ohio""","2024-02",-900.5,100,-1000.50,',
      `"'=1+1",,"2024-03",,,,"missing"`,
      '',
    ]);
  });

  it('are a CSV file for a German Excel', () => {
    const [, line] = csvOf(rows.slice(0, 1), titles, { separator: ';', point: ',' }).split('\r\n');
    expect(line).toBe('"1000";"Cash";"2024-01";1,00;1,01;-0,01');
  });
});
