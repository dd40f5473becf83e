// `npm run report` and `npm start` as a newcomer meets them: in processes of their own, on a folder of their own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkbook } from '../runner/src/workbook/testing/read-workbook.ts';
import { typescript } from '../sandbox/src/world/child.ts';
import { readSign } from '../sandbox/src/world/places.ts';

type Said = { readonly code: number | null; readonly out: string; readonly err: string };

const script = (name: string): string => fileURLToPath(new URL(`../sandbox/src/${name}.ts`, import.meta.url));

function start(name: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const { command, args: before } = typescript(script(name));
  const child = spawn(command, [...before, ...args], { env: { ...process.env, NO_COLOR: '1', ...environment } });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  return { child, said };
}

async function runScript(
  name: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Said> {
  const { child, said } = start(name, args, environment);
  const [code] = await once(child, 'close');
  return { ...said, code };
}

describe('npm run report', () => {
  let folder: string;
  let environment: Readonly<Record<string, string>>;
  beforeAll(async () => {
    folder = await openFolder('repsys-cli-');
    environment = {
      REPSYS_DATA: join(folder, 'data'),
      SANDBOX_ACCOUNTS: '60',
      SANDBOX_MOVING_ACCOUNTS: '12',
      REPSYS_TODAY: '2024-05-06',
    };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('without a world up: starts one, writes the workbook, tells the verdict, exits with 0, and leaves nothing running', async () => {
    const out = join(folder, 'tb.xlsx');
    const said = await runScript('report', ['TB', '2024-03', '--out', out], environment);
    expect(said.err).toMatch(/step 8 of 8 AccountPeriodBalanceRecreateOpenPeriodRange: done, \d+ rows/);
    expect(said.out).toMatch(/^TIED {2}.*tb\.xlsx$/m);
    expect(said.out).toMatch(/Time: .* from accepted to delivered/);
    expect(said.code).toBe(0);
    const { sheets } = await readWorkbook(out);
    expect(sheets.map((sheet) => sheet.name)).toEqual(['Summary', 'Trial Balance', 'Checks', 'Run']);
    expect(readSign(environment.REPSYS_DATA ?? '')).toBeUndefined();
    const postmaster = join(environment.REPSYS_DATA ?? '', 'postgres', 'data', 'postmaster.pid');
    await expect(stat(postmaster)).rejects.toThrow();
    await expect(stat(join(postmaster, '..', 'PG_VERSION'))).resolves.toBeDefined();
  });

  it('for the second company, over a year end, as JSON', async () => {
    const out = join(folder, 'second.xlsx');
    const said = await runScript(
      'report',
      ['TB', '2023-11..2024-02', '--company', '222222', '--json', '--out', out],
      environment,
    );
    const view = JSON.parse(said.out);
    expect(view).toMatchObject({ verdict: 'tied', company: 222222, path: out });
    expect(said.code).toBe(0);
  });

  it('of a period that is not there: says what there is, and exits with 1', async () => {
    const said = await runScript('report', ['TB', '2019-01'], environment);
    expect(said.out).toMatch(/FAILED REQUEST_PERIOD_UNAVAILABLE at AccountingPeriodRanges, company 111111/);
    expect(said.out).toMatch(/There are numbers from \d{4}-\d{2} to 2024-05/);
    expect(said.code).toBe(1);
  });

  it.each([
    [['TB'], /Name a report and its periods/],
    [['TB', '2024-03', '--today', '2024-02-30'], /existing day/],
    [['TB', '2024-03', '--wrong'], /wrong/],
  ])('with wrong arguments %j: says how to type it, starts nothing, exits with 2', async (args, message) => {
    const said = await runScript('report', args, environment);
    expect(said.err).toMatch(message);
    expect(said.err).toMatch(/Usage: npm run report/);
    expect(said.code).toBe(2);
  });

  it('of an unknown report or company: names those that there are, exits with 2', async () => {
    const unknown = await runScript('report', ['PL', '2024-03'], environment);
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringMatching(/There is: TB \(Trial balance\)/)]);
    const company = await runScript('report', ['TB', '2024-03', '--company', '7'], environment);
    expect([company.code, company.err]).toEqual([2, expect.stringMatching(/111111 \(Main plant\)/)]);
  });

  it("of a user's own books that do not balance: fails with the difference; --allow-untied delivers it stamped, exit 3", async () => {
    const books = join(folder, 'books');
    await writeBooks(books, '2024-03-05,10100,100.00,0\n2024-03-05,40000,0,99.50\n');
    const own = { REPSYS_DATA: join(folder, 'own'), SANDBOX_BOOKS: books, REPSYS_TODAY: '2024-05-06' };
    const failed = await runScript('report', ['TB', '2024-03'], own);
    expect(failed.out).toMatch(/FAILED LEDGER_OUT_OF_BALANCE at Checks/);
    expect(failed.out).toMatch(/2024-03 ours 0\.50, theirs 0\.00/);
    expect(failed.code).toBe(1);
    expect(failed.out).not.toMatch(/resume/);
    const [, run = ''] = /run (\d+) accepted/.exec(failed.err) ?? [];
    const again = await runScript('report', ['resume', run], own);
    // Plex is read again, since a correction may have been posted; what follows from the same numbers is kept.
    expect(again.err).toMatch(/step 5 of 8 AccountingBalanceAppendPeriodRange: done/);
    expect(again.err).toMatch(/step 7 of 8 AccountPeriodBalanceRecreatePeriodRange: skipped, kept from run/);
    expect(again.code).toBe(1);
    const out = join(folder, 'untied.xlsx');
    const untied = await runScript('report', ['TB', '2024-03', '--allow-untied', '--out', out], own);
    expect(untied.out).toMatch(/^NOT TIED/m);
    expect(untied.code).toBe(3);
    for (const sheet of (await readWorkbook(out)).sheets) expect(sheet.rows[0]?.[0]).toMatch(/^NOT TIED/);
  });

  it('of books that cannot be read: says file, line and reason, exits with 1', async () => {
    const books = join(folder, 'bad');
    await writeBooks(books, '2024-03-05,10100,abc,0\n');
    const said = await runScript('report', ['TB', '2024-03'], {
      REPSYS_DATA: join(folder, 'bad-data'),
      SANDBOX_BOOKS: books,
    });
    expect(said.err).toMatch(/journal\.csv.*2.*abc/);
    expect(said.code).toBe(1);
  });
});

describe('npm start', () => {
  it('brings the world up, makes the first report, says what to type, and ends at once at Ctrl-C with nothing left', async () => {
    const folder = await openFolder('repsys-start-');
    const data = join(folder, 'data');
    const world = start('start', [], { REPSYS_DATA: data, SANDBOX_ACCOUNTS: '60', SANDBOX_MOVING_ACCOUNTS: '12' });
    await until(
      () => world.said.out.includes('Everything is up'),
      () => world.said.out + world.said.err,
    );
    expect(world.said.out).toMatch(/TIED .*\.xlsx/);
    expect(world.said.out).toMatch(/npm run report -- TB 2024-03/);
    const pid = Number((await readFile(join(data, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    const twice = await runScript('start', [], { REPSYS_DATA: data });
    expect([twice.code, twice.err]).toEqual([1, expect.stringMatching(/already up/)]);
    const guest = await runScript('report', ['TB', '2024-03', '--out', join(folder, 'guest.xlsx')], {
      REPSYS_DATA: data,
    });
    expect(guest.code).toBe(0);
    expect(isAlive(pid)).toBe(true);
    world.child.kill('SIGINT');
    const [code] = await once(world.child, 'close');
    expect(code).toBe(0);
    expect(isAlive(pid)).toBe(false);
    const reset = await runScript('reset', [], { REPSYS_DATA: data });
    expect(reset.out).toMatch(/is empty/);
    await expect(stat(data)).rejects.toThrow();
    await rm(folder, { recursive: true, force: true });
  });
});

/** A folder that every user may walk into: PostgreSQL runs as another user when we are root. */
async function openFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

async function writeBooks(folder: string, journal: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const accounts =
    'account_no,account_name,category_type,category_name,sub_category_name,active,retained_earnings\n' +
    '10100,Cash,Asset,Current Assets,Cash,true,false\n40000,Sales,Revenue,Revenue,Sales,true,false\n30900,Retained earnings,Equity,Equity,,true,true\n';
  await writeFile(join(folder, 'accounts.csv'), accounts);
  await writeFile(join(folder, 'journal.csv'), `date,account_no,debit,credit\n${journal}`);
}

async function until(condition: () => boolean, describeState: () => string): Promise<void> {
  for (let waited = 0; waited < 90_000; waited += 50) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(describeState());
}
