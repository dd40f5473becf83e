// A tab in a channel, in a real browser: it is set up in the stand-in for Teams, opens where that says, and is set up again.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './kit/chromium.ts';
import { openTabStage, type TabStage } from './kit/tab.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(!hasChromium())('a tab in a channel', () => {
  let stage: TabStage;
  beforeAll(async () => {
    stage = await openTabStage();
  });
  afterAll(() => stage?.close());
  afterEach(() => stage.settle());

  /** The dialog of Teams in which the tab is added. */
  const addTab = async (query = ''): Promise<{ readonly page: Page; readonly tab: FrameLocator }> => {
    const page = await stage.openPage(`${stage.host.url}/?channel&chat=no${query}`);
    const tab = page.frameLocator('#tab');
    await tab.getByRole('heading', { name: 'Add reports to this conversation' }).waitFor();
    return { page, tab };
  };
  const choose = (tab: FrameLocator, name: RegExp) => tab.getByRole('radio', { name }).check();
  const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click();
  const selected = (tab: FrameLocator, name: string) => tab.getByRole('tab', { name, selected: true }).waitFor();

  it('opens at the page that was chosen for it', async () => {
    const { page, tab } = await addTab();
    await choose(tab, /^Queue/);
    await save(page);
    await selected(tab, 'Queue');
    expect(new URL((await page.locator('#tab').getAttribute('src')) ?? '').search).toBe('?page=queue');
  });

  it('can be saved as it stands, and opens at the form', async () => {
    const { page, tab } = await addTab();
    await save(page);
    await selected(tab, 'Request');
  });

  it('is set up again from where it was', async () => {
    const { page, tab } = await addTab();
    await choose(tab, /^Archive/);
    await save(page);
    await selected(tab, 'Archive');
    await page.getByRole('button', { name: 'Set up in a channel' }).click();
    await tab.getByRole('radio', { name: /^Archive/, checked: true }).waitFor();
    await choose(tab, /^Queue/);
    await save(page);
    await selected(tab, 'Queue');
  });

  it('opens at a run that a link leads to, whatever page was chosen', async () => {
    const { page, tab } = await addTab('&sub=run/1');
    await choose(tab, /^Queue/);
    await save(page);
    await tab.getByRole('region', { name: 'Run 1' }).waitFor();
  });

  it('is set up with the keyboard alone, by a page with which nobody has trouble', async () => {
    const { page, tab } = await addTab('&theme=contrast');
    const frame = page.frame({ url: /\/tab\/config$/ });
    await frame?.evaluate(axe);
    const found = await frame?.evaluate(() =>
      (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    expect(found?.violations.map(({ id }) => id)).toEqual([]);
    await tab.getByRole('radio', { name: /^Request/ }).focus();
    await page.keyboard.press('ArrowDown');
    await tab.getByRole('radio', { name: /^Queue/, checked: true }).waitFor();
  });

  it('is not set up where Teams does not ask for it', async () => {
    const page = await stage.openPage(`${stage.botUrl}/tab/config`);
    await page.getByRole('heading', { name: 'There is nothing to set up here' }).waitFor();
  });
});
