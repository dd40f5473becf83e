// What a report says of itself in another language: its own titles and sentences, word for word, numbers left as they are.

/** Sentences in English, and what they are called in another language. `%` stands for a number, a period or an amount. */
export type Translations = Readonly<Record<string, string>>;

const figure = /\(?-?\d(?:[\d.,:-]*\d)?\)?/g;

/** The text in the other language; as it is where nobody has said it. `3 balances differ.` is found as `% balances differ.` */
export function translated(text: string, known: Translations = {}): string {
  if (Object.hasOwn(known, text)) return known[text] ?? text;
  const figures = text.match(figure) ?? [];
  const form = text.replace(figure, '%');
  if (!Object.hasOwn(known, form)) return text;
  let next = 0;
  return (known[form] ?? text).replaceAll('%', () => figures[next++] ?? '');
}
