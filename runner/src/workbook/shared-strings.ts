// The table of texts that cells point to. It stops growing at a cap, so that memory stays flat whatever the data.
import type { WorkbookLimits } from './limits.ts';
import { textElement } from './xml-text.ts';

const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** Texts in the order in which they were first seen. */
export class SharedStrings {
  readonly #references = new Map<string, string>();
  readonly #limits: WorkbookLimits;
  #characters = 0;
  #uses = 0;

  constructor(limits: WorkbookLimits) {
    this.#limits = limits;
  }

  /** The rest of a `<c r="…" s="…"` element that holds this text: a pointer, or the text itself beyond the cap. */
  cellEnd(text: string): string {
    const known = this.#references.get(text) ?? this.#add(text);
    if (known === undefined) return ` t="inlineStr"><is>${textElement(text)}</is></c>`;
    this.#uses += 1;
    return known;
  }

  #add(text: string): string | undefined {
    const index = this.#references.size;
    if (index >= this.#limits.sharedStrings || this.#characters >= this.#limits.sharedCharacters) return undefined;
    const reference = ` t="s"><v>${index}</v></c>`;
    this.#references.set(text, reference);
    this.#characters += text.length;
    return reference;
  }

  /** The part's XML, piece by piece. */
  *xml(): Generator<string> {
    const size = this.#references.size;
    yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="${namespace}" count="${this.#uses}" uniqueCount="${size}">`;
    for (const text of this.#references.keys()) yield `<si>${textElement(text)}</si>`;
    yield '</sst>';
  }
}
