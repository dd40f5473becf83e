// docs/reports/trial-balance.md says what the report does: columns, sheets, steps, checks, data sources, tables, own books.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trialBalanceSources } from '../../runner/src/reports/trial-balance/data-sources.ts';
import { trialBalance } from '../../runner/src/reports/trial-balance/index.ts';
import { trialBalanceColumns } from '../../runner/src/reports/trial-balance/sheets.ts';
import { readCsvBooks } from '../../sandbox/src/plex/csv-books.ts';
import { dataSources } from '../../sandbox/src/plex/data-sources.ts';
import { codeIn, rowsOf } from './pages.ts';
import { matching, read, root } from './tree.ts';

const page = 'docs/reports/trial-balance.md';
const rows = rowsOf(page);
const under = (heading: string) => rows.filter((row) => row.heading === heading).map(({ cells }) => cells);
const marksIn = (cell: string | undefined) => [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? '');

describe(page, () => {
  it('has the columns of the sheet, in order', () => {
    const told = under('The workbook')
      .map(([cell]) => codeIn(cell))
      .filter(Boolean);
    expect(told).toEqual(trialBalanceColumns.map(({ header }) => header));
  });

  it('has the eight steps, in order', () => {
    expect(under('The eight steps').map(([cell]) => codeIn(cell))).toEqual(
      trialBalance.description.steps.map(({ name }) => name),
    );
  });

  it('has each check, with its kind', () => {
    const texts = matching(/^runner\/src\/reports\/trial-balance\/checks(\/[a-z-]+)?\.ts$/)
      .filter((file) => !file.includes('.test.'))
      .map(read);
    const written = texts.flatMap((text) =>
      [...text.matchAll(/\bid: '([a-z-]+)',\s+title: [^\n]+\s+severity: '([a-z]+)'/g)].map(([, id, kind]) => [
        id,
        kind,
      ]),
    );
    const told = under('The checks').map(([id, kind]) => [codeIn(id), kind === 'note' ? 'info' : kind]);
    expect(told.toSorted()).toEqual(written.toSorted());
  });

  it('has the contract of each data source: key, name, columns', () => {
    const told = under('The data sources').map(([, name, key, , columns]) => [key, codeIn(name), marksIn(columns)]);
    const read = trialBalanceSources({}).map(({ key, name, columns }) => [
      key,
      name,
      columns.map((column) => column.name),
    ]);
    expect(told).toEqual(read);
  });

  it('has the inputs that the sandbox knows for each data source', () => {
    for (const [, , key, inputs] of under('The data sources')) {
      const known = dataSources.get(Number(key))?.inputs.map((input) => input.name);
      expect(marksIn(inputs), key).toEqual(known);
    }
  });

  it('has every table and view of the warehouse', () => {
    const migrations = matching(/^core\/src\/node\/migrations\/.*\.sql$/)
      .map(read)
      .join('\n');
    const made = new Set([...migrations.matchAll(/^create (?:table|view) (plex\.\w+)/gm)].map((found) => found[1]));
    expect(
      under('The tables')
        .map(([cell]) => codeIn(cell))
        .toSorted(),
    ).toEqual([...made].toSorted());
  });
});

describe('docs/examples/books', () => {
  const folder = join(root, 'docs/examples/books');

  it('are books that the sandbox can serve, and they balance', () => {
    const { books, warnings } = readCsvBooks(folder, 111111);
    expect(warnings).toEqual([]);
    expect(books.accounts).toHaveLength(6);
  });

  it('hold files whose formats the page describes', () => {
    const described = under('Own books').map(([cell]) => codeIn(cell));
    expect(described).toEqual(expect.arrayContaining(readdirSync(folder)));
  });
});
