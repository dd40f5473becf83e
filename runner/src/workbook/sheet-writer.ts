// Streams one sheet into the file, and goes on in another when Excel's last row is reached.
import { pieceBytes } from './deflate.ts';
import type { WorkbookLimits } from './limits.ts';
import type { WrittenSheet } from './package-parts.ts';
import { isStyled, RowEncoder } from './row-xml.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { Sheet, SheetRow } from './sheet.ts';
import { headerRow, sheetHead, sheetTail } from './sheet-xml.ts';
import { XmlBytes } from './xml-bytes.ts';
import type { ZipPart } from './zip.ts';

/** What all sheets of a workbook share. `open` starts the next sheet's part and says whether it is the first. */
export type SheetContext = {
  readonly title: string;
  readonly strings: SharedStrings;
  readonly limits: WorkbookLimits;
  readonly signal: AbortSignal | undefined;
  readonly openPart: () => Promise<ZipPart>;
};

/** One sheet of the file while it is being written. */
export class SheetWriter {
  readonly #sheet: Sheet;
  readonly #name: string;
  readonly #context: SheetContext;
  readonly #part: ZipPart;
  readonly #encoder: RowEncoder;
  readonly #xml = new XmlBytes();
  #row: number;
  #lastFiltered: number;

  private constructor(sheet: Sheet, name: string, first: boolean, context: SheetContext, part: ZipPart) {
    this.#sheet = sheet;
    this.#name = name;
    this.#context = context;
    this.#part = part;
    this.#encoder = new RowEncoder(sheet, context.strings, context.limits, this.#xml);
    this.#xml.putText(sheetHead(sheet, first));
    this.#row = headerRow(sheet);
    this.#lastFiltered = this.#row;
  }

  /** Starts a sheet. `first`: the one that is shown when the workbook opens. */
  static async start(sheet: Sheet, name: string, first: boolean, context: SheetContext): Promise<SheetWriter> {
    return new SheetWriter(sheet, name, first, context, await context.openPart());
  }

  /** Data rows so far. */
  get rows(): number {
    return this.#row - headerRow(this.#sheet);
  }

  /** Takes rows from `from` on, waiting for disk and threads; returns the index of the first row that has no room. */
  async append(batch: readonly SheetRow[], from: number): Promise<number> {
    const end = Math.min(batch.length, from + this.#context.limits.sheetRows - this.#row);
    for (let index = from; index < end; index += 1) {
      const row = batch[index];
      if (!row) continue;
      this.#row += 1;
      if (!isEpilogue(row)) this.#lastFiltered = this.#row;
      this.#encoder.encode(row, this.#row);
      if (this.#xml.length >= pieceBytes) await this.#flush();
    }
    return end;
  }

  /** Ends the sheet. */
  async close(): Promise<WrittenSheet> {
    this.#xml.putText(sheetTail(this.#sheet, this.#context.title, this.#lastFiltered, this.#row));
    await this.#flush();
    await this.#part.end();
    return { name: this.#name, sheet: this.#sheet, lastFiltered: this.#lastFiltered };
  }

  async #flush(): Promise<void> {
    this.#context.signal?.throwIfAborted();
    await this.#part.write(this.#xml.take());
  }
}

// Totals and remarks at the end stay out of the filter, or sorting would carry them off into the data.
function isEpilogue(row: SheetRow): boolean {
  return isStyled(row) && (row.style === 'total' || row.style === 'note');
}
