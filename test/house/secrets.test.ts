// Nothing in the tree gives away a secret or the machine that it was written on.
import { describe, expect, it } from 'vitest';
import { matching, placeOf, read } from './tree.ts';

const texts = matching(/\.(ts|mts|mjs|sql|md|json|yml|csv|svg|c|py|wsdl|example)$|^\.ci\/|^\.[a-z]+$/);

/** Places where a pattern is found. */
function found(pattern: RegExp): readonly string[] {
  return texts.flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(pattern)].map(
      ({ index, 0: match }) => `${placeOf({ file, text }, index)} ${match.slice(0, 60)}`,
    );
  });
}

describe('no file holds', () => {
  it.each([
    ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY/g],
    [
      'a token of a cloud or a code host',
      /\b(AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}|github_pat_\w{20,}|xox[abprs]-[\w-]{10,}|npm_\w{30,})/g,
    ],
    ['a signed token', /\beyJ[\w-]{15,}\.[\w-]{15,}\.[\w-]{10,}/g],
    [
      'a password in an address',
      /\b[a-z+]+:\/\/[^\s:@/'"`${}<>]+:(?!PASSWORD|\*{3}|…)[^\s@/'"`${}<>]{3,}@(?!127\.0\.0\.1|localhost|[\w.-]+\.(?:internal|example|test)\b)[\w.-]+\.[a-z]{2,}/g,
    ],
    [
      'a long random value beside a secret word',
      /(secret|password|token|api_?key)["']?\s*[:=]\s*["'][A-Za-z0-9+/_-]{24,}["']/gi,
    ],
  ])('%s', (_, pattern) => {
    expect(found(pattern)).toEqual([]);
  });

  it('a path of somebody’s machine', () => {
    expect(found(/(?<![\w.])\/(home|Users|workspace|work|mnt|private)\/\w+|\b[A-Z]:\\\\?Users/g)).toEqual([]);
  });
});
