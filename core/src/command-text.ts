// What people and Teams really send, made plain: markup, entities, dashes, quotes and spaces; then cut into words.

/** One word as a command sees it. `name` is true for what stood in quotes after `for`: it is taken as it is. */
export type Word = { readonly text: string; readonly low: string; readonly name: boolean };

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  ndash: '-',
  mdash: '-',
  hellip: '..',
  lsquo: "'",
  rsquo: "'",
  ldquo: '"',
  rdquo: '"',
};

const markup = /<at\b[^<>]*>[^<>]*<\/at>|<\/?[a-z][^<>]*>/gi;
const entityForm = /&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]{2,6}));/gi;

/** Takes away what Teams wraps around a message: mentions, tags, entities. */
function unwrap(text: string): string {
  return text.replace(markup, ' ').replace(entityForm, (whole, decimal?: string, hex?: string, name = ''): string => {
    if (decimal ?? hex) return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16));
    return entities[String(name).toLowerCase()] ?? whole;
  });
}

/** Most of what is written is plain already: words of ASCII, single spaces between them. */
const plainForm = /^[!-_a-~]+(?: [!-_a-~]+)*$/;

/** The same words with plain quotes, plain dashes, `..` for an ellipsis and single spaces; nothing invisible is left. */
export function plainText(text: string): string {
  if (plainForm.test(text)) return text;
  return text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-')
    .replace(/[\u2018-\u201b\u2032\u00b4\u0060]/g, "'")
    .replace(/[\u201c-\u201f\u2033\u00ab\u00bb]/g, '"')
    .replace(/\u2026/g, '..')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .normalize('NFC');
}

/** A message as Teams sends it, in plain text. */
export const messageText = (text: string): string => plainText(unwrap(text));

/** The opposite of unwrapping: text that comes out of `messageText` as it went in. */
export function shielded(text: string): string {
  return text.replace(/&(?=#?\w{1,8};)/g, '&amp;').replace(/<(?=[a-z/])/gi, '&lt;');
}

/** What a company is called in front of its name or number. */
export const companyWords: readonly string[] = ['company', 'gesellschaft', 'firma', 'mandant'];

/** Words that may stand before a company's name in quotes. */
export const beforeCompany: readonly string[] = ['for', 'of', 'für', 'fuer', 'von', ...companyWords];

const pieceForm = /"((?:[^"]|"")+)"|[^\s"]+/g;

/** The words of a plain text. Quotes matter only around a company's name; there `""` stands for one quote. */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const [piece, quoted] of text.replace(/^[\s/]+/, '').matchAll(pieceForm)) {
    if (quoted === undefined) words.push(...bareWords(piece));
    else if (beforeCompany.includes(words.at(-1)?.low ?? '')) words.push(nameWord(quoted));
    else words.push(...bareWords(quoted.replaceAll('"', ' ')));
  }
  return words;
}

function nameWord(quoted: string): Word {
  const text = quoted.replaceAll('""', '"').trim();
  return { text, low: text.toLowerCase(), name: true };
}

const bareWords = (text: string): readonly Word[] =>
  text
    .split(' ')
    .map((piece) => ({ text: piece, low: stripped(piece).toLowerCase(), name: false }))
    .filter(({ low }) => low !== '');

/** A picture, whatever it is made of: people put them in front of words. */
const picture = '[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\p{Regional_Indicator}\\ufe0e\\ufe0f\\u20e3]';
const pictures = new RegExp(`^${picture}+|${picture}+$`, 'gu');

/** A word without the pictures and the punctuation around it; two dots at its end stay, they may be the middle of a range. */
export function stripped(word: string): string {
  if (/^(?:\.{2,}|-)$/.test(word)) return word;
  return word
    .replace(pictures, '')
    .replace(/^['([{*_]+/, '')
    .replace(/(?:[',;:!?)\]}*_]|(?<!\.)\.)+$/, '');
}

/** The words from `at` on, `count` of them, as one lower-case phrase; undefined where there are fewer, or a name. */
export function phraseAt(words: readonly Word[], at: number, count: number): string | undefined {
  const taken = words.slice(at, at + count);
  if (taken.length < count || taken.some(({ name }) => name)) return undefined;
  return taken.map(({ low }) => low).join(' ');
}

/** The longest phrase at `at`, of at most `most` words, that `read` can read, and how many words it takes. */
export function longest<T>(
  words: readonly Word[],
  at: number,
  most: number,
  read: (phrase: string) => T | undefined,
): { readonly value: T; readonly count: number } | undefined {
  for (let count = Math.min(most, words.length - at); count > 0; count--) {
    const phrase = phraseAt(words, at, count);
    const value = phrase === undefined ? undefined : read(phrase);
    if (value !== undefined) return { value, count };
  }
  return undefined;
}
