// Draws an icon of the app package from its SVG source.
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';

/** The icons and their sides in pixels, as Teams wants them. */
export const icons = [
  ['color', 192],
  ['outline', 32],
] as const;

/** A PNG of `side` by `side` pixels. Where the drawing has nothing, it is transparent. */
export async function drawIcon(browser: Browser, [name, side]: (typeof icons)[number]): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  const drawing = await readFile(new URL(`./${name}.svg`, import.meta.url), 'utf8');
  await page.setContent(`<body style="margin:0;line-height:0">${drawing}</body>`);
  return page.screenshot({ omitBackground: true });
}
