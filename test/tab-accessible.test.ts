// Every page of the tab in every state and theme, judged by axe: nothing that it knows to be wrong for anybody.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { viewRun } from '@repsys/core/node';
import type { AxeResults } from 'axe-core';
import type { Frame, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './kit/chromium.ts';
import { type OpenTab, openTabStage, type TabStage } from './kit/tab.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const phone = 320;

/** How to come to a state of the tab, from the place at which it opens; `run` names one of the runs below. */
type State = {
  readonly title: string;
  readonly place: string;
  readonly width?: number;
  readonly faults?: RegExp;
  bringAbout(tab: FrameLocator, page: Page): Promise<unknown>;
};

const press = (tab: FrameLocator, name: string | RegExp) => tab.getByRole('button', { name }).first().click();
const heading = (tab: OpenTab['tab'], name: string | RegExp) => tab.getByRole('heading', { name }).first().waitFor();

describe.skipIf(!hasChromium())('for everybody', () => {
  let stage: TabStage;
  const runs = { tied: 1, changed: 0, different: 0, failed: 0, running: 0 };

  beforeAll(async () => {
    stage = await openTabStage();
    const { world } = stage;
    await world.report({ from: 202404, to: 202405 });
    await setDay('2024-05-20');
    runs.changed = (await world.report({ from: 202404, to: 202405 })).id;
    // The chart comes without its last account, which the balances still have.
    await world.fault('missing-account', { times: 'all', key: 18002 });
    runs.different = (await world.report({ from: 202404 })).id;
    await world.clearFaults();
    await world.fault('http-500', { times: 'all' });
    runs.failed = (await world.report({ from: 202301 })).id;
    await world.clearFaults();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.check());

  const setDay = (today: string) =>
    fetch(`${stage.world.plex.origin}/today`, { method: 'PUT', body: JSON.stringify({ today }) });

  /** Two runs in the queue, of which the first is at work for as long as the test lasts. */
  const work = async () => {
    // The second answer has no end: a page may take as long as it likes to open.
    await stage.world.fault('drip', { times: 'all', delayMs: 1_000, after: 1 });
    runs.running = await stage.world.ask({ from: 202302 });
    await stage.world.ring(runs.running);
    await stage.world.ring(await stage.world.ask({ from: 202303, requester: 'Omar Farouk' }));
  };

  const states: readonly State[] = [
    { title: 'the form', place: 'request', bringAbout: (tab) => tab.getByText(/^Usually takes/).waitFor() },
    {
      title: 'the form on a phone',
      place: 'request',
      width: phone,
      bringAbout: (tab) => tab.getByText(/^Usually takes/).waitFor(),
    },
    {
      title: 'a list of periods',
      place: 'request',
      async bringAbout(tab) {
        await tab.getByRole('combobox', { name: 'First period' }).click();
        await tab.getByRole('option', { name: '2024-05' }).waitFor();
      },
    },
    {
      title: 'a form with a fault',
      place: 'request',
      async bringAbout(tab) {
        await tab.getByRole('combobox', { name: 'Company' }).click();
        await tab.getByRole('option', { name: '222222' }).click();
        await tab.getByRole('textbox', { name: 'Last period' }).fill('2024-15');
        await tab.getByText('“2024-15” is not a period.').waitFor();
      },
    },
    { title: 'an empty queue', place: 'queue', bringAbout: (tab) => heading(tab, 'The queue is empty') },
    {
      title: 'the archive, with a row under the mouse',
      place: 'archive',
      async bringAbout(tab) {
        await press(tab, 'More filters');
        await tab.getByRole('row').nth(1).hover();
      },
    },
    { title: 'the archive on a phone', place: 'archive', width: phone, bringAbout: (tab) => press(tab, 'Filters') },
    {
      title: 'an archive without a match',
      place: 'archive?who=nobody',
      bringAbout: (tab) => heading(tab, 'No run matches'),
    },
    {
      title: 'a run that failed',
      place: 'failed',
      bringAbout: (tab) => tab.getByText('It stopped at').first().waitFor(),
    },
    {
      title: 'a run with differences',
      place: 'different',
      async bringAbout(tab) {
        await press(tab, /^warning /);
        await tab.getByRole('group', { name: /^Differences of/ }).waitFor();
      },
    },
    {
      title: 'a run compared with the one before',
      place: 'changed',
      async bringAbout(tab) {
        await press(tab, 'Compare with previous run');
        await tab
          .getByRole('region', { name: /^Changes/ })
          .getByRole('table')
          .waitFor();
      },
    },
    { title: 'a run on a phone', place: 'tied', width: phone, bringAbout: (tab) => heading(tab, /^Trial balance/) },
    {
      title: 'the question before a run is deleted',
      place: 'tied',
      async bringAbout(tab) {
        await press(tab, 'Delete');
        await tab.getByRole('alertdialog').waitFor();
      },
    },
    {
      title: 'the trend',
      place: 'archive?view=trend',
      bringAbout: (tab) => tab.getByRole('img', { name: /^Lines for/ }).waitFor(),
    },
    {
      title: 'the trend as a table',
      place: 'archive?view=trend',
      width: phone,
      async bringAbout(tab) {
        await press(tab, 'Show as table');
        await tab.getByRole('table').waitFor();
      },
    },
    {
      title: 'a run that is not there',
      place: 'archive/99999',
      faults: /404/,
      bringAbout: (tab) => tab.getByText(/There is no run/).waitFor(),
    },
    {
      title: 'a page whose server does not answer',
      place: 'tied',
      faults: /ERR_INTERNET_DISCONNECTED/,
      async bringAbout(tab, page) {
        await tab.getByRole('region', { name: 'Checks' }).waitFor();
        await page.context().setOffline(true);
        await press(tab, 'Compare with previous run');
        await tab
          .getByText(/The server does not answer/)
          .first()
          .waitFor();
      },
    },
  ];

  const byTitle = states.map((state) => [state.title, state] as const);
  it.each(byTitle)('axe finds nothing wrong with %s, in any theme', async (_, { place, width, faults, bringAbout }) => {
    if (faults) stage.announce(faults);
    await judge(isRun(place) ? `archive/${runs[place]}` : place, bringAbout, width);
  });

  it('axe finds nothing wrong with a queue and a run at work, in any theme, wide or on a phone', async () => {
    await work();
    const waits = (tab: FrameLocator) =>
      tab
        .getByText(/first\. Waits for run/)
        .first()
        .waitFor();
    await judge('queue', waits, phone);
    await judge(`queue/${runs.running}`, (tab) => tab.getByRole('region', { name: 'Steps' }).waitFor());
    const { status } = await viewRun(stage.world.database, runs.running);
    expect(status, 'what has been judged was at work to the end').toBe('running');
  });

  it('axe finds nothing wrong with the question for an agreement, in any theme', async () => {
    const { page, tab } = await stage.inTeams('?chat=no&consent=no');
    await heading(tab, 'One agreement is missing');
    await judgeThemes(page, tab, await tabFrame(page, tab));
  });

  it('axe finds nothing wrong outside Teams', async () => {
    const { page } = await stage.alone('#/request');
    await page.getByText('You are outside Microsoft Teams.').waitFor();
    await page.getByText(/^Usually takes/).waitFor();
    expect(await faultsOf(page.mainFrame(), everything)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('[data-theme="dark"]').waitFor();
    expect(await faultsOf(page.mainFrame(), colours)).toEqual([]);
  });

  const isRun = (place: string): place is keyof typeof runs => place in runs;

  /** The pages of this file, by their width: one after the other they show every state. */
  const opened = new Map<number, Promise<OpenTab>>();

  async function judge(place: string, bringAbout: State['bringAbout'], width = 1280) {
    const open = opened.get(width) ?? stage.inTeams('?chat=no', width);
    opened.set(width, open);
    const { page, tab } = await open;
    const frame = await tabFrame(page, tab);
    // Twice, so that a place which it is at already begins anew.
    for (const next of ['queue/1', place]) await frame.evaluate(`location.hash = ${JSON.stringify(`#/${next}`)}`);
    try {
      await bringAbout(tab as FrameLocator, page);
      await judgeThemes(page, tab, frame);
    } finally {
      // Whatever becomes of this state, the next one begins with a network.
      await page.context().setOffline(false);
    }
  }

  async function judgeThemes(page: Page, tab: OpenTab['tab'], frame: Frame) {
    const inTheme = async (theme: string, options: object) => {
      await page.selectOption('#theme', theme);
      await tab.locator(`[data-theme="${theme}"]`).waitFor();
      expect({ theme, faults: await faultsOf(frame, options) }).toEqual({ theme, faults: [] });
    };
    await inTheme('default', everything);
    await inTheme('dark', colours);
    await inTheme('contrast', colours);
  }
});

async function tabFrame(page: Page, tab: OpenTab['tab']): Promise<Frame> {
  await tab.locator('[data-theme]').waitFor();
  const frame = page.frame({ url: /\/tab\// });
  if (!frame) throw new Error('The tab is not there.');
  return frame;
}

const everything = {};
/** Another theme changes colours and nothing else. */
const colours = { runOnly: ['color-contrast', 'link-in-text-block'] };

/** What never ends, such as a bar that waits, is taken away instead. */
const endMotion = `document.getAnimations().forEach((each) =>
  each.effect.getComputedTiming().endTime === Infinity ? each.cancel() : each.finish())`;

/** What axe has to say about a page, a line for each element. */
async function faultsOf(frame: Frame, options: object): Promise<readonly string[]> {
  // Colours in the middle of a change are nobody's to judge.
  await frame.addStyleTag({
    content: '*, *::before, *::after { transition: none !important; animation: none !important }',
  });
  await frame.evaluate(endMotion);
  if (!(await frame.evaluate('"axe" in window'))) await frame.evaluate(axe);
  const { violations } = await frame.evaluate<AxeResults>(
    `axe.run({ include: document, exclude: [['[data-tabster-dummy]']] }, ${JSON.stringify(options)})`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}
