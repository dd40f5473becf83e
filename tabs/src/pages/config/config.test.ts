// At which page a tab opens, as its address says.
import { describe, expect, it } from 'vitest';
import { pages } from '../../place.ts';
import { pageIn } from '../../teams/configure.ts';

describe('the address of a tab in a channel', () => {
  it.each(pages)('says that it opens at %s', (page) => {
    expect(pageIn(`https://reports.example.com/tab/?page=${page}`)).toBe(page);
  });

  it.each(['', 'no address', 'https://reports.example.com/tab/', 'https://reports.example.com/tab/?page=admin'])(
    'says nothing: “%s”',
    (address) => {
      expect(pageIn(address)).toBeUndefined();
    },
  );
});
