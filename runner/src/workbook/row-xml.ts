// The hot path: one row of cells as XML. What does not change from row to row is made beforehand.
import { AppError } from '@repsys/core';
import { columnLetters } from './column-letters.ts';
import { excelSerial } from './excel-date.ts';
import type { WorkbookLimits } from './limits.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { Cell, ColumnKind, FormulaCell, RowStyle, Sheet, SheetColumn, SheetRow, StyledRow } from './sheet.ts';
import { cellFormat, textFormat } from './styles.ts';
import { bytesOf, digitsOf, type XmlBytes } from './xml-bytes.ts';
import { escapeCellText, escapeMarkup } from './xml-text.ts';

/** The unchanging pieces of a column's cells in rows of one style; the row number goes behind `open`. */
type Slot = {
  readonly kind: ColumnKind;
  readonly header: string;
  readonly open: Uint8Array;
  readonly text: Uint8Array;
  readonly value: Uint8Array;
  readonly number: Uint8Array;
};

const rowOpen = bytesOf('<row r="');
const rowStart = bytesOf('">');
const rowEnd = bytesOf('</row>');
const cellEmpty = bytesOf('/>');
const valueEnd = bytesOf('</v></c>');
const longestNumber = 128;
// More than a number, the unchanging pieces and the row number take in one cell.
const cellOverhead = 256;

const plainDecimal = /^-?\d+(?:\.\d+)?$/;

/** True for a row that says its style. */
export function isStyled(row: SheetRow): row is StyledRow {
  return !Array.isArray(row);
}

/** Puts a sheet's rows down in `xml`, one after the other. */
export class RowEncoder {
  readonly #sheet: Sheet;
  readonly #strings: SharedStrings;
  readonly #limits: WorkbookLimits;
  readonly #xml: XmlBytes;
  readonly #slots = new Map<RowStyle, readonly Slot[]>();
  #row = 0;
  #reference = bytesOf('0');
  #lenient = false;

  constructor(sheet: Sheet, strings: SharedStrings, limits: WorkbookLimits, xml: XmlBytes) {
    this.#sheet = sheet;
    this.#strings = strings;
    this.#limits = limits;
    this.#xml = xml;
  }

  /** `number` counts from 1. Throws on cells that do not fit their column. */
  encode(row: SheetRow, number: number): void {
    const style = isStyled(row) ? row.style : 'plain';
    const cells = isStyled(row) ? row.cells : row;
    const slots = this.#slotsOf(style);
    this.#row = number;
    this.#reference = digitsOf(number, this.#reference);
    // In lines for people a word such as "none" may take a number's place; in data it would be a mistake of ours.
    this.#lenient = style !== 'plain';
    if (cells.length > slots.length)
      throw new Error(`Sheet "${this.#sheet.name}", row ${number}: more cells than columns`);
    this.#xml.reserve(cellOverhead);
    this.#xml.put(rowOpen);
    this.#xml.put(this.#reference);
    this.#xml.put(rowStart);
    for (let index = 0; index < slots.length; index += 1) {
      const slot = slots[index];
      if (slot) this.#encodeCell(slot, cells[index] ?? null);
    }
    this.#xml.reserve(rowEnd.length);
    this.#xml.put(rowEnd);
  }

  #slotsOf(style: RowStyle): readonly Slot[] {
    const known = this.#slots.get(style);
    if (known) return known;
    const made = this.#sheet.columns.map((column, index) => createSlot(column, index, style));
    this.#slots.set(style, made);
    return made;
  }

  #encodeCell(slot: Slot, cell: Cell): void {
    this.#xml.reserve(cellOverhead);
    if (typeof cell === 'string' && cell !== '') {
      if (slot.kind === 'text') this.#encodeText(slot, cell);
      else this.#encodeNumber(slot, cell);
      return;
    }
    this.#xml.put(slot.open);
    this.#xml.put(this.#reference);
    if (cell !== null && cell !== '') {
      this.#encodeFormula(slot, cell);
      return;
    }
    this.#xml.put(slot.value);
    this.#xml.put(cellEmpty);
  }

  #encodeNumber(slot: Slot, cell: string): void {
    const text = slot.kind === 'timestamp' ? (excelSerial(cell) ?? '') : cell;
    if (text.length > longestNumber || !this.#xml.putNumber(slot.open, this.#reference, slot.number, text, valueEnd)) {
      this.#encodeMisfit(slot, cell);
    }
  }

  #encodeMisfit(slot: Slot, cell: string): void {
    if (!this.#lenient && slot.kind !== 'timestamp') throw this.#misfit(slot, cell);
    this.#encodeText(slot, cell);
  }

  #encodeText(slot: Slot, text: string): void {
    if (text.length > this.#limits.cellCharacters) throw this.#tooLong(slot, text);
    this.#xml.put(slot.open);
    this.#xml.put(this.#reference);
    this.#xml.put(slot.text);
    this.#strings.putCellEnd(text, this.#xml);
  }

  #encodeFormula(slot: Slot, { formula, value }: FormulaCell): void {
    if (formula.startsWith('=')) throw new Error(`${this.#place(slot)}: a formula is given without "="`);
    const number = slot.kind === 'timestamp' ? excelSerial(value) : value;
    const isNumber = slot.kind !== 'text' && number !== undefined && plainDecimal.test(number);
    if (slot.kind !== 'text' && !isNumber && !this.#lenient) throw this.#misfit(slot, value);
    this.#xml.put(isNumber ? slot.value : slot.text);
    const shown = isNumber ? number : escapeCellText(value);
    this.#xml.putText(`${isNumber ? '>' : ' t="str">'}<f>${escapeMarkup(formula)}</f><v>${shown}</v></c>`);
  }

  #misfit(slot: Slot, text: string): Error {
    return new Error(`${this.#place(slot)}: ${JSON.stringify(text)} is no ${slot.kind}`);
  }

  #tooLong(slot: Slot, text: string): AppError {
    const limit = this.#limits.cellCharacters;
    const message = `${this.#place(slot)}: ${text.length} characters do not fit into one cell, which holds ${limit}.`;
    return new AppError('WORKBOOK_TOO_LARGE', message, {
      details: { sheet: this.#sheet.name, row: this.#row, column: slot.header },
    });
  }

  #place(slot: Slot): string {
    return `Sheet "${this.#sheet.name}", row ${this.#row}, column "${slot.header}"`;
  }
}

function createSlot(column: SheetColumn, index: number, style: RowStyle): Slot {
  const format = cellFormat(style, column.kind);
  return {
    kind: column.kind,
    header: column.header,
    open: bytesOf(`<c r="${columnLetters(index)}`),
    text: bytesOf(`" s="${textFormat(style, column.kind)}"`),
    value: bytesOf(`" s="${format}"`),
    number: bytesOf(`" s="${format}"><v>`),
  };
}
