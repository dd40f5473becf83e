// Text from outside stays text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, plainText } from './plain-text.ts';

const hostile = fc.string({ unit: fc.constantFrom(...'*_[]()#-+>`~<\\|!:/.=1w@&{} \n\r\t\u202e\u200b\ud83dabc') });

describe('text that is not read as markdown', () => {
  it('keeps the words as they are written', () =>
    expect(oneLine('[click](http://evil) *Umbra* Oy_2')).toBe('[click](http://evil) *Umbra* Oy_2'));

  it('is one line without hidden characters', () =>
    expect(oneLine('Umbra\r\n\u202eOy\u200b\u0007 \ud800Ltd')).toBe('Umbra Oy Ltd'));

  it('keeps letters together that some scripts join by invisible ones', () =>
    expect(oneLine('می\u200cخواهم')).toBe('می\u200cخواهم'));

  it('is cut at a whole character', () => expect(oneLine('🙂🙂🙂🙂', 3)).toBe('🙂🙂…'));

  it('never asks a client for a date', () => expect(oneLine('{{DATE(2020-01-01)}} {{{')).not.toContain('{{'));

  it('stays the same when made plain twice', () =>
    fc.assert(
      fc.property(hostile, (text) => {
        expect(oneLine(oneLine(text))).toBe(oneLine(text));
      }),
    ));
});

describe('text where markdown is read', () => {
  it.each([
    ['[click](http://evil)', '［click］(http:∕∕evil)'],
    ['**bold** _it_', '∗∗bold∗∗ ＿it＿'],
    ['# head', '＃ head'],
    ['- item', '‑ item'],
    ['1. item', '1․ item'],
    ['> quote', '› quote'],
    ['<at>Ada</at>', '‹at›Ada‹/at›'],
    ['www.evil.com', 'www․evil.com'],
    ['10-2000 Cash', '10-2000 Cash'],
  ])('writes %s as %s', (text, plain) => expect(plainText(text)).toBe(plain));

  it('has nothing left that marks up, whatever comes in', () =>
    fc.assert(
      fc.property(hostile, (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(/[*_[\]#`~<>\\|\n\r]|:\/\/|www\.|mailto:|\{\{|\u202e/i);
        expect(plain).not.toMatch(/^(\s|[-+=]|\d+[.)](\s|$))/);
      }),
    ));

  it('stays the same when made plain twice', () =>
    fc.assert(
      fc.property(hostile, (text) => {
        expect(plainText(plainText(text))).toBe(plainText(text));
      }),
    ));
});
