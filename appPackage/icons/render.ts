// Writes the icons of the app package: `npx tsx appPackage/icons/render.ts`. Needs Chromium.
import { writeFile } from 'node:fs/promises';
import { launchChromium } from '../../test/kit/chromium.ts';
import { drawIcon, icons } from './draw.ts';

const browser = await launchChromium();
for (const icon of icons) await writeFile(new URL(`../${icon[0]}.png`, import.meta.url), await drawIcon(browser, icon));
await browser.close();
