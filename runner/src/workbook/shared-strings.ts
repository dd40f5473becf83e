// The table of texts that cells point to. It stops growing at a cap, so that memory stays flat whatever the data.
import type { WorkbookLimits } from './limits.ts';
import { bytesOf, type XmlBytes } from './xml-bytes.ts';
import { textElement } from './xml-text.ts';

const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

const pointerStart = bytesOf(' t="s"><v>');
const pointerEnd = bytesOf('</v></c>');

/** Texts in the order in which they were first seen. */
export class SharedStrings {
  readonly #indexes = new Map<string, number>();
  readonly #limits: WorkbookLimits;
  #characters = 0;
  #uses = 0;

  constructor(limits: WorkbookLimits) {
    this.#limits = limits;
  }

  /** Puts down the rest of a `<c r="…" s="…"` element with this text: a pointer, or the text itself beyond the cap. */
  putCellEnd(text: string, xml: XmlBytes): void {
    const index = this.#indexes.get(text) ?? this.#add(text);
    if (index === undefined) {
      xml.putText(` t="inlineStr"><is>${textElement(text)}</is></c>`);
      return;
    }
    this.#uses += 1;
    xml.put(pointerStart);
    xml.putCount(index);
    xml.put(pointerEnd);
  }

  #add(text: string): number | undefined {
    const index = this.#indexes.size;
    if (index >= this.#limits.sharedStrings || this.#characters >= this.#limits.sharedCharacters) return undefined;
    this.#indexes.set(text, index);
    this.#characters += text.length;
    return index;
  }

  /** The part's XML, piece by piece. */
  *xml(): Generator<string> {
    const size = this.#indexes.size;
    yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="${namespace}" count="${this.#uses}" uniqueCount="${size}">`;
    for (const text of this.#indexes.keys()) yield `<si>${textElement(text)}</si>`;
    yield '</sst>';
  }
}
