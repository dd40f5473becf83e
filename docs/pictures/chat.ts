// Makes chat.png: `npx tsx docs/pictures/chat.ts ADDRESS`, with the address of the chat that `npm start` prints.
import { launchChromium } from '../../test/kit/chromium.ts';
import { openChat } from '../../test/kit/playground.ts';

const [, , address = ''] = process.argv;
const browser = await launchChromium();
const window = await browser.newPage({ viewport: { width: 1000, height: 920 } });
const chat = await openChat(window, address);
await chat.waitForCard('Hello');
// The playground's panel for developers is no part of the chat.
await window.locator('button:right-of(:text("Log Panel"))').first().click();
await chat.say('run TB 2024-03 for 111111');
await chat.press('Allow', await chat.waitForCard('May this file be stored'));
await chat.waitForCard('Stored in your OneDrive');
await chat.waitForCard('Trial balance · 2024-03', 'Saved to your OneDrive');
await window.screenshot({ path: new URL('./chat.png', import.meta.url).pathname });
await browser.close();
