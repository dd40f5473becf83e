// The quick lane: a row in Plex's everyday spelling is cut into cells by searching, without an event for each of its tags.
// A row that is spelled in any other way (prefixes, attributes, comments, CDATA, numbered characters) is left to the XML parser.
import type { RowBuilder } from './row-builder.ts';

const rowOpen = '<Row><Columns>';
const valueOpen = '<Column><Value>';
const emptyValues = ['<Column><Value/>', '<Column><Value />', '<Column><Value xsi:nil="true"/>', '<Column>'];
const nameOpen = '<Name>';
const cellClose = '</Name></Column>';
const rowClose = '</Columns></Row>';

/** What XML forbids or changes in a text: control characters, line ends of Windows, halves of characters, `]]>`. */
const needsParser = /[^\t\n\x20-\ud7ff\ue000-\ufffd]|\]\]>|&(?!(?:amp|lt|gt|quot|apos);)/;
const entity = /&(amp|lt|gt|quot|apos);/g;
const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Columns past this number are looked at one by one: an answer must not be able to fill the memory. */
const mostRemembered = 512;

/** What stands behind the value of a column: nearly every row repeats it. Values that nobody wants are not cut out. */
type Ending = { readonly text: string; readonly name: string; readonly wanted: boolean };

export class RowLane {
  readonly #rows: RowBuilder;
  /** By position in the row. */
  readonly #endings: Ending[] = [];
  #position = 0;
  #names: string[] = [];
  #values: string[] = [];

  constructor(rows: RowBuilder) {
    this.#rows = rows;
  }

  /** Takes the row that is `text` from `at` to `end`; false, with nothing taken, when the parser has to read it. */
  take(text: string, at: number, end: number): boolean {
    if (!text.startsWith(rowOpen, at)) return false;
    const row = text.slice(at, end);
    if (needsParser.test(row) || !this.#cut(text, at + rowOpen.length, end - rowClose.length)) return false;
    this.#hand(row.includes('&') ? decoded : asItIs);
    return true;
  }

  /** Hands the cells that were cut to the builder. */
  #hand(decode: (text: string) => string): void {
    this.#rows.begin();
    for (let cell = 0; cell < this.#names.length; cell += 1)
      this.#rows.cell(this.#names[cell] ?? '', decode(this.#values[cell] ?? ''));
    this.#rows.end();
  }

  /** Cuts the columns between `at` and `end`; false when something else stands there. */
  #cut(text: string, at: number, end: number): boolean {
    this.#names = [];
    this.#values = [];
    this.#position = 0;
    let next = at;
    while (next >= 0 && next < end) next = this.#cell(text, next);
    return next === end && text.startsWith(rowClose, end);
  }

  /** Cuts one column and returns where it ends, or -1. */
  #cell(text: string, at: number): number {
    if (!text.startsWith(valueOpen, at)) return this.#emptyCell(text, at);
    const from = at + valueOpen.length;
    const to = text.indexOf('<', from);
    return this.#ending(text, from, to, '</Value><Name>');
  }

  #emptyCell(text: string, at: number): number {
    const open = emptyValues.find((spelling) => text.startsWith(spelling, at));
    if (open === undefined) return -1;
    const to = at + open.length;
    return this.#ending(text, to, to, nameOpen);
  }

  /** The name behind the value that is `text` from `from` to `to`. */
  #ending(text: string, from: number, to: number, opening: string): number {
    const position = this.#position;
    this.#position += 1;
    let ending = this.#endings[position];
    if (ending === undefined || !text.startsWith(ending.text, to)) {
      ending = this.#readEnding(text, to, opening);
      if (ending === undefined) return -1;
      if (position < mostRemembered) this.#endings[position] = ending;
    }
    if (ending.wanted) {
      this.#values.push(text.slice(from, to));
      this.#names.push(ending.name);
    }
    return to + ending.text.length;
  }

  #readEnding(text: string, at: number, opening: string): Ending | undefined {
    if (!text.startsWith(opening, at)) return undefined;
    const from = at + opening.length;
    const to = text.indexOf('<', from);
    if (!text.startsWith(cellClose, to)) return undefined;
    const name = decoded(text.slice(from, to));
    return { text: text.slice(at, to + cellClose.length), name, wanted: this.#rows.wants(name) };
  }
}

const asItIs = (text: string): string => text;

function decoded(text: string): string {
  return text.replace(entity, (_, name: string) => characters[name] ?? '');
}
