// Places in the tab, as the address and links from Teams write them.
import { describe, expect, it } from 'vitest';
import { pages, parsePlace, placeText } from './place.ts';

describe('a place in the tab', () => {
  it.each(pages)('is written as it is read: %s', (page) => {
    for (const run of [undefined, 12])
      for (const query of ['', 'who=o%20k&sort=took']) {
        expect(parsePlace(placeText({ page, run, query }))).toEqual({ page, run, query });
      }
  });

  it.each(['run/12', 'run-12', 'archive/12', '#/archive/12'])('finds a run in the archive: %s', (text) => {
    expect(parsePlace(text)).toEqual({ page: 'archive', run: 12, query: '' });
  });

  it('of the archive may say how its list is looked at', () => {
    expect(parsePlace('archive?result=failed')).toEqual({ page: 'archive', run: undefined, query: 'result=failed' });
  });

  it.each(['', '#', 'runs/1', 'queue/0', 'queue/x', 'queue/12345678901', 'javascript:1', 'queuex', 'queue/1/2'])(
    'is not “%s”',
    (text) => {
      expect(parsePlace(text)).toBeUndefined();
    },
  );
});
