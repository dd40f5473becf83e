// The whole path in the chat window of a laptop, in a real browser: words in, one card that moves, the file out.
import { createHash, randomUUID } from 'node:crypto';
import { createLogger } from '@repsys/core/node';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Bot, startBot } from '../bot/src/bot.ts';
import { readBotConfig } from '../bot/src/config.ts';
import { type Chat, startChat } from '../sandbox/src/chat/chat.ts';
import { people, tenantId } from '../sandbox/src/chat/people.ts';
import { hasChromium, launchChromium } from './kit/chromium.ts';
import { developmentHeader, startSecret } from './kit/development.ts';
import { type ChatPage, openChat } from './kit/playground.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const tied = /TIED/;
const [dana, omar] = people;

describe.skipIf(!hasChromium())('in the chat window', () => {
  let world: TestWorld;
  let chat: Chat;
  let bot: Bot;
  let browser: Browser;
  let page: ChatPage;
  let company: number;
  beforeAll(async () => {
    world = await openWorld();
    company = world.plex.companies[0]?.number ?? 0;
    await world.runner();
    chat = await startChat({ folder: `${world.folder}/chat`, line: () => undefined });
    bot = await startBotFor(world, chat);
    chat.talkTo(bot.url, startSecret);
    browser = await launchChromium();
    page = await openChat(await browser.newPage(), chat.url);
    await page.waitForCard('Hello');
  });
  afterAll(async () => {
    await browser?.close();
    await bot?.stop();
    await chat?.stop();
    await world?.close();
  });
  beforeEach(() => page.goTo('personal'));
  afterEach(() => world.clearFaults());

  /** The question for the file of a month, by its name: a question of an earlier test may come late. */
  const question = (month: string) => page.waitForCard(`TB_${month}_to_${month}`, 'May this file be stored');
  /** Allows the file of a month and fetches it by the page's own link. */
  const take = async (month: string) => {
    await page.press('Allow', await question(month));
    return page.download('Open', await page.waitForCard(`TB_${month}_to_${month}`, 'Stored in your OneDrive'));
  };
  const expectAsRecorded = async ({ name, bytes }: { readonly name: string; readonly bytes: Buffer }) => {
    const text = 'select sha256 from record.workbook where file_name = $1';
    const { rows } = await world.database.pool.query<{ sha256: string }>(text, [name]);
    expect(rows).toEqual([{ sha256: createHash('sha256').update(bytes).digest('hex') }]);
  };

  it('a report is asked for in words, its one card moves, and after Allow the file is the one in the record', async () => {
    await world.fault('slow', { times: 4, delayMs: 1_500 });
    await page.say(`run TB 2024-03 for ${company}`);
    await page.waitForCard('Trial balance · 2024-03', /Step \d+ of \d+/);
    const cards = await page.cards().count();
    await page.waitForCard('Trial balance · 2024-03', tied);
    await expectAsRecorded(await take('202403'));
    await page.waitForCard('Trial balance · 2024-03', 'Saved to your OneDrive');
    // The question is gone; the run's card and the file's card are there.
    await expect.poll(() => page.cards().count()).toBe(cards + 1);
  });

  it('a page that is opened again in mid-run goes on with the card, also when it hears of it too early', async () => {
    await world.fault('slow', { times: 6, delayMs: 2_000 });
    await page.say(`run TB 2023-11 for ${company}`);
    await page.waitForCard('Trial balance · 2023-11', /Step \d+ of \d+/);
    await page.reloadSlowly();
    await page.waitForCard('Trial balance · 2023-11', tied);
    await page.press('Decline', await page.waitForCard('TB_202311_to_202311', 'May this file be stored'));
    await page.waitForCard('Trial balance · 2023-11', 'You declined the file');
  });

  it('a declined file is offered again, and comes whole', async () => {
    await page.say(`run TB 2024-02 for ${company}`);
    await page.press('Decline', await question('202402'));
    const declined = await page.waitForCard('Trial balance · 2024-02', 'You declined the file');
    // Its question goes by itself; the next one is another card.
    const asked = page
      .cards()
      .filter({ hasText: 'TB_202402_to_202402' })
      .filter({ hasText: 'May this file be stored' });
    await expect.poll(() => asked.count()).toBe(0);
    await page.press('Offer again', declined);
    await expectAsRecorded(await take('202402'));
  });

  it('a period that does not exist is answered with a repair that runs', async () => {
    await page.say(`run TB 2024-13 for ${company}`);
    await page.waitForCard('You asked for 2024-13');
    await page.press(`run TB 2024-05 for ${company}`);
    await page.waitForCard('Trial balance · 2024-05', tied);
  });

  it('a missing company is asked for by a card, and its answer runs', async () => {
    await page.say('run TB 2024-01');
    await page.press('Run', await page.waitForCard('Company', 'missing'));
    await page.waitForCard('Trial balance · 2024-01', tied);
  });

  it('a run under way is cancelled by its button, and resumed by another', async () => {
    await world.fault('slow', { key: '18005', times: 1, delayMs: 6_000 });
    await page.say(`run TB 2023-10 for ${company}`);
    const moving = await page.waitForCard('Trial balance · 2023-10');
    await page.press('Cancel', moving);
    const cancelled = await page.waitForCard('Trial balance · 2023-10', `Cancelled by ${dana?.name}`);
    await world.clearFaults();
    await page.press('Resume', cancelled);
    await page.waitForCard('Trial balance · 2023-10', tied);
  });

  it('a run that Plex let fail says whose move it is, and is resumed where it stopped', async () => {
    await world.fault('soap-fault', { key: '4814', times: 1 });
    await page.say(`run TB 2023-09 for ${company}`);
    const failed = await page.waitForCard('Trial balance · 2023-09', 'FAILED', "operators' move", 'keeps steps 1 to 5');
    await page.press('Resume', failed);
    await page.waitForCard('Trial balance · 2023-09', tied);
  });

  it('a run that somebody else has asked for is shared: one run, and everybody has a card', async () => {
    // Another run has the company: a run that has begun to read Plex is joined by nobody.
    await world.fault('hang-before', { key: '18005', times: 'all' });
    await page.say(`run TB 2023-07 for ${company}`);
    await page.waitForCard('Trial balance · 2023-07');
    await page.say(`run TB 2023-08 for ${company}`);
    await page.waitForCard('Trial balance · 2023-08');
    await page.goTo('group');
    await sayAs(omar, `<at>Reports</at> run TB 2023-08 for ${company}`, chat, bot);
    await page.waitForCard('Trial balance · 2023-08', 'omebody');
    await world.clearFaults();
    await page.waitForCard('Trial balance · 2023-08', tied);
    await page.goTo('personal');
    await expectAsRecorded(await take('202308'));
    const { rows } = await world.database.pool.query(
      `select count(*)::int as runs from record.run where parameters ->> 'from' = '202308'`,
    );
    expect(rows).toEqual([{ runs: 1 }]);
  });

  it('in a group the card answers the mention there, and the file is offered to the asker alone', async () => {
    await page.goTo('group');
    await page.mention(`run TB 2023-12 for ${company}`);
    await page.waitForCard('Trial balance · 2023-12', tied);
    await page.goTo('personal');
    await expectAsRecorded(await take('202312'));
  });

  it('in a channel the card answers the post that mentions the bot', async () => {
    await page.goTo('channel');
    await page.mention(`run TB 2023-11 for ${company}`);
    await page.waitForCard('Trial balance · 2023-11', tied);
  });
});

/** The page has one person before it; what another one writes in the group comes as Teams would bring it. */
async function sayAs(who: (typeof people)[number] | undefined, text: string, chat: Chat, bot: Bot): Promise<void> {
  const response = await fetch(`${bot.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: developmentHeader },
    body: JSON.stringify({
      type: 'message',
      id: randomUUID(),
      text,
      channelId: 'msteams',
      serviceUrl: `${chat.url}/_connector`,
      from: who,
      recipient: { id: '28:reports', name: 'Reports' },
      conversation: { id: '19:finance-chat@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId },
      channelData: { tenant: { id: tenantId } },
    }),
  });
  expect(response.status).toBe(200);
}

async function startBotFor(world: TestWorld, chat: Chat): Promise<Bot> {
  const config = readBotConfig({
    REPSYS_DEVELOPMENT_SECRET: startSecret,
    LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
    DATABASE_URL: world.databaseUrl,
    REDIS_URL: world.redis.url,
    REPSYS_TODAY: '2024-05-06',
    BOT_PORT: '0',
    BOT_FILE_HOSTS: chat.host,
    SHUTDOWN_GRACE_S: '5',
  });
  return startBot(config, createLogger('bot', config.LOG_LEVEL));
}
