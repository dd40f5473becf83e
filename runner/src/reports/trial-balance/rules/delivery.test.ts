// Rules of what people get: the age of the numbers, what has changed, the size, failures in words, and no secrets anywhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRunnerProcess } from '../../../../../test/kit/runner-process.ts';
import { openWorld, type TestWorld } from '../../../../../test/kit/world.ts';
import type { LittleBooks } from './books.ts';
import { companyEnvironment, useRules } from './kit.ts';
import { cells, openWorkbook, sheetXml, workbookBytes } from './workbook.ts';

const rules = useRules();

const books = (rent: string): LittleBooks => ({
  accounts: { BANK: 'Asset', RE: { kind: 'Equity', retained: true }, RENT: 'Expense', SPARE: 'Asset' },
  entries: [
    ['2024-12-10', { RENT: '90', BANK: '-90' }],
    ['2025-01-10', { RENT: rent, BANK: `-${rent}` }],
    ['2025-03-10', { SPARE: '5', BANK: '-5' }],
  ],
});
const today = '2025-04-20';

it('rule 41: the Run sheet says when closed and open periods were read, and how old they may be', async () => {
  const company = await rules().company(books('100'), today);
  const view = await company.report({ from: 202501, to: 202504 });
  const lines = await cells(company, view.id, 'Run');
  const line = (what: string) => lines.find((row) => row.includes(what))?.join(' | ') ?? '';
  const moment = /read at \d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
  expect(line('Closed periods')).toMatch(/2024-04 to 2025-02/);
  expect(line('Closed periods')).toMatch(moment);
  expect(line('Closed periods')).toContain('up to 4 h old');
  expect(line('Open periods')).toMatch(/2025-03 to 2025-04/);
  expect(line('Open periods')).toMatch(moment);
  expect(line('Open periods')).toContain('live');
});

it('rule 42: rent of January 100 → 130 is one changed movement of rent and changed balances in all later months', async () => {
  const company = await rules().company(books('100'), today);
  const asked = { from: 202412, to: 202504 };
  const first = await company.report(asked);
  await company.rewrite(books('130'));
  const second = await company.report(asked);
  const third = await company.report(asked);
  const [before, after, same] = [first, second, third].map(({ checks }) => checks.find(({ id }) => id === 'changes'));
  expect(before?.summary).toBe('This is the first report of these periods.');
  expect(after?.summary).toBe(`Since run ${first.id}: 2 movements and 8 balances changed.`);
  expect(after?.differences.filter(({ account }) => account === 'RENT')).toEqual([
    {
      account: 'RENT',
      period: 202501,
      ours: '130.00000',
      theirs: '100.00000',
      note: `movement; theirs: run ${first.id}`,
    },
    ...[202502, 202503, 202504].map((period) => ({
      ...{ account: 'RENT', period, ours: '130.00000', theirs: '100.00000', note: `balance; theirs: run ${first.id}` },
    })),
  ]);
  expect(same?.summary).toBe(`Nothing has changed since run ${second.id}.`);
});

it('rule 42: other periods are compared where they are in common, and with a report of the same person first', async () => {
  const company = await rules().company(books('100'), today);
  const dana = await company.report({ from: 202501, to: 202503, requester: 'dana' });
  await company.rewrite(books('130'));
  await company.report({ from: 202502, to: 202504, requester: 'omar' });
  const next = await company.report({ from: 202502, to: 202504, requester: 'dana' });
  const changes = next.checks.find(({ id }) => id === 'changes');
  expect(changes?.summary).toBe(`Since run ${dana.id} in 2025-02 to 2025-03: 0 movements and 4 balances changed.`);
  expect(changes?.differences.map(({ account, period }) => [account, period])).toEqual([
    ['BANK', 202502],
    ['RENT', 202502],
    ['BANK', 202503],
    ['RENT', 202503],
  ]);
});

it('rule 42: what shares the most periods is compared, counted in the calendar: across the end of a year as within it', async () => {
  const company = await rules().company(books('100'), today);
  await company.report({ from: 202412, to: 202501 });
  const three = await company.report({ from: 202502, to: 202504 });
  await company.rewrite(books('130'));
  const next = await company.report({ from: 202412, to: 202504 });
  expect(next.checks.find(({ id }) => id === 'changes')?.summary).toBe(
    `Since run ${three.id} in 2025-02 to 2025-04: 0 movements and 6 balances changed.`,
  );
});

