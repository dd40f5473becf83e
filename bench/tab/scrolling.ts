// The archive of ten thousand runs under a hand that scrolls: how many pictures a second.
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { launchChromium } from '../../test/kit/chromium.ts';
import type { BenchRow } from '../row.ts';
import { finishedRuns } from './world.ts';

const targetFps = 50;
const scrollMs = 8_000;

/** How far each picture moves the list, in CSS pixels: a finger, and the bar dragged to the end. */
const hands = [
  { what: 'by a finger', step: 60 },
  { what: 'to its end', step: 1_400 },
] as const;

/** A row for each way of scrolling. */
export async function benchScrolling(url: string): Promise<readonly BenchRow[]> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${url}#/archive`);
    await page.getByRole('row').nth(10).waitFor();
    const rows: BenchRow[] = [];
    for (const { what, step } of hands) rows.push(rowOf(what, await scroll(page, step)));
    return rows;
  } finally {
    await browser.close();
  }
}

function rowOf(what: string, gaps: readonly number[]): BenchRow {
  const fps = (1_000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0);
  const late = gaps.filter((gap) => gap > 1_000 / targetFps + 1).length;
  return {
    what: `tab, archive of ${finishedRuns.toLocaleString('en')} runs scrolled ${what}`,
    measured: `${fps.toFixed(0)} fps; ${late} of ${gaps.length} pictures late, longest gap ${Math.max(...gaps).toFixed(0)} ms`,
    target: `≥ ${targetFps} fps`,
    ok: fps >= targetFps,
  };
}

/** Scrolls from the top, a step for each picture; the times between the pictures in ms. */
async function scroll(page: Page, step: number): Promise<readonly number[]> {
  const list = page.getByRole('region', { name: 'Finished runs' });
  await list.evaluate((box) => box.scrollTo(0, 0));
  await delay(1_000);
  return page.evaluate<readonly number[]>(`(${scrollInPage})(${step}, ${scrollMs})`);
}

/** For the page, as text: what runs there must not be touched by what makes JavaScript of our files. */
const scrollInPage = `(step, ms) => new Promise((resolve) => {
  const box = document.querySelector('section[aria-label="Finished runs"]');
  const gaps = [];
  const begin = performance.now();
  let before = begin;
  const move = (now) => {
    gaps.push(now - before);
    before = now;
    box.scrollBy(0, step);
    const isOver = now - begin > ms || box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
    if (isOver) resolve(gaps.slice(1));
    else requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
})`;
