// A run whose numbers do not tie, in the tab: every difference, the largest first, in any order, and as a file.
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './kit/chromium.ts';
import { openTabStage, type TabStage } from './kit/tab.ts';

describe.skipIf(!hasChromium())('a run that does not tie', { timeout: 300_000 }, () => {
  let stage: TabStage;
  let run: number;
  const found = 300;

  beforeAll(async () => {
    stage = await openTabStage();
    const { world } = stage;
    await world.fault('http-500', { times: 'all' });
    ({ id: run } = await world.report({ from: 202402 }));
    await world.clearFaults();
    const differences = Array.from({ length: found }, (_, at) => ({
      account: `1${String(at).padStart(4, '0')}`,
      period: 202402,
      ours: `${at + 1}.50`,
      theirs: '0',
    }));
    const check = {
      id: 'control',
      title: 'Open periods end where Plex ends',
      severity: 'blocking',
      passed: false,
      summary: '300 balances differ.',
      found,
      differences: differences.toReversed(),
      names: { 10299: 'Cash at bank' },
    };
    await world.database.pool.query('insert into record.check (run, number, result) values ($1, 1, $2)', [run, check]);
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.settle());

  const open = () => stage.inTeams(`?chat=no&sub=run/${run}`);

  it('tells its differences before its steps, open from the start, the largest first, with the account’s name', async () => {
    const { tab } = await open();
    const table = tab.getByRole('group', { name: /^Differences of/ });
    await table.getByRole('row').nth(1).waitFor();
    expect(await table.getByRole('row').nth(1).textContent()).toMatch(/^10299Cash at bank2024-02300\.500\.00300\.50/);
    const sections = await tab
      .getByRole('region', { name: /^(Checks|Steps)$/ })
      .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
    expect(sections).toEqual(['Checks', 'Steps']);
    expect(await tab.getByText(/sheet Checks/).count()).toBe(0);
  });

  it('shows them all, sorts them by any column, and gives them as a file', async () => {
    const { page, tab } = await open();
    const table = tab.getByRole('group', { name: /^Differences of/ });
    await tab.getByText('200 of 300 differences shown').waitFor();
    await tab.getByRole('button', { name: 'Show more' }).click();
    await tab.getByText('300 differences', { exact: true }).waitFor();
    const header = table.getByRole('columnheader', { name: 'Account' });
    await header.getByRole('button').press('Enter');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    expect(await table.getByRole('row').nth(1).textContent()).toMatch(/^10000/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      tab.getByRole('button', { name: 'Download all 300 as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect([lines.length, lines[1]]).toEqual([found + 1, '"10000",,"2024-02",1.50,0,1.50']);
  });
});