it('rule 42: the last three reports of the same periods stay comparable, and of a company no more than 288 periods in all', async () => {
  const company = await rules().company(books('100'), today);
  const { pool } = company.world.database;
  const asked = { from: 202501, to: 202502 };
  const runs: number[] = [];
  for (let time = 1; time <= 4; time += 1) runs.push((await company.report(asked)).id);
  const kept = async () => {
    const { rows } = await pool.query<{ run: number }>(
      `select distinct run from plex.delivered_period join record.run on id = run where company = $1 order by run`,
      [company.number],
    );
    return rows.map(({ run }) => run);
  };
  expect(await kept()).toEqual(runs.slice(1));
  // A long one, as of many years: with it there is room for the newest alone.
  await pool.query(`insert into plex.delivered_period select $1, n, '{}', '{}', '{}' from generate_series(1, 284) n`, [
    runs[3],
  ]);
  const later = await company.report({ from: 202503 });
  expect(await kept()).toEqual([runs[3], later.id]);
  await pool.query('delete from plex.delivered_period where run = $1', [runs[3]]);
  const { checks } = await company.report(asked);
  expect(checks.find(({ id }) => id === 'changes')).toMatchObject({
    passed: true,
    summary: `Not compared: the numbers of run ${runs[3]} are no longer kept.`,
  });
});

it('rule 45: a failure names step, company, period and a readable reason; later steps do not run; nothing is sent', async () => {
  const company = await rules().company(books('100'), today);
  await company.fault('error-true', { key: 4814, after: 1 });
  const view = await company.attempt({ from: 202501, to: 202504, settings: { PLEX_CONCURRENCY: '1' } });
  expect(view).toMatchObject({ status: 'failed', company: company.number, workbook: null, verdict: null });
  expect(view.failure).toMatchObject({
    code: 'PLEX_FAULT',
    step: 'AccountActivitySummaryGetOpenPeriodRange',
    move: expect.stringContaining('Read the message of Plex'),
  });
  for (const part of [
    String(company.number),
    '2025-04',
    'Account_Activity_Summary_xPCN_Get',
    'sandbox fault error-true',
  ]) {
    expect(view.failure?.message).toContain(part);
  }
  expect(view.steps.map(({ status }) => status)).toEqual([
    ...Array(5).fill('done'),
    'failed',
    ...Array(4).fill('pending'),
  ]);
  const { rows } = await company.world.database.pool.query('select from record.delivery where run = $1', [view.id]);
  expect(rows).toEqual([]);
});

describe('a company of full size', () => {
  let world: TestWorld;
  beforeAll(async () => {
    // 25 of them come into being in a December that is still ahead.
    world = await openWorld({ accounts: 4_944, firstPeriod: 202301 });
    await world.runner();
  });
  afterAll(() => world.close());

  it('rule 44: 4,919 accounts over 13 months are 63,947 rows and a header', async () => {
    const view = await world.report({ from: 202304, to: 202404 });
    expect(view.failure).toBeNull();
    const sheet = await sheetXml({ world }, view.id, 2);
    expect(sheet.match(/<row /g)).toHaveLength(63_947 + 1);
    expect(sheet).not.toContain('<row r="63949"');
  });
});

describe('secrets', () => {
  it("rule 46: user and password of a company's Plex account are in no record, log, file name or workbook", async () => {
    const company = await rules().company(books('100'), today);
    const { user = '', password = '' } = company.plex().companies[0] ?? {};
    const environment = companyEnvironment(company.number, company.plex(), { REPSYS_TODAY: today, LOG_LEVEL: 'trace' });
    const runner = await startRunnerProcess(company.world, 'watched', environment);
    try {
      company.plex().setToday(today);
      const ask = { company: company.number, from: 202501, to: 202504 };
      await company.fault('http-401', { key: 18001 });
      const failed = await company.world.ended(await company.world.ask(ask));
      const view = await company.world.ended(await company.world.ask(ask));
      expect([failed.failure?.code, view.status]).toEqual(['PLEX_REJECTED', 'succeeded']);
      const { parts } = await openWorkbook(company, view.id);
      const written = [
        runner.lines.join('\n'),
        await everyRecord(company.world),
        view.workbook?.fileName,
        (await workbookBytes(company, view.id)).toString('latin1'),
        JSON.stringify(parts),
      ].join('\n');
      expect(runner.lines.length).toBeGreaterThan(10);
      const basic = Buffer.from(`${user}:${password}`).toString('base64');
      for (const secret of [password, basic]) expect(written).not.toContain(secret);
    } finally {
      await runner.end();
    }
  });
});

/** Everything in the tables of the record, as text. */
async function everyRecord({ database }: TestWorld): Promise<string> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'record'",
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.pool.query<{ text: string }>(`select each::text from ${name} each`);
    texts.push(...rows.map((row) => row.text));
  }
  return texts.join('\n');
}
