// The hot path: one row of cells as XML. Everything that does not change from row to row is made beforehand.
import { AppError } from '@repsys/core';
import { columnLetters } from './column-letters.ts';
import { excelSerial } from './excel-date.ts';
import type { WorkbookLimits } from './limits.ts';
import type { SharedStrings } from './shared-strings.ts';
import type { Cell, ColumnKind, FormulaCell, RowStyle, Sheet, SheetColumn, SheetRow, StyledRow } from './sheet.ts';
import { cellFormat } from './styles.ts';
import { escapeCellText, escapeMarkup } from './xml-text.ts';

/** The unchanging pieces of a column's cells in rows of one style; the row number goes behind `open`. */
type Slot = {
  readonly kind: ColumnKind;
  readonly header: string;
  readonly open: string;
  readonly text: string;
  readonly value: string;
  readonly number: string;
};

/** Where a cell stands, for messages; and whether text may stand in a number's place. */
type Place = { readonly row: number; readonly lenient: boolean };

/** Gives the XML of row `row` (counted from 1). Throws on cells that do not fit their column. */
export type RowEncoder = (cells: SheetRow, row: number) => string;

export function isStyled(row: SheetRow): row is StyledRow {
  return !Array.isArray(row);
}

/** True for text such as `-1234.50`: an optional minus, digits, and digits behind a point. */
export function isPlainDecimal(text: string): boolean {
  const end = text.length;
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  const first = at;
  while (at < end && isDigit(text.charCodeAt(at))) at += 1;
  if (at === first) return false;
  if (at === end) return true;
  if (text.charCodeAt(at) !== 46 || at + 1 === end) return false;
  at += 1;
  while (at < end && isDigit(text.charCodeAt(at))) at += 1;
  return at === end;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The encoder for one sheet's rows. */
export function createRowEncoder(sheet: Sheet, strings: SharedStrings, limits: WorkbookLimits): RowEncoder {
  const slotsOf = new Map<RowStyle, readonly Slot[]>();
  const slots = (style: RowStyle): readonly Slot[] => {
    const made = slotsOf.get(style) ?? sheet.columns.map((column, index) => slot(column, index, style));
    slotsOf.set(style, made);
    return made;
  };
  const plain = slots('plain');
  const encodeCell = createCellEncoder(sheet.name, strings, limits.cellCharacters);

  return (row, number) => {
    const style = isStyled(row) ? row.style : 'plain';
    const cells = isStyled(row) ? row.cells : row;
    const columns = style === 'plain' ? plain : slots(style);
    if (cells.length > columns.length) throw new Error(`${sheet.name}, row ${number}: more cells than columns`);
    const place = { row: number, lenient: isLenient(style) };
    const reference = `${number}`;
    let xml = `<row r="${reference}">`;
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index];
      if (column) xml += column.open + reference + encodeCell(column, cells[index] ?? null, place);
    }
    return `${xml}</row>`;
  };
}

// In lines for people a word such as "none" may take a number's place; in data it would be a mistake of ours.
function isLenient(style: RowStyle): boolean {
  return style !== 'plain';
}

function slot(column: SheetColumn, index: number, style: RowStyle): Slot {
  const format = cellFormat(style, column.kind);
  return {
    kind: column.kind,
    header: column.header,
    open: `<c r="${columnLetters(index)}`,
    text: `" s="${cellFormat(style, 'text')}"`,
    value: `" s="${format}"`,
    number: `" s="${format}"><v>`,
  };
}

function createCellEncoder(sheet: string, strings: SharedStrings, limit: number) {
  return (slot: Slot, cell: Cell, place: Place): string => {
    if (cell === null || cell === '') return `${slot.value}/>`;
    if (typeof cell !== 'string') return formulaCell(sheet, slot, cell, place);
    if (slot.kind === 'text') return textCell(sheet, slot, cell, place);
    const number = numberText(slot.kind, cell);
    if (number !== undefined) return `${slot.number}${number}</v></c>`;
    if (!place.lenient && slot.kind !== 'timestamp') throw misfit(sheet, slot, cell, place);
    return textCell(sheet, slot, cell, place);
  };

  function textCell(name: string, slot: Slot, text: string, place: Place): string {
    if (text.length > limit) throw tooLong(name, slot, text, place, limit);
    return slot.text + strings.cellEnd(text);
  }
}

/** The number that a cell of this kind holds, as Excel reads it; undefined when the text is none. */
function numberText(kind: ColumnKind, text: string): string | undefined {
  if (kind === 'timestamp') return excelSerial(text)?.toString();
  return isPlainDecimal(text) ? text : undefined;
}

function formulaCell(sheet: string, slot: Slot, cell: FormulaCell, place: Place): string {
  if (cell.formula.startsWith('=')) throw misfit(sheet, slot, cell.formula, place);
  const formula = `<f>${escapeMarkup(cell.formula)}</f>`;
  const number = slot.kind === 'text' ? undefined : numberText(slot.kind, cell.value);
  if (number !== undefined) return `${slot.value}>${formula}<v>${number}</v></c>`;
  if (slot.kind !== 'text' && !place.lenient) throw misfit(sheet, slot, cell.value, place);
  return `${slot.text} t="str">${formula}<v>${escapeCellText(cell.value)}</v></c>`;
}

function misfit(sheet: string, slot: Slot, text: string, place: Place): Error {
  return new Error(`${sheet}, row ${place.row}, column "${slot.header}": ${JSON.stringify(text)} is no ${slot.kind}`);
}

function tooLong(sheet: string, slot: Slot, text: string, place: Place, limit: number): AppError {
  return new AppError(
    'WORKBOOK_TOO_LARGE',
    `${sheet}, row ${place.row}, column "${slot.header}": ${text.length} characters do not fit into one cell (${limit}).`,
    { details: { sheet, row: place.row, column: slot.header } },
  );
}
