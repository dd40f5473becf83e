// The comparison with Plex's own export, on a real company in a real warehouse.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareFile } from '../../../compare-file.ts';
import { type Company, useRules } from '../rules/kit.ts';
import type { Comparison } from './compare.ts';

const rules = useRules();
let company: Company;
let run: number;

const header =
  'Period,Category Type,Category Name,Sub Category Name,No,Name,Current Debit/(Credit),YTD Debit/(Credit),';
/** A line as Plex writes it: quoted, with a comma behind the last field. */
const line = (period: string, account: string, current: string, ytd: string): string =>
  `"${period}","Asset","Current, other","Cash","${account}","Name of ""${account}""",${current},${ytd},`;

async function compare(lines: readonly string[], more: { readonly run?: number; readonly head?: string } = {}) {
  const file = join(company.world.folder, 'plex.csv');
  await writeFile(file, `${[more.head ?? header, ...lines].join('\r\n')}\r\n`);
  const wish = { file, company: company.number, ...(more.run !== undefined && { run: more.run }) };
  return compareFile(company.world.database, wish);
}

/** What Plex's export says of January when it agrees with the books. */
const january = [
  line('01-2024', 'A', '10', '110'),
  line('01-2024', 'L', '20', '-80'),
  line('01-2024', 'B', '-30', '-30'),
];

beforeAll(async () => {
  company = await rules().company({
    accounts: { A: 'Asset', B: 'Asset', L: 'Liability', X: 'Expense', RE: { kind: 'Equity', retained: true } },
    entries: [
      ['2023-11-10', { A: '100', L: '-100' }],
      ['2024-01-10', { A: '10', L: '20', B: '-30' }],
      ['2024-02-10', { A: '0.02', X: '6353429.9', B: '-6353429.92' }],
    ],
  });
  run = (await company.report({ from: 202401, to: 202402 })).id;
});

const count = ({ rows, differences, missing, onlyOurs }: Comparison) => ({
  rows,
  differences: differences.found,
  missing: missing.found,
  onlyOurs: onlyOurs.found,
});

describe("Plex's export", () => {
  it('rule 36: rows of the period Total are not looked at: 10 + 20 with a Total of 30 is 30, not 60', async () => {
    const total = [line('Total', 'A', '10', '0'), line('Total', 'L', '20', '0'), line('Total', 'B', '-30', '0')];
    const found = await compare([...january, ...total]);
    expect(found).toMatchObject({ equal: true, rows: 3 });
  });

  it('rule 36: the empty field behind the last comma is ignored, and may be left out', async () => {
    const bare = [header, ...january].map((each) => each.slice(0, -1));
    expect(await compare(bare.slice(1), { head: bare[0] ?? '' })).toEqual(await compare(january));
  });

  it('rule 36: scientific notation and binary noise are read exactly', async () => {
    const lines = [
      line('02-2024', 'A', '2.00000000186265E-02', '1.1002E+2'),
      line('02-2024', 'X', '6353429.89999998', '6353429.9'),
    ];
    expect(count(await compare(lines))).toMatchObject({ rows: 2, differences: 0, missing: 0 });
  });

  it('rule 36: rows are joined on label and account: the same account in another period is another row', async () => {
    const found = await compare([line('01-2024', 'A', '10', '110'), line('02-2024', 'A', '10', '110.02')]);
    expect(found.differences).toEqual({
      found: 1,
      first: [{ period: '02-2024', account: 'A', amount: 'current', ours: '0.02000', theirs: '10.00000' }],
    });
  });

  it('rule 36: what a run has delivered can be compared too', async () => {
    expect(await compare(january, { run })).toEqual({ ...(await compare(january)), run });
    await expect(compare(january, { run: 99_999 })).rejects.toMatchObject({ code: 'REQUEST_RUN_UNKNOWN' });
    const { pool } = company.world.database;
    const old = await pool.query<{ id: number }>(
      `insert into record.run (report, company, parameters, scope_hash, status)
       select report, company, parameters, 'old', status from record.run where id = $1 returning id`,
      [run],
    );
    const refused = compare(january, { run: old.rows[0]?.id ?? 0 });
    await expect(refused).rejects.toThrow('is too old: its numbers are no longer kept');
  });
});

describe('the tolerance', () => {
  it('rule 37: 100.00 and 100.01 are equal, 100.00 and 100.02 are not', async () => {
    const plex = (ytd: string) => [line('11-2023', 'A', '100', ytd)];
    expect(count(await compare(plex('100.01')))).toMatchObject({ differences: 0 });
    expect(count(await compare(plex('100.01000000000001')))).toMatchObject({ differences: 0 });
    const found = await compare(plex('100.02'));
    expect(found.equal).toBe(false);
    expect(found.differences.first).toEqual([
      { period: '11-2023', account: 'A', amount: 'ytd', ours: '100.00000', theirs: '100.02000' },
    ]);
  });
});

describe('completeness', () => {
  it("rule 38: an account of Plex's that is missing in ours is an error", async () => {
    const found = await compare([...january, line('01-2024', 'GONE', '0', '0')]);
    expect(found.equal).toBe(false);
    expect(found.missing).toEqual({ found: 1, first: [{ account: 'GONE', periods: 1 }] });
  });

  it("rule 38: an account of ours that is missing in Plex's is information", async () => {
    const found = await compare(january);
    expect(found.equal).toBe(true);
    expect(found.onlyOurs).toEqual({
      found: 2,
      first: [
        { account: 'RE', periods: 1 },
        { account: 'X', periods: 1 },
      ],
    });
  });

  it('rule 38: a period that is not stored is named', async () => {
    const found = await compare([...january, line('01-1999', 'A', '0', '0')]);
    expect(found).toMatchObject({ equal: false, unknownPeriods: ['01-1999'] });
  });
});

describe('a file that cannot be compared', () => {
  it.each([
    ['is not the export', [], 'Period,Account', /plex\.csv:1: column 2 is "Account" and not "Category Type"/],
    [
      'has an amount that is none',
      [...january, line('02-2024', 'A', '"1,5"', '0')],
      header,
      /plex\.csv:5: "1,5" is not an amount/,
    ],
    [
      'has a line with too many fields',
      [...january, `${line('02-2024', 'A', '1', '0')}x,y`],
      header,
      /plex\.csv:5: extra data/,
    ],
    [
      'has an account twice in a period',
      [...january, ...january],
      header,
      /plex\.csv:5: account A comes twice in 01-2024/,
    ],
    ['has a row without a period', [line('', 'A', '1', '0')], header, /plex\.csv:2: the period is empty/],
  ])('that %s is refused with file, line and reason', async (_, lines, head, message) => {
    await expect(compare(lines, { head })).rejects.toThrow(message);
  });

  it('that has nothing to compare is refused: it would prove nothing', async () => {
    await expect(compare([])).rejects.toThrow('there is no row to compare');
    await expect(compare([line('Total', 'A', '10', '0')])).rejects.toThrow('there is no row to compare');
  });

  it('that is not there is refused by name', async () => {
    const wish = { file: join(company.world.folder, 'none.csv'), company: company.number };
    await expect(compareFile(company.world.database, wish)).rejects.toThrow(
      /none\.csv: the file cannot be read \(ENOENT\)/,
    );
  });
});
