// Makes the pictures in this folder: `npx tsx docs/screens/tab.ts`. It starts a world of its own; names as arguments
// make only those. Where Open Sans is installed it stands in for Segoe UI, the letters of Teams.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type FrameLocator } from 'playwright-core';
import { startWorld } from '../../sandbox/src/world/world.ts';
import { chromiumHere } from '../../test/kit/chromium.ts';
import { firstDay, type Story, tellStory } from './story.ts';

type Shot = {
  readonly name: string;
  /** Where the tab opens. */
  readonly place: string;
  readonly theme?: 'default' | 'dark' | 'contrast';
  readonly width?: number;
  readonly height?: number;
  /** Brings about what is to be seen. */
  see(tab: FrameLocator): Promise<unknown>;
};

const themes = [
  ['light', 'default'],
  ['dark', 'dark'],
  ['contrast', 'contrast'],
] as const;

const press = (tab: FrameLocator, name: string | RegExp) => tab.getByRole('button', { name }).first().click();

const seeText = (text: string) => (tab: FrameLocator) => tab.getByText(text).first().waitFor();
const seeForm = (tab: FrameLocator) => tab.getByRole('button', { name: 'Join the run' }).waitFor();
const seeSteps = (tab: FrameLocator) => tab.getByText('at work ·').first().waitFor();
const seeTrend = (tab: FrameLocator) => tab.getByRole('checkbox', { name: 'Equity' }).click();

async function seeDifferences(tab: FrameLocator) {
  await press(tab, 'Compare with previous run');
  await tab
    .getByRole('region', { name: /^Changes/ })
    .getByRole('table')
    .waitFor();
  await press(tab, /^warning /);
  await tab.getByRole('group', { name: /^Differences of/ }).waitFor();
  await tab.getByRole('heading', { name: /^Trial balance/ }).scrollIntoViewIfNeeded();
}

async function seePeriods(tab: FrameLocator) {
  await tab.getByRole('combobox', { name: 'Company' }).click();
  await tab.getByRole('option', { name: /222222/ }).click();
  await tab.getByText(/^Usually takes/).waitFor();
  await tab.getByRole('combobox', { name: 'First period' }).click();
  await tab.getByRole('option', { name: '2023-13' }).scrollIntoViewIfNeeded();
}

const phone = { width: 320, height: 700 };

const inThemes = ({ changed, running }: Story): readonly Shot[] =>
  themes.flatMap(([word, theme]): readonly Shot[] => [
    { name: `request-${word}`, place: 'request', theme, height: 700, see: seeForm },
    { name: `queue-${word}`, place: `queue/${running}`, theme, height: 860, see: seeSteps },
    { name: `archive-${word}`, place: `archive/${changed}`, theme, height: 1_000, see: seeDifferences },
    { name: `trend-${word}`, place: 'archive?view=trend', theme, height: 640, see: seeTrend },
  ]);

const others = ({ changed, failed }: Story): readonly Shot[] => [
  { name: 'periods', place: 'request', height: 700, see: seePeriods },
  { name: 'failed', place: `archive/${failed}`, height: 760, see: seeText('It stopped at') },
  { name: 'phone-request', place: 'request', ...phone, see: seeForm },
  { name: 'phone-queue', place: 'queue', ...phone, see: seeText('At work') },
  { name: 'phone-archive', place: 'archive', ...phone, see: seeText('Tied') },
  { name: 'phone-run', place: `archive/${changed}`, ...phone, see: seeText('Checks') },
];

/** The host's own line above the tab. */
const aboveTab = 60;

async function take(browser: Browser, teamsUrl: string, { name, place, theme = 'default', ...shot }: Shot) {
  const { width = 1280, height = 800, see } = shot;
  const page = await browser.newPage({ viewport: { width, height: height + aboveTab }, reducedMotion: 'reduce' });
  await page.goto(`${teamsUrl}/?chat=no&theme=${theme}&sub=${encodeURIComponent(place)}`);
  // On a phone the host's line takes several: the tab gets the room that it would have in Teams.
  await page.evaluate(`document.querySelector('header').style.display = 'none'`);
  await page.setViewportSize({ width, height });
  const tab = page.frameLocator('#tab');
  await tab.getByText('Live', { exact: true }).waitFor();
  await see(tab);
  await page.mouse.move(0, 0);
  await page.locator('#tab').screenshot({ path: join(import.meta.dirname, `${name}.png`) });
  await page.close();
}

/** Open Sans wherever Segoe UI is asked for. */
const fonts = `<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>Segoe UI</string></test>
<edit name="family" mode="assign" binding="same"><string>Open Sans</string></edit></match></fontconfig>`;

const folder = await mkdtemp(join(tmpdir(), 'screens-'));
await chmod(folder, 0o755);
await writeFile(join(folder, 'fonts.conf'), fonts);
const environment = { SANDBOX_ACCOUNTS: '2400', SANDBOX_MOVING_ACCOUNTS: '300', SANDBOX_FIRST_PERIOD: '202201' };
const say = (part: string, line: string) => void process.stderr.write(`${part}: ${line}\n`);
const world = await startWorld({ folder, environment, today: firstDay, graceSeconds: 1, chat: true, say });
try {
  const story = await tellStory(world);
  const env = { ...process.env, FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  const browser = await chromium.launch({ ...chromiumHere(), env });
  const wanted = process.argv.slice(2);
  for (const shot of [...inThemes(story), ...others(story)]) {
    if (wanted.length > 0 && !wanted.some((word) => shot.name.startsWith(word))) continue;
    say('picture', shot.name);
    await take(browser, world.sign.teamsUrl ?? '', shot);
  }
  await browser.close();
  await story.close();
} finally {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
}
