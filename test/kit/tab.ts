// The tab in a real browser: a bot that serves it, the stand-in for Teams around it, an ear for whatever goes wrong in a page.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLogger } from '@repsys/core/node';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { startIssuer } from '../../bot/src/api/testing/issuer.ts';
import { type Bot, startBot } from '../../bot/src/bot.ts';
import { readBotConfig } from '../../bot/src/config.ts';
import { startTeamsHost, type TeamsHost } from '../../sandbox/src/teams-host/teams-host.ts';
import { launchChromium } from './chromium.ts';
import { startSecret } from './development.ts';
import { openWorld, type TestWorld } from './world.ts';

/** A tab with its page around it; alone, both are the same. */
export type OpenTab = { readonly page: Page; readonly tab: FrameLocator | Page };

export type TabStage = {
  readonly world: TestWorld;
  readonly host: TeamsHost;
  /** Where the bot listens; the same after a restart. */
  readonly botUrl: string;
  stopBot(): Promise<void>;
  startBot(): Promise<void>;
  openPage(url: string, width?: number): Promise<Page>;
  /** In the stand-in for Teams; `query` as `?sub=queue&theme=dark`. */
  inTeams(query?: string, width?: number): Promise<OpenTab>;
  /** Outside Teams, by the development sign-in. */
  alone(hash?: string, width?: number): Promise<OpenTab>;
  /** Faults of pages that the test brings about itself: errors and warnings on the console, failed requests. */
  announce(...faults: readonly RegExp[]): void;
  /** After each test: throws when a page had a fault that was not announced. */
  check(): void;
  /** The same, and closes the pages. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

/** Everything real: record, queue, Plex sandbox, runner, bot, browser; with one good run of 2024-01 to 2024-03. */
export async function openTabStage(): Promise<TabStage> {
  const world = await openWorld();
  const issuer = await startIssuer();
  const tabFolder = join(world.folder, 'tab');
  await Promise.all([buildTab(tabFolder), world.runner()]);
  await world.report({ from: 202401, to: 202403 });
  const start = (port: string) => startTabBot(world, { ...issuer.settings, TAB_FOLDER: tabFolder, BOT_PORT: port });
  let bot = await start('0');
  const botUrl = bot.url;
  const host = await startTeamsHost({
    tabUrl: `${botUrl}/tab/`,
    token: ({ id, name }) => issuer.token({ oid: id, name }),
  });
  const browser = await launchChromium();
  return {
    world,
    host,
    botUrl,
    stopBot: () => bot.stop(),
    async startBot() {
      bot = await start(new URL(botUrl).port);
    },
    ...pagesIn(browser, { hostUrl: host.url, botUrl }),
    async close() {
      await browser.close();
      await host.close();
      await bot.stop();
      await issuer.close();
      await world.close();
    },
  };
}

function startTabBot({ databaseUrl, redis }: TestWorld, more: Readonly<Record<string, string>>): Promise<Bot> {
  const config = readBotConfig({
    REPSYS_DEVELOPMENT_SECRET: startSecret,
    LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    REPSYS_TODAY: '2024-05-06',
    SHUTDOWN_GRACE_S: '5',
    ...more,
  });
  return startBot(config, createLogger('bot', config.LOG_LEVEL));
}

/** Builds what users get, as `npm run build` does. */
async function buildTab(folder: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir'], {
    cwd: fileURLToPath(new URL('../../tabs', import.meta.url)),
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

type Addresses = { readonly hostUrl: string; readonly botUrl: string };
type Pages = Pick<TabStage, 'openPage' | 'inTeams' | 'alone' | 'announce' | 'check' | 'settle'>;

function pagesIn(browser: Browser, { hostUrl, botUrl }: Addresses): Pages {
  const faults: string[] = [];
  const announced: RegExp[] = [];
  const openPage = async (url: string, width = 1280): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width, height: 800 } });
    hearFaults(context, (fault) => faults.push(fault));
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  const check = () => {
    const expected = announced.splice(0);
    const unexpected = faults.splice(0).filter((fault) => !expected.some((pattern) => pattern.test(fault)));
    if (unexpected.length > 0) throw new Error(`Something went wrong in a page:\n${unexpected.join('\n')}`);
  };
  return {
    openPage,
    async inTeams(query = '', width) {
      const page = await openPage(`${hostUrl}/${query}`, width);
      return { page, tab: page.frameLocator('#tab') };
    },
    async alone(hash = '', width) {
      const page = await openPage(`${botUrl}/tab/?as=rita#development=${startSecret}${hash}`, width);
      return { page, tab: page };
    },
    announce: (...patterns) => void announced.push(...patterns),
    check,
    async settle() {
      await Promise.all(browser.contexts().map((context) => context.close()));
      check();
    },
  };
}

/** Teams' own library asks the internet for its list of hosts, and does without where there is none. */
const hostList = 'https://res.cdn.office.net/';
/** The page itself has ended what it does not need any more. */
const ended = 'net::ERR_ABORTED';

function hearFaults(context: BrowserContext, tell: (fault: string) => void): void {
  const about = (url: string, fault: string) => {
    if (!url.startsWith(hostList)) tell(`${fault} ${url}`);
  };
  context.on('console', (message) => {
    const type = message.type();
    if (type === 'error' || type === 'warning') about(message.location().url, `console ${type}: ${message.text()}`);
  });
  context.on('weberror', (error) => tell(`uncaught: ${error.error().message}`));
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    if (reason !== ended) about(request.url(), `failed: ${reason}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) about(response.url(), `answer ${response.status()}:`);
  });
}
