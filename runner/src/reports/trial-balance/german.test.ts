// Every title and sentence of the report has its German counterpart.
import { readFileSync } from 'node:fs';
import { translated } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { german } from './german.ts';
import { trialBalance } from './index.ts';

const source = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
/** What checks are called and say, as it stands in their files. */
const said = ['./checks.ts', './checks/ledger-balance.ts'].flatMap((name) =>
  [...source(name).matchAll(/\b(?:title|good|bad): ('[^'\n]+'|"[^"\n]+")/g)].map(([, text = '']) => text.slice(1, -1)),
);

describe('in German', () => {
  const { title, parameters, steps } = trialBalance.description;
  it.each([title, ...parameters.map((each) => each.title), ...steps.map((each) => each.title), ...new Set(said)])(
    'there is a word for: %s',
    (text) => expect(translated(text.replaceAll('%', '12'), german)).not.toBe(text.replaceAll('%', '12')),
  );

  it('figures stay as they are', () => {
    expect(translated('3 movements are not those that Plex gave.', german)).toBe(
      '3 Bewegungen sind nicht die von Plex.',
    );
    expect(translated('Since run 812: 3 movements and 4 balances changed.', german)).toBe(
      'Seit Lauf 812: 3 Bewegungen und 4 Salden haben sich geändert.',
    );
  });

  it('what nobody has translated stays as it is', () => {
    expect(translated('Something new: 12.', german)).toBe('Something new: 12.');
    expect(translated('constructor', german)).toBe('constructor');
  });
});
