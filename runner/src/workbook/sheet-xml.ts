// What stands before and after a sheet's rows: view, widths, stamp and header; filter, printing, and kind omissions.
import { columnLetters } from './column-letters.ts';
import type { Sheet, SheetColumn } from './sheet.ts';
import { headerFormat, stampFormat } from './styles.ts';
import { escapeMarkup, textElement } from './xml-text.ts';

const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const lineHeight = 12.75;
const rowHeight = 15;
// Excel's own padding of a column, in characters of Arial 10.
const padding = 0.7109375;
const filterButton = 3;
// Excel takes no more in one page header or footer.
const pageTextLimit = 200;

/** The row that holds the column headers, counted from 1. */
export function headerRow(sheet: Sheet): number {
  return sheet.stamp === undefined ? 1 : 2;
}

/** Everything up to and including the header row. `first`: the sheet that is shown when the workbook opens. */
export function sheetHead(sheet: Sheet, first: boolean): string {
  return [
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${namespace}">`,
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
    viewXml(headerRow(sheet), first),
    `<sheetFormatPr defaultRowHeight="${rowHeight}" customHeight="1"/>`,
    `<cols>${sheet.columns.map(columnXml).join('')}</cols><sheetData>`,
    sheet.stamp === undefined ? '' : stampXml(sheet.stamp, sheet.columns.length),
    headerXml(sheet),
  ].join('');
}

function viewXml(header: number, first: boolean): string {
  const below = `A${header + 1}`;
  return [
    `<sheetViews><sheetView showGridLines="0"${first ? ' tabSelected="1"' : ''} workbookViewId="0">`,
    `<pane ySplit="${header}" topLeftCell="${below}" activePane="bottomLeft" state="frozen"/>`,
    `<selection pane="bottomLeft" activeCell="${below}" sqref="${below}"/></sheetView></sheetViews>`,
  ].join('');
}

function columnXml(column: SheetColumn, index: number): string {
  const width = Math.min(column.width + padding, 255);
  return `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`;
}

const rowOpen = (row: number, height: number): string => `<row r="${row}" ht="${height}" customHeight="1">`;

const textCell = (index: number, row: number, format: number, text: string): string =>
  `<c r="${columnLetters(index)}${row}" s="${format}" t="inlineStr"><is>${textElement(text)}</is></c>`;

function stampXml(stamp: string, columns: number): string {
  const rest = Array.from(
    { length: columns - 1 },
    (_, index) => `<c r="${columnLetters(index + 1)}1" s="${stampFormat}"/>`,
  );
  return `${rowOpen(1, rowHeight + 5)}${textCell(0, 1, stampFormat, stamp)}${rest.join('')}</row>`;
}

function headerXml(sheet: Sheet): string {
  const row = headerRow(sheet);
  const filtered = sheet.autofilter === true;
  const cells = sheet.columns.map((column, index) =>
    textCell(index, row, headerFormat(column.kind, filtered), column.header),
  );
  const lines = Math.max(
    ...sheet.columns.map((column) => wrappedLines(column.header, column.width - (filtered ? filterButton : 0))),
  );
  return `${rowOpen(row, lines * lineHeight + 6)}${cells.join('')}</row>`;
}

/** How many lines a bold text takes at this width in characters: readers do not all work out row heights themselves. */
function wrappedLines(text: string, width: number): number {
  const room = Math.max(width, 1);
  let lines = 1;
  let used = 0;
  for (const word of text.split(/\s+/)) {
    const wanted = used === 0 ? word.length : used + 1 + word.length;
    lines += used > 0 && wanted > room ? 1 : 0;
    used = used > 0 && wanted > room ? word.length : wanted;
    lines += Math.floor(Math.max(used - 1, 0) / room);
    used = used > room ? used % room : used;
  }
  return lines;
}

/** Everything behind the last row. `lastFiltered`, `lastRow`: rows counted from 1. */
export function sheetTail(sheet: Sheet, title: string, lastFiltered: number, lastRow: number): string {
  return [
    '</sheetData>',
    sheet.autofilter ? `<autoFilter ref="${filterRange(sheet, lastFiltered)}"/>` : '',
    '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>',
    '<pageSetup orientation="landscape" fitToHeight="0"/>',
    pageTextXml(sheet.stamp, title),
    ignoredErrorsXml(sheet, lastRow),
    '</worksheet>',
  ].join('');
}

/** The range that the filter covers, header included: `A1:H100`. */
export function filterRange(sheet: Sheet, last: number, fixed = ''): string {
  const end = columnLetters(sheet.columns.length - 1);
  return `${fixed}A${fixed}${headerRow(sheet)}:${fixed}${end}${fixed}${last}`;
}

function pageTextXml(stamp: string | undefined, title: string): string {
  const header = stamp === undefined ? '' : `&C&12&"Arial,Bold"&KC00000${pageText(stamp)}`;
  const footer = `&L&8&"Arial,Regular"${pageText(title)}&C&8&"Arial,Regular"&A&R&8&"Arial,Regular"&P / &N`;
  const headerXml = header && `<oddHeader>${escapeMarkup(header)}</oddHeader>`;
  return `<headerFooter>${headerXml}<oddFooter>${escapeMarkup(footer)}</oddFooter></headerFooter>`;
}

// An ampersand starts a command there, so it is doubled; the cut must not part a pair.
function pageText(text: string): string {
  return text.slice(0, pageTextLimit / 2).replaceAll('&', '&&');
}

// Account numbers are text on purpose: no green triangles.
function ignoredErrorsXml(sheet: Sheet, lastRow: number): string {
  const first = headerRow(sheet) + 1;
  if (lastRow < first) return '';
  const ranges = sheet.columns.flatMap(({ kind }, index) =>
    kind === 'text' ? [`${columnLetters(index)}${first}:${columnLetters(index)}${lastRow}`] : [],
  );
  if (ranges.length === 0) return '';
  return `<ignoredErrors><ignoredError sqref="${ranges.join(' ')}" numberStoredAsText="1"/></ignoredErrors>`;
}
