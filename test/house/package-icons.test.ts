// The icons of the app package keep the rules of Teams, and are what their sources draw.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawIcon, icons } from '../../appPackage/icons/draw.ts';
import { hasChromium, launchChromium } from '../kit/chromium.ts';
import { type Picture, type Pixel, readPng } from '../kit/png.ts';
import { read, root } from './tree.ts';

const manifest = JSON.parse(read('appPackage/manifest.json')) as {
  readonly accentColor: string;
  readonly icons: Readonly<Record<'color' | 'outline', string>>;
};
const iconOf = (name: 'color' | 'outline') => readPng(readFileSync(join(root, 'appPackage', manifest.icons[name])));

type Dot = { readonly x: number; readonly y: number; readonly pixel: Pixel };

const dotsOf = ({ width, height, at }: Picture): readonly Dot[] =>
  Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [index % width, Math.trunc(index / width)];
    return { x, y, pixel: at(x, y) };
  });

/** The smallest box around dots: left, top, right, bottom. */
const boxOf = (dots: readonly Dot[]) => [
  Math.min(...dots.map(({ x }) => x)),
  Math.min(...dots.map(({ y }) => y)),
  Math.max(...dots.map(({ x }) => x)),
  Math.max(...dots.map(({ y }) => y)),
];

describe('the colour icon', () => {
  const icon = iconOf('color');
  const ground = icon.at(0, 0);
  const sign = dotsOf(icon).filter(({ pixel }) => pixel.join() !== ground.join());

  it('is 192 by 192 pixels, with nothing to see through', () => {
    expect([icon.width, icon.height]).toEqual([192, 192]);
    expect(dotsOf(icon).filter(({ pixel: [, , , alpha] }) => alpha !== 255)).toEqual([]);
  });

  it('has the accent colour as its ground', () => {
    const [red, green, blue] = ground;
    expect(`#${Buffer.from([red, green, blue]).toString('hex')}`.toUpperCase()).toBe(manifest.accentColor);
  });

  it('has its sign in the middle 96 by 96 pixels', () => {
    expect(boxOf(sign)).toEqual([48, 48, 143, 143]);
  });
});

describe('the outline icon', () => {
  const icon = iconOf('outline');
  const seen = dotsOf(icon).filter(({ pixel: [, , , alpha] }) => alpha > 0);

  it('is 32 by 32 pixels, drawn up to the edges', () => {
    expect([icon.width, icon.height]).toEqual([32, 32]);
    expect(boxOf(seen)).toEqual([0, 0, 31, 31]);
  });

  it('has no colour but white, and more nothing than something', () => {
    expect(seen.filter(({ pixel: [red, green, blue] }) => red + green + blue !== 3 * 255)).toEqual([]);
    expect(seen.length).toBeGreaterThan(150);
    expect(seen.length).toBeLessThan(600);
  });
});

describe.skipIf(!hasChromium())('the sources', () => {
  it('draw these icons', async () => {
    const browser = await launchChromium();
    try {
      for (const icon of icons) {
        const drawn = dotsOf(readPng(await drawIcon(browser, icon)));
        const kept = iconOf(icon[0]);
        // Edges are smoothed a little differently by other browsers.
        const far = drawn.filter(({ x, y, pixel }) =>
          kept.at(x, y).some((value, channel) => Math.abs(value - (pixel[channel] ?? 0)) > 48),
        );
        expect(far.length / drawn.length, icon[0]).toBeLessThan(0.01);
      }
    } finally {
      await browser.close();
    }
  });
});
