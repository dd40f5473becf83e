// A failing list of actions gets shorter until nothing more can be left out.
import { expect, it } from 'vitest';
import { drawActions } from './long/actions.ts';
import { shrink } from './long/shrink.ts';

const letters = [...'abcdefghijklmnop'];

it('what does not matter is left out', async () => {
  const fails = async (items: readonly string[]) => items.includes('c') && items.includes('m');
  expect(await shrink(letters, 100, fails)).toEqual(['c', 'm']);
});

it('nothing is left out of a list that needs all of it', async () => {
  expect(await shrink(letters, 100, async () => false)).toEqual(letters);
});

it('no more is tried than allowed', async () => {
  let tries = 0;
  const fails = async () => {
    tries += 1;
    return false;
  };
  await shrink(letters, 5, fails);
  expect(tries).toBe(5);
});

it('the same seed draws the same actions, another one others', () => {
  expect(drawActions(7, 300)).toEqual(drawActions(7, 300));
  expect(drawActions(8, 300)).not.toEqual(drawActions(7, 300));
});

it('actions are in order of time, none lasts longer than an outage may', () => {
  const actions = drawActions(7, 3_600);
  expect(actions.map(({ atS }) => atS)).toEqual(actions.map(({ atS }) => atS).toSorted((a, b) => a - b));
  expect(Math.max(...actions.map(({ forS = 0 }) => forS))).toBeLessThanOrEqual(120);
  expect(new Set(actions.map(({ does }) => does)).size).toBe(8);
});
