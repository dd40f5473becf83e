// Text from outside made harmless: one line, no hidden characters, no length without end, and no markdown where it would be read.

/** Invisible format characters, apart from the two that some scripts and emoji need to be written at all. */
const hidden = /(?![\u200c\u200d])\p{Cf}|\p{Cs}/gu;

/**
 * One line of at most `most` characters, for places that are not read as markdown (text runs, choices, button titles).
 * `{{` is broken up: cards would take it for a date to be written out.
 */
export function oneLine(text: string, most = 300): string {
  const flat = text
    .replace(hidden, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/\{(?=\{)/g, '{ ');
  const characters = [...flat];
  return characters.length <= most
    ? flat
    : `${characters
        .slice(0, Math.max(0, most - 1))
        .join('')
        .trimEnd()}…`;
}

/** Look-alikes that mean nothing in markdown or HTML. */
const lookAlike: Readonly<Record<string, string>> = {
  '*': '∗',
  _: '＿',
  '[': '［',
  ']': '］',
  '#': '＃',
  '`': 'ˋ',
  '~': '～',
  '<': '‹',
  '>': '›',
  '\\': '＼',
  '|': '∣',
};

/**
 * One line that stays the same words when read as markdown: what could mark emphasis, links, lists, quotes, code, headings
 * or HTML is written with look-alikes, and addresses are no links. A backslash before each would be seen in notifications.
 */
export function plainText(text: string, most = 300): string {
  return oneLine(text, most)
    .trim()
    .replace(/[*_[\]#`~<>\\|]/g, (character) => lookAlike[character] ?? '')
    .replace(/:\/\//g, ':∕∕')
    .replace(/\b(www|mailto|tel)([.:])/gi, (_, word: string, mark: string) => `${word}${mark === '.' ? '․' : '∶'}`)
    .replace(/^-/, '‑')
    .replace(/^\+/, '＋')
    .replace(/^=/, '＝')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, (_, digits: string, mark: string) => `${digits}${mark === '.' ? '․' : '）'}`);
}
