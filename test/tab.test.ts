// The tab in a real browser: in the stand-in for Teams and alone, on a real bot, record, queue and runner.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Calendar } from '@repsys/core';
import { keepConversations, publishCalendar, publishedCalendar, withClient } from '@repsys/core/node';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../sandbox/src/chat/people.ts';
import { hasChromium } from './kit/chromium.ts';
import { startSecret } from './kit/development.ts';
import { type OpenTab, openTabStage, type TabStage } from './kit/tab.ts';
import type { TestWorld } from './kit/world.ts';

type Tab = OpenTab['tab'];

describe.skipIf(!hasChromium())('in the tab', { timeout: 300_000 }, () => {
  let stage: TabStage;
  let world: TestWorld;

  beforeAll(async () => {
    stage = await openTabStage();
    world = stage.world;
  });
  afterAll(() => stage?.close());
  afterEach(async () => {
    await world.clearFaults();
    await stage.settle();
  });

  const inTeams = (query?: string, width?: number) => stage.inTeams(query, width);
  const alone = (hash?: string, width?: number) => stage.alone(hash, width);
  const choosePeriod = async (tab: Tab, period: string) => {
    for (const name of ['First period', 'Last period']) {
      await tab.getByRole('combobox', { name }).click();
      await tab.getByRole('option', { name: period }).click();
    }
  };
  const press = (tab: Tab, name: string) => tab.getByRole('button', { name, exact: true }).click();
  const goTo = (tab: Tab, name: string) => tab.getByRole('tab', { name, exact: true }).click();
  /** The badge of the run that is open. */
  const outcome = (tab: Tab, text: string) =>
    tab
      .getByRole('region', { name: /^Run \d+$/ })
      .getByText(text, { exact: true })
      .first()
      .waitFor();
  const runOf = async (tab: Tab): Promise<number> => {
    const label = await tab.getByRole('region', { name: /^Run \d+$/ }).getAttribute('aria-label');
    return Number(label?.replace('Run ', ''));
  };
  const focused = (page: Page): Locator => page.locator(':focus');

  it('a report is asked for by a form, moves live, is found in the archive, and its download is the file of the record', async () => {
    const { page, tab } = await inTeams();
    await choosePeriod(tab, '2024-02');
    await world.fault('slow', { times: 3, delayMs: 700 });
    await press(tab, 'Run');
    await tab
      .getByText(/^Step \d+ of \d+/)
      .first()
      .waitFor();
    await outcome(tab, 'Tied');
    const run = await runOf(tab);
    await goTo(tab, 'Archive');
    await tab.getByRole('button', { name: `Trial balance 2024-02, run ${run}` }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), press(tab, 'Download')]);
    const bytes = await readFile(await download.path());
    const { rows } = await world.database.pool.query('select file_name, sha256 from record.workbook where run = $1', [
      run,
    ]);
    expect({
      file_name: download.suggestedFilename(),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    }).toEqual(rows[0]);
  });

  it('a failed run says where it stopped and whose move it is, and a new attempt goes on from there', async () => {
    const { tab } = await inTeams();
    await choosePeriod(tab, '2024-01');
    await world.fault('http-500', { times: 'all' });
    await press(tab, 'Run');
    await tab.getByText(/It stopped at “/).waitFor();
    await tab.getByText(/The operators’ move/).waitFor();
    const failed = await runOf(tab);
    await world.clearFaults();
    await press(tab, 'Resume');
    await outcome(tab, 'Tied');
    await tab.getByText(`run ${failed}`, { exact: true }).waitFor();
  });

  it('a run at work can be cancelled from the queue', async () => {
    const { tab } = await inTeams('?sub=queue');
    await tab.getByText('The queue is empty').waitFor();
    await world.fault('slow', { times: 'all', delayMs: 2_000 });
    const run = await world.ask({ from: 202312 });
    await world.ring(run);
    await tab.getByRole('button', { name: `Trial balance 2023-12, run ${run}` }).click();
    await press(tab, `Cancel, run ${run}`);
    await outcome(tab, 'Cancelled');
    await tab.getByText('The queue is empty').waitFor();
    expect((await world.ended(run)).status).toBe('cancelled');
  });

  it('whoever asks for what waits already is told so, joins, and is served too', async () => {
    await world.fault('slow', { times: 'all', delayMs: 2_500 });
    await world.ring(await world.ask({ from: 202310, requester: 'Omar Farouk' }));
    const run = await world.ask({ from: 202311, requester: 'Omar Farouk' });
    await world.ring(run);
    const { tab } = await inTeams();
    await choosePeriod(tab, '2023-11');
    await tab.getByText(`Omar Farouk asked for the same. Join run ${run}`).waitFor();
    await press(tab, 'Join the run');
    await tab.getByText(`You have joined run ${run}.`).first().waitFor();
    await world.clearFaults();
    await outcome(tab, 'Tied');
    await tab.getByText('Download · Dana Reyes').waitFor();
    expect(await runOf(tab)).toBe(run);
  });

  it('follows the theme of Teams', async () => {
    const { page, tab } = await inTeams('?theme=dark');
    const theme = (name: string) => tab.locator(`[data-theme="${name}"]`).waitFor();
    await theme('dark');
    await page.selectOption('#theme', 'contrast');
    await theme('contrast');
    await page.selectOption('#theme', 'default');
    await theme('default');
  });

  it('opens the run that a link from Teams names', async () => {
    const { tab } = await inTeams('?sub=run/1');
    await tab.getByRole('heading', { name: 'Trial balance 2024-01 to 2024-03' }).waitFor();
    expect(await tab.getByRole('tab', { name: 'Archive' }).getAttribute('aria-selected')).toBe('true');
  });

  it('asks for a missing agreement, survives a refusal, and goes on when it is given', async () => {
    const { page, tab } = await inTeams('?consent=no');
    await press(tab, 'Agree and go on');
    await page.getByRole('button', { name: 'Refuse' }).click();
    await tab.getByText('The agreement was not given').waitFor();
    await press(tab, 'Agree and go on');
    await page.getByRole('button', { name: 'Agree' }).click();
    await tab.getByRole('heading', { name: 'Ask for a report' }).waitFor();
  });

  it('goes on when a slow Teams answers after the page has said that it waits', async () => {
    const { page, tab } = await inTeams('?slow=yes');
    await tab.getByRole('heading', { name: 'Teams has not answered yet' }).waitFor();
    await page.evaluate(`dispatchEvent(new Event('answer'))`);
    await tab.getByRole('heading', { name: 'Ask for a report' }).waitFor();
  });

  it('says what to check where signing in is not set up, and goes on when it is', async () => {
    const { page, tab } = await inTeams('?refuses=resourceDisabled');
    await tab.getByRole('heading', { name: 'Signing in is not set up' }).waitFor();
    await tab.getByText('“resourceDisabled”').waitFor();
    await page.evaluate(`dispatchEvent(new Event('answer'))`);
    await press(tab, 'Try again');
    await tab.getByRole('heading', { name: 'Ask for a report' }).waitFor();
  });

  it('a sign-in that fails for the moment says so and goes on by itself', async () => {
    const { page, tab } = await inTeams('?refuses=FailedToGetToken');
    await tab.getByText('Teams could not sign you in just now (FailedToGetToken)').waitFor();
    await page.evaluate(`dispatchEvent(new Event('answer'))`);
    await tab.getByRole('heading', { name: 'Ask for a report' }).waitFor();
  });

  it('says that it is outside Teams, and does not wait for a host that never answers', async () => {
    const page = await stage.openPage(stage.host.url);
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate(`void window.open('${stage.botUrl}/tab/?as=rita#development=${startSecret}')`),
    ]);
    await popup.getByText('Signed in for development as rita.').waitFor();
    await popup.getByRole('heading', { name: 'Ask for a report' }).waitFor();
    expect(popup.url()).not.toContain(startSecret);
    const stranger = await stage.openPage(`${stage.botUrl}/tab/?as=rita`);
    await stranger.getByText('Open this page in Microsoft Teams').waitFor();
  });

  /** Goes on with the key Tab until the keyboard is there. */
  const tabTo = async (page: Page, target: Locator) => {
    await target.waitFor();
    for (let moves = 0; moves < 40; moves += 1) {
      if (await target.evaluate((element) => element.matches(':focus'))) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('The keyboard does not get there.');
  };

  it('a report can be asked for and looked at with the keyboard alone', async () => {
    const { page, tab } = await alone();
    await tab.getByText(/^Usually takes/).waitFor();
    await tabTo(page, tab.getByRole('combobox', { name: 'First period' }));
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await tabTo(page, tab.getByRole('button', { name: 'Run', exact: true }));
    await page.keyboard.press('Enter');
    await outcome(tab, 'Tied');
    const run = await runOf(tab);
    expect(await focused(page).textContent()).toMatch(/^Trial balance/);
    await tabTo(page, tab.getByRole('tab', { name: 'Queue' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const link = tab.getByRole('button', { name: new RegExp(`, run ${run}$`) });
    await tabTo(page, link);
    await page.keyboard.press('Enter');
    await outcome(tab, 'Tied');
    await page.keyboard.press('Escape');
    await tab.getByRole('region', { name: `Run ${run}` }).waitFor({ state: 'detached' });
    expect(await focused(page).getAttribute('id')).toBe(`open-run-${run}`);
  });

  it('a run can be opened in the queue and cancelled with the keyboard alone', async () => {
    await world.fault('slow', { times: 'all', delayMs: 2_000 });
    const run = await world.ask({ from: 202308 });
    await world.ring(run);
    const { page, tab } = await alone('#/queue');
    await tabTo(page, tab.getByRole('button', { name: `Trial balance 2023-08, run ${run}` }));
    await page.keyboard.press('Enter');
    await tab.getByRole('region', { name: 'Steps' }).waitFor();
    await page.keyboard.press('Escape');
    await tabTo(page, tab.getByRole('button', { name: `Cancel, run ${run}` }));
    await page.keyboard.press('Enter');
    await tab.getByText('The run is asked to stop.').first().waitFor();
    expect((await world.ended(run)).status).toBe('cancelled');
  });

  it('the archive can be sorted, and a file downloaded, with the keyboard alone', async () => {
    const { page, tab } = await alone('#/archive');
    const header = tab.getByRole('columnheader', { name: 'Run' });
    await tabTo(page, header.getByRole('button'));
    await page.keyboard.press('Enter');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    expect(await focused(page).textContent()).toBe('Run');
    await tabTo(page, tab.getByRole('button', { name: 'Trial balance 2024-01 to 2024-03, run 1', exact: true }));
    await page.keyboard.press('Enter');
    await outcome(tab, 'Tied');
    await tabTo(page, tab.getByRole('button', { name: 'Download' }));
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
    await tab.getByText(`The download of ${download.suggestedFilename()} has started.`).first().waitFor();
  });

  it.each(['android', 'ios'])('on %s the file is sent to the chat, and no download is offered', async (client) => {
    const dana = people[0]?.aadObjectId ?? '';
    const chat = { id: `chat with ${dana}`, kind: 'personal', person: dana, reference: {}, team: null } as const;
    await keepConversations(world.database, [chat]);
    const { tab } = await inTeams(`?sub=run/1&client=${client}`, 360);
    await tab.getByText('Teams cannot download a file on this device.').waitFor();
    expect(await tab.getByRole('button', { name: 'Download' }).count()).toBe(0);
    await press(tab, 'Send to my chat');
    await tab.getByText('The file is on its way to your chat').first().waitFor();
  });

  it('a page says that it is stale while the server is away, and hears again when it is back', async () => {
    const { tab } = await inTeams('?sub=queue');
    await tab.getByText('Live', { exact: true }).waitFor();
    stage.announce(/WebSocket|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET/);
    await stage.stopBot();
    await tab
      .getByText(/Live updates are interrupted|The server does not answer/)
      .first()
      .waitFor();
    await world.fault('slow', { times: 'all', delayMs: 1_500 });
    const run = await world.ask({ from: 202310 });
    await world.ring(run);
    await stage.startBot();
    await tab.getByText('Live', { exact: true }).waitFor();
    await tab.getByRole('button', { name: `Trial balance 2023-10, run ${run}` }).waitFor();
    await world.clearFaults();
    await tab.getByText('The queue is empty').waitFor();
  });

  it('what is no period is said at its field, before anything is sent', async () => {
    const { tab } = await inTeams();
    await tab.getByRole('combobox', { name: 'Company' }).click();
    await tab.getByRole('option', { name: '222222' }).click();
    await tab.getByText('The calendar is not known before the first run').waitFor();
    await tab.getByRole('textbox', { name: 'First period' }).fill('2024-15');
    await tab.getByText('“2024-15” is not a period.').waitFor();
    await press(tab, 'Run');
    await tab.getByText('“2024-15” is not a period.').waitFor();
    expect(await tab.getByRole('textbox', { name: 'First period' }).getAttribute('aria-invalid')).toBe('true');
    await tab.getByRole('textbox', { name: 'First period' }).fill('2024-03');
    await tab.getByText('“2024-15” is not a period.').waitFor({ state: 'detached' });
  });

  it('what only the server can know is said at its field', async () => {
    stage.announce(/^answer 422|^console error: Failed to load resource.*422/);
    const company = world.plex.companies[0]?.number ?? 0;
    const calendar = await publishedCalendar(world.database, company);
    const publish = (lines: Calendar) =>
      withClient(world.database, (client) => publishCalendar(client, company, lines));
    const { tab } = await inTeams();
    await choosePeriod(tab, '2023-02');
    await tab.getByText(/^Usually takes/).waitFor();
    await publish(calendar.filter(({ period }) => period > 202312));
    await press(tab, 'Run');
    const field = tab.getByRole('combobox', { name: 'First period' });
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    const [message] = ((await field.getAttribute('aria-describedby')) ?? '').split(' ');
    expect(await tab.locator(`[id="${message}"]`).textContent()).toContain('2024-01');
    await publish(calendar);
    await press(tab, 'Run');
    await outcome(tab, 'Tied');
  });

  it('the archive keeps in its address how it is narrowed down and sorted, over links, reload and “back”', async () => {
    await world.fault('http-500', { times: 'all' });
    const { id } = await world.report({ from: 202307, requester: 'Nora Lind' });
    await world.clearFaults();
    const { page, tab } = await alone('#/archive?result=failed');
    const row = tab.getByRole('button', { name: `Trial balance 2023-07, run ${id}` });
    await row.waitFor();
    await tab.getByRole('searchbox', { name: 'Asked by' }).fill('lind');
    await tab.getByRole('columnheader', { name: 'Ended' }).getByRole('button').click();
    await tab.getByText('1 run', { exact: true }).waitFor();
    await row.click();
    await outcome(tab, 'Failed');
    await page.reload();
    await outcome(tab, 'Failed');
    expect(new URL(page.url()).hash).toBe(`#/archive/${id}?who=lind&result=failed&sort=finished&order=asc`);
    await page.goBack();
    await tab.getByRole('region', { name: `Run ${id}` }).waitFor({ state: 'detached' });
    await tab.getByText('1 run', { exact: true }).waitFor();
    expect(await tab.getByRole('searchbox', { name: 'Asked by' }).inputValue()).toBe('lind');
    expect(await tab.getByRole('columnheader', { name: 'Ended' }).getAttribute('aria-sort')).toBe('ascending');
  });

  it('a link from Teams may lead to a list that is narrowed down', async () => {
    const { tab } = await inTeams(`?sub=${encodeURIComponent('archive?who=nobody%20of%20this%20name')}`);
    await tab.getByText('No run matches these filters').waitFor();
  });

  it('the archive is narrowed down, a run compared with the one before, and deleted', async () => {
    await world.fault('http-500', { times: 'all' });
    const failed = (await world.report({ from: 202309, requester: 'Sara Okafor' })).id;
    await world.clearFaults();
    const { tab } = await inTeams('?sub=archive');
    await tab.getByRole('searchbox', { name: 'Asked by' }).fill('okafor');
    await tab.getByText('1 run', { exact: true }).waitFor();
    await tab.getByRole('combobox', { name: 'Result' }).click();
    await tab.getByRole('option', { name: 'Tied', exact: true }).click();
    await tab.getByText('No run matches these filters').waitFor();
    await tab.getByRole('button', { name: 'Clear filters' }).first().click();
    await tab.getByRole('button', { name: 'Trial balance 2024-01 to 2024-03, run 1' }).click();
    await press(tab, 'Compare with previous run');
    await tab.getByText('There is no earlier run that delivered these periods.').waitFor();
    await tab.getByRole('button', { name: `Trial balance 2023-09, run ${failed}` }).click();
    await press(tab, 'Delete');
    await tab.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await tab.getByText('The run and its file have been deleted.').first().waitFor();
    await tab.getByRole('button', { name: `Trial balance 2023-09, run ${failed}` }).waitFor({ state: 'detached' });
  });

  it('shows any of ten thousand runs while it draws only those in view', async () => {
    await world.database.pool.query(
      `insert into record.run (report, company, parameters, scope_hash, status, verdict, accepted_at, started_at, finished_at)
       select 'trial-balance', $1, '{"from":202401,"to":202401,"allowUntied":false}', 'many ' || n, 'succeeded', 'tied',
              now() - interval '1 day', now() - interval '1 day', now() - interval '1 day' + interval '3 s'
       from generate_series(1, 10000) n`,
      [world.plex.companies[0]?.number],
    );
    const { page } = await alone('#/archive');
    await page.getByText(/^10,0\d\d runs$/).waitFor();
    const list = page.getByRole('region', { name: 'Finished runs' });
    await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await page.getByRole('button', { name: 'Trial balance 2024-01 to 2024-03, run 1', exact: true }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    await page.getByRole('columnheader', { name: 'Run' }).getByRole('button').click();
    await page.getByRole('button', { name: 'Trial balance 2024-01 to 2024-03, run 1', exact: true }).waitFor();
  });

  it('the first view is no larger than 250 kB, as it is sent', async () => {
    const { tab } = await inTeams('?chat=no');
    await tab.getByText(/^Usually takes/).waitFor();
    type Part = { readonly name: string; readonly encodedBodySize: number };
    const fetched: readonly Part[] = await tab
      .locator('body')
      .evaluate('performance.getEntriesByType("resource").map((e) => e.toJSON())');
    const parts = fetched.filter(({ name }) => name.startsWith(stage.botUrl) && /\.(js|css)$/.test(name));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ encodedBodySize }) => encodedBodySize)).not.toContain(0);
    expect(parts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)).toBeLessThanOrEqual(250_000);
    expect(parts.filter(({ name }) => /archive-page|trend|queue-page/.test(name))).toEqual([]);
  });

  it.each(['request', 'queue', 'archive', 'archive/1', 'archive?view=trend'])(
    'fits a phone of 320 points: %s',
    async (place) => {
      const { page } = await alone(`#/${place}`, 320);
      await page.getByRole('heading').first().waitFor();
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(320);
    },
  );
});
