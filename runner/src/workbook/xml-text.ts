// Any text made safe for XML, and readable again as the very same text by Excel.

// Control characters other than tab and line feed; and two code points that XML forbids.
const illegal = /(?![\t\n])[\p{Cc}\ufffe\uffff]/gu;
const lone = /\p{Surrogate}/gu;
// An underscore that, once its neighbours are escaped, would be read as the start of an escape.
const falseEscape = /_(?=x[0-9a-fA-F]{4}(?![\t\n])[_\p{Cc}\ufffe\uffff])/gu;
const unsafe = /[&<>\p{Surrogate}\ufffe\uffff]|(?![\t\n])\p{Cc}|_x[0-9a-fA-F]{4}/u;
const edgeSpace = /^\s|\s$|[\t\n]| {2}/;

const hex = (character: string): string => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

/** For element content and double-quoted attributes of our own making. Characters that XML forbids are dropped. */
export function escapeMarkup(text: string): string {
  const clean = text.replace(illegal, '').replace(lone, '\ufffd');
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** For cell text: control characters become `_xHHHH_`, a literal `_x0041_` stays literal, a lone surrogate is U+FFFD. */
export function escapeCellText(text: string): string {
  if (!unsafe.test(text)) return text;
  return text
    .replace(lone, '\ufffd')
    .replace(falseEscape, '_x005F_')
    .replace(illegal, hex)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** The `<t>` element of a shared or inline string, with its spaces kept. */
export function textElement(text: string): string {
  return `${edgeSpace.test(text) ? '<t xml:space="preserve">' : '<t>'}${escapeCellText(text)}</t>`;
}
