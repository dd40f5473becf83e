// Calls of one moment, made as one.
import { describe, expect, it } from 'vitest';
import { gathering, together } from './gathering.ts';

describe('gathering', () => {
  it('makes one call of what comes at the same moment, for each source, and gives everybody their answer', async () => {
    const calls: (readonly number[])[] = [];
    const double = gathering(async (_: object, values: readonly number[]) => {
      calls.push(values);
      return (value, place) => value * 2 + place;
    });
    const [first, second] = [{}, {}];
    const answers = [double(first, 1), double(first, 5), double(second, 7), double(first, 5)];
    expect(await Promise.all(answers)).toEqual([2, 11, 14, 12]);
    expect(calls).toEqual([[1, 5, 5], [7]]);
    expect(await double(first, 3)).toBe(6);
  });

  it('makes calls of fifty at most', async () => {
    const sizes: number[] = [];
    const count = gathering(async (_: object, values: readonly number[]) => {
      sizes.push(values.length);
      return (value) => value;
    });
    const source = {};
    await Promise.all(Array.from({ length: 120 }, (_, value) => count(source, value)));
    expect(sizes).toEqual([50, 50, 20]);
  });

  it('lets one fail without the others, and all when the call fails', async () => {
    const refuse = gathering(async (_: object, values: readonly string[]) => {
      if (values.includes('all')) throw new Error('all fail');
      return (value) => {
        if (value === 'bad') throw new Error('only this one');
        return value;
      };
    });
    const source = {};
    const each = (...values: readonly string[]) => Promise.allSettled(values.map((value) => refuse(source, value)));
    expect(await each('good', 'bad')).toMatchObject([{ value: 'good' }, { reason: { message: 'only this one' } }]);
    expect(await each('good', 'all')).toMatchObject(Array(2).fill({ reason: { message: 'all fail' } }));
  });

  it('does for each alone what the record refused for one, and gives work without an answer none', async () => {
    const calls: (readonly string[])[] = [];
    const note = together(async (_: object, values: readonly string[]) => {
      calls.push(values);
      if (values.includes('bad')) throw Object.assign(new Error('refused'), { code: '23505' });
      return 'something';
    });
    const source = {};
    const settled = await Promise.allSettled(['good', 'bad', 'fine'].map((value) => note(source, value)));
    expect(settled).toMatchObject([{ value: undefined }, { reason: { message: 'refused' } }, { value: undefined }]);
    expect(calls).toEqual([['good', 'bad', 'fine'], ['good'], ['bad'], ['fine']]);
  });
});
