// The chat window driven as a person would: type, read cards, press buttons.
import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from 'playwright-core';
import { places } from '../../sandbox/src/chat/people.ts';

const patienceMs = 60_000;

export type ChatPage = {
  /** Types a line and sends it. */
  say(text: string): Promise<void>;
  /** Types a line that opens with a mention of the bot, as in groups and channels. */
  mention(text: string): Promise<void>;
  /** All cards of the place, as they stand. In a channel the newest post comes first, elsewhere the newest card last. */
  cards(): Locator;
  lastCard(): Locator;
  /** The newest card that holds all these texts and patterns; waits for it. */
  waitForCard(...texts: readonly (string | RegExp)[]): Promise<Locator>;
  /** The newest card that has this button; waits for it. */
  waitForButton(button: string): Promise<Locator>;
  /** Presses a button of a card; of the newest one that has it unless told. */
  press(button: string, card?: Locator): Promise<void>;
  /** Presses a button that leads to a file; gives name and bytes. */
  download(button: string, card?: Locator): Promise<{ readonly name: string; readonly bytes: Buffer }>;
  goTo(place: 'personal' | 'group' | 'channel'): Promise<void>;
  /** Opens the page once more, and has it hear of a message before it knows its chats, as on a slow machine. */
  reloadSlowly(): Promise<void>;
};

/** Opens the chat at its one address, in the personal chat. */
export async function openChat(page: Page, url: string): Promise<ChatPage> {
  page.setDefaultTimeout(patienceMs);
  // Fonts from far away, which a test must not wait for.
  await page.route(/^https?:\/\/(?!127\.0\.0\.1|localhost)/, (route) => route.abort());
  const open = async () => {
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await box(page).waitFor();
  };
  await open();
  const cards = () => page.locator('.ac-adaptiveCard');
  const lastCard = () => cards().last();
  const waitForButton = (name: string) =>
    shown(
      cards()
        .filter({ has: buttonOf(page, name) })
        .last(),
    );
  const press = async (name: string, card?: Locator) => {
    await buttonOf(card ?? (await waitForButton(name)), name).click();
  };
  return {
    cards,
    lastCard,
    waitForButton,
    press,
    waitForCard: (...texts) => shown(texts.reduce((all, hasText) => all.filter({ hasText }), cards()).last()),
    say: (text) => say(page, text),
    mention: (text) => mention(page, text),
    download: (button, card) => download(page, () => press(button, card)),
    goTo: (place) => goTo(page, place),
    reloadSlowly: () => reloadSlowly(page, open),
  };
}

/** Its configuration comes after the first message. */
async function reloadSlowly(page: Page, open: () => Promise<void>): Promise<void> {
  const config = '**/_internal/v1/config';
  const heard = firstMessage(page);
  await page.route(config, async (route) => {
    await heard;
    await route.continue();
  });
  await open();
  await page.unroute(config);
}

/** The next page's first message from its chats. */
function firstMessage(page: Page): Promise<void> {
  return new Promise((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => String(payload).includes('createMessage') && resolve());
    });
  });
}

/** Waits for it; what the page shows instead is told, since nobody was there to look. */
async function shown(card: Locator): Promise<Locator> {
  await card.waitFor().catch(async (error: Error): Promise<never> => {
    const seen = await card.page().locator('body').ariaSnapshot().catch(String);
    throw new Error(`${error.message}\nThe page shows:\n${seen}`, { cause: error });
  });
  return card;
}

/** What opens an address is a link to screen readers, and looks like the other buttons. */
function buttonOf(place: Page | Locator, name: string): Locator {
  return place.getByRole('button', { name, exact: true }).or(place.getByRole('link', { name, exact: true }));
}

const box = (page: Page): Locator => page.locator('div[role="textbox"][contenteditable="true"]').first();

async function say(page: Page, text: string): Promise<void> {
  await box(page).click();
  await box(page).pressSequentially(text);
  await page.keyboard.press('Enter');
}

/** Sent by Enter, an unpicked `@Name` would be mere text. */
async function mention(page: Page, text: string): Promise<void> {
  await box(page).click();
  await box(page).pressSequentially(`@${places.bot.slice(0, 4)}`, { delay: 30 });
  await page.getByRole('menuitem', { name: places.bot }).click();
  await box(page).pressSequentially(` ${text}`);
  await page.keyboard.press('Enter');
}

/** The link opens a page of its own, which becomes the download. */
async function download(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const begun = new Promise<Download>((resolve) => {
    page.on('download', resolve);
    page.context().on('page', (popup) => popup.on('download', resolve));
  });
  await press();
  const file = await begun;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

const names = {
  personal: 'Personal Chat',
  group: places.group,
  channel: `${places.team} - ${places.channel}`,
} as const;

async function goTo(page: Page, place: keyof typeof names): Promise<void> {
  await page.getByRole('treeitem', { name: names[place] }).first().click();
  await box(page).waitFor();
}
