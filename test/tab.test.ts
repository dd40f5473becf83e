// The tab in a real browser: in the stand-in for Teams and alone, on a real bot, record, queue and runner.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLogger } from '@repsys/core/node';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Issuer, startIssuer } from '../bot/src/api/testing/issuer.ts';
import { type Bot, startBot } from '../bot/src/bot.ts';
import { readBotConfig } from '../bot/src/config.ts';
import { startTeamsHost, type TeamsHost } from '../sandbox/src/teams-host/teams-host.ts';
import { hasChromium, launchChromium } from './kit/chromium.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

/** A tab with its page around it; alone, both are the same. */
type Open = { readonly page: Page; readonly tab: FrameLocator | Page };

/** Teams' own library asks the internet for its list of hosts, and does without where there is none. */
const isOfTeams = (text: string): boolean =>
  /ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION/.test(text);

describe.skipIf(!hasChromium())('in the tab', () => {
  let world: TestWorld;
  let issuer: Issuer;
  let bot: Bot;
  let host: TeamsHost;
  let browser: Browser;
  let errors: string[] = [];

  const startTabBot = (port = '0') => {
    const config = readBotConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
      DATABASE_URL: world.databaseUrl,
      REDIS_URL: world.redis.url,
      REPSYS_TODAY: '2024-05-06',
      BOT_PORT: port,
      SHUTDOWN_GRACE_S: '5',
      TAB_FOLDER: join(world.folder, 'tab'),
      ...issuer.settings,
    });
    return startBot(config, createLogger('bot', config.LOG_LEVEL));
  };

  beforeAll(async () => {
    world = await openWorld();
    issuer = await startIssuer();
    await Promise.all([buildTab(join(world.folder, 'tab')), world.runner()]);
    await world.report({ from: 202401, to: 202403 });
    bot = await startTabBot();
    const token = ({ id, name }: { id: string; name: string }) => issuer.token({ oid: id, name });
    host = await startTeamsHost({ tabUrl: `${bot.url}/tab/`, token });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    await bot?.stop();
    await issuer?.close();
    await world?.close();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await world.clearFaults();
    errors = [];
  });

  const openPage = async (url: string, width = 1280): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' && !isOfTeams(message.text())) errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    return page;
  };
  const inTeams = async (query = '', width?: number): Promise<Open> => {
    const page = await openPage(`${host.url}/${query}`, width);
    return { page, tab: page.frameLocator('#tab') };
  };
  const alone = async (hash = '', width?: number): Promise<Open> => {
    const page = await openPage(`${bot.url}/tab/?as=rita${hash}`, width);
    return { page, tab: page };
  };
  const choosePeriod = async (tab: Open['tab'], period: string) => {
    for (const name of ['First period', 'Last period']) {
      await tab.getByRole('combobox', { name }).click();
      await tab.getByRole('option', { name: period }).click();
    }
  };
  const press = (tab: Open['tab'], name: string) => tab.getByRole('button', { name, exact: true }).click();
  const goTo = (tab: Open['tab'], name: string) => tab.getByRole('tab', { name, exact: true }).click();
  /** The badge of the run that is open. */
  const outcome = (tab: Open['tab'], text: string) =>
    tab
      .getByRole('region', { name: /^Run \d+$/ })
      .getByText(text, { exact: true })
      .first()
      .waitFor();
  const runOf = async (tab: Open['tab']): Promise<number> => {
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
    expect(errors).toEqual([]);
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
    expect(errors).toEqual([]);
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

  it('whoever asks for what is running already is told so, joins, and is served too', async () => {
    await world.fault('slow', { times: 'all', delayMs: 2_500 });
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

  it('says that it is outside Teams, and does not wait for a host that never answers', async () => {
    const page = await openPage(host.url);
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate(`void window.open('${bot.url}/tab/?as=rita')`),
    ]);
    await popup.getByText('Signed in for development as rita.').waitFor();
    await popup.getByRole('heading', { name: 'Ask for a report' }).waitFor();
  });

  it('can be used with the keyboard alone', async () => {
    const { page, tab } = await alone();
    await tab.getByText(/^Usually takes/).waitFor();
    const tabTo = async (target: Locator) => {
      for (let moves = 0; moves < 30; moves += 1) {
        if (await target.evaluate((element) => element.matches(':focus'))) return;
        await page.keyboard.press('Tab');
      }
      throw new Error('The keyboard does not get there.');
    };
    await tabTo(tab.getByRole('combobox', { name: 'First period' }));
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await tabTo(tab.getByRole('button', { name: 'Run', exact: true }));
    await page.keyboard.press('Enter');
    await outcome(tab, 'Tied');
    const run = await runOf(tab);
    expect(await focused(page).textContent()).toMatch(/^Trial balance/);
    await tabTo(tab.getByRole('tab', { name: 'Queue' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const link = tab.getByRole('button', { name: new RegExp(`, run ${run}$`) });
    await link.waitFor();
    await tabTo(link);
    await page.keyboard.press('Enter');
    await outcome(tab, 'Tied');
    await page.keyboard.press('Escape');
    await tab.getByRole('region', { name: `Run ${run}` }).waitFor({ state: 'detached' });
    expect(await focused(page).getAttribute('id')).toBe(`open-run-${run}`);
    expect(errors).toEqual([]);
  });

  it('a page says that it is stale while the server is away, and hears again when it is back', async () => {
    const { tab } = await inTeams('?sub=queue');
    await tab.getByText('Live', { exact: true }).waitFor();
    const port = new URL(bot.url).port;
    await bot.stop();
    await tab
      .getByText(/Live updates are interrupted|The server does not answer/)
      .first()
      .waitFor();
    await world.fault('slow', { times: 'all', delayMs: 1_500 });
    const run = await world.ask({ from: 202310 });
    await world.ring(run);
    bot = await startTabBot(port);
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
    await tab.getByRole('textbox', { name: 'First period' }).fill('2024-14');
    await tab.getByText('“2024-14” is not a period.').waitFor();
    await press(tab, 'Run');
    await tab.getByText('“2024-14” is not a period.').waitFor();
    expect(await tab.getByRole('textbox', { name: 'First period' }).getAttribute('aria-invalid')).toBe('true');
    await tab.getByRole('textbox', { name: 'First period' }).fill('2024-03');
    await tab.getByText('“2024-14” is not a period.').waitFor({ state: 'detached' });
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
    expect(errors).toEqual([]);
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
    expect(errors).toEqual([]);
  });

  it.each(['request', 'queue', 'archive', 'archive/1'])('fits a phone of 320 points: %s', async (place) => {
    const { page } = await alone(`#/${place}`, 320);
    await page.getByRole('heading').first().waitFor();
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(320);
  });
});

/** Builds what users get, as `npm run build` does. */
async function buildTab(folder: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir'], {
    cwd: fileURLToPath(new URL('../tabs', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'production' },
  });
}
