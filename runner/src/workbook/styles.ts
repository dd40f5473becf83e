// How cells look: one fixed table of formats, and where in it each kind of cell finds its own.
import type { ColumnKind, RowStyle } from './sheet.ts';

const namespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** A kind of column, or `word`: text where a number would stand, in the number's place at the right. */
type CellKind = ColumnKind | 'word';

const amountFormat = 164;
const timestampFormat = 165;
const exactFormat = 166;
const kindFormats: Readonly<Record<CellKind, { readonly number: number; readonly align: string }>> = {
  text: { number: 0, align: '' },
  amount: { number: amountFormat, align: '' },
  exact: { number: exactFormat, align: '' },
  integer: { number: 3, align: '' }, // built in: #,##0
  timestamp: { number: timestampFormat, align: 'horizontal="left" indent="1" ' },
  word: { number: 0, align: 'horizontal="right" ' },
};
const kinds = Object.keys(kindFormats) as readonly CellKind[];

const colour = (rgb: string): string => `<color rgb="FF${rgb}"/>`;
const font = (marks = '', rgb = '000000'): string =>
  `<font>${marks}<sz val="10"/>${colour(rgb)}<name val="Arial"/><family val="2"/></font>`;
const fill = (rgb: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="FF${rgb}"/><bgColor indexed="64"/></patternFill></fill>`;
const edge = (side: string, line: string, rgb: string): string => `<${side} style="${line}">${colour(rgb)}</${side}>`;
const border = (top: string, bottom: string): string =>
  `<border><left/><right/>${top || '<top/>'}${bottom || '<bottom/>'}<diagonal/></border>`;

const hairline = edge('bottom', 'thin', 'E1E1E1');
const fonts = [
  font(),
  font('<b/>'),
  font('<b/>', 'FFFFFF'),
  font('', '006100'),
  font('', '7F4F00'),
  font('', '9C0006'),
  font('<i/>', '595959'),
];
// The first two are prescribed by the format.
const fills = [
  '<fill><patternFill patternType="none"/></fill>',
  '<fill><patternFill patternType="gray125"/></fill>',
  ...['D9D9D9', 'C00000', 'F2F2F2', 'C6EFCE', 'FFEB9C', 'FFC7CE'].map(fill),
];
const borders = [
  border('', ''),
  border('', edge('bottom', 'thin', '404040')),
  border('', hairline),
  border(edge('top', 'thin', '000000'), edge('bottom', 'double', '000000')),
];

/** Places in the lists above. */
type Look = { readonly font: number; readonly fill: number; readonly border: number };

const rowLooks: Readonly<Record<RowStyle, Look>> = {
  plain: { font: 0, fill: 0, border: 2 },
  total: { font: 1, fill: 0, border: 3 },
  section: { font: 1, fill: 4, border: 2 },
  good: { font: 3, fill: 5, border: 2 },
  warning: { font: 4, fill: 6, border: 2 },
  bad: { font: 5, fill: 7, border: 2 },
  note: { font: 6, fill: 0, border: 0 },
};
const rowStyles = Object.keys(rowLooks) as readonly RowStyle[];

const xf = (look: Look, format: number, alignment = ''): string =>
  `<xf numFmtId="${format}" fontId="${look.font}" fillId="${look.fill}" borderId="${look.border}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment ${alignment}vertical="center"/></xf>`;

const header: Look = { font: 1, fill: 2, border: 1 };
const fixedFormats = [
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  xf({ font: 2, fill: 3, border: 0 }, 0),
  xf(header, 0, 'wrapText="1" '),
  xf(header, 0, 'horizontal="right" wrapText="1" '),
  xf(header, 0, 'horizontal="left" indent="1" wrapText="1" '),
  // The filter button covers the right end of the last line.
  xf(header, 0, 'horizontal="right" indent="2" wrapText="1" '),
];

/** The place of the stamp's format. */
export const stampFormat = 1;

/** The place of a header cell's format. */
export function headerFormat(kind: ColumnKind, filtered: boolean): number {
  if (kind === 'text') return 2;
  if (kind === 'timestamp') return 4;
  return filtered ? 5 : 3;
}

/** The place of a data cell's format. */
export function cellFormat(style: RowStyle, kind: CellKind): number {
  return fixedFormats.length + rowStyles.indexOf(style) * kinds.length + kinds.indexOf(kind);
}

/** The place of a text cell's format in a column of this kind. Prose and headings always start at the left. */
export function textFormat(style: RowStyle, kind: ColumnKind): number {
  const right =
    (kind === 'amount' || kind === 'exact' || kind === 'integer') && style !== 'note' && style !== 'section';
  return cellFormat(style, right ? 'word' : 'text');
}

/** The XML of the styles part. */
export function stylesXml(): string {
  const rowFormats = rowStyles.flatMap((style) =>
    kinds.map((kind) => xf(rowLooks[style], kindFormats[kind].number, kindFormats[kind].align)),
  );
  return [
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="${namespace}">`,
    list('numFmts', [
      `<numFmt numFmtId="${amountFormat}" formatCode="#,##0.00;(#,##0.00)"/>`,
      `<numFmt numFmtId="${timestampFormat}" formatCode="yyyy-mm-dd hh:mm:ss"/>`,
      `<numFmt numFmtId="${exactFormat}" formatCode="#,##0.00###;(#,##0.00###)"/>`,
    ]),
    list('fonts', fonts),
    list('fills', fills),
    list('borders', borders),
    list('cellStyleXfs', ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>']),
    list('cellXfs', [...fixedFormats, ...rowFormats]),
    list('cellStyles', ['<cellStyle name="Normal" xfId="0" builtinId="0"/>']),
    '</styleSheet>',
  ].join('');
}

function list(name: string, items: readonly string[]): string {
  return `<${name} count="${items.length}">${items.join('')}</${name}>`;
}
