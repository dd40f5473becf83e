// The small parts around the sheets, which make a zip file a workbook: types, relationships, list of sheets, properties.

import type { Sheet } from './sheet.ts';
import { filterRange, headerRow } from './sheet-xml.ts';
import { escapeMarkup } from './xml-text.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const packageNs = 'http://schemas.openxmlformats.org/package/2006';
const officeNs = 'http://schemas.openxmlformats.org/officeDocument/2006';
const sheetMl = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** A sheet as it stands in the file. A continuation is a sheet of its own. Rows count from 1. */
export type WrittenSheet = { readonly name: string; readonly sheet: Sheet; readonly lastFiltered: number };

/** What the file says of itself. */
export type DocumentProperties = { readonly title: string; readonly creator?: string; readonly created: Date };

/** The path of the nth sheet's part, counted from 1. */
export const sheetPart = (number: number): string => `xl/worksheets/sheet${number}.xml`;

/** Parts that depend on nothing: they come first. */
export function rootRelationships(): string {
  return relationships([
    [`${officeNs}/relationships/officeDocument`, 'xl/workbook.xml'],
    [`${packageNs}/relationships/metadata/core-properties`, 'docProps/core.xml'],
    [`${officeNs}/relationships/extended-properties`, 'docProps/app.xml'],
  ]);
}

export function coreProperties({ title, creator, created }: DocumentProperties): string {
  const instant = `${created.toISOString().slice(0, 19)}Z`;
  const date = (name: string) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${instant}</dcterms:${name}>`;
  return [
    `${declaration}<cp:coreProperties xmlns:cp="${packageNs}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`,
    `<dc:title>${escapeMarkup(title)}</dc:title>`,
    creator === undefined ? '' : `<dc:creator>${escapeMarkup(creator)}</dc:creator>`,
    `${date('created')}${date('modified')}</cp:coreProperties>`,
  ].join('');
}

export function appProperties(): string {
  return `${declaration}<Properties xmlns="${officeNs}/extended-properties"><Application>repsys</Application></Properties>`;
}

/** Sheets in order, filters and repeated rows, and how Excel is to calculate. */
export function workbookXml(sheets: readonly WrittenSheet[]): string {
  const list = sheets.map(({ name }, index) => {
    const id = index + 1;
    return `<sheet name="${escapeMarkup(name)}" sheetId="${id}" r:id="rId${id}"/>`;
  });
  return [
    `${declaration}<workbook xmlns="${main}" xmlns:r="${officeNs}/relationships">`,
    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="15000"/></bookViews>',
    `<sheets>${list.join('')}</sheets><definedNames>${definedNames(sheets)}</definedNames>`,
    // The engine of a current Excel: it trusts the values in the file, and calculates anew what an edit touches.
    '<calcPr calcId="191029"/></workbook>',
  ].join('');
}

function definedNames(sheets: readonly WrittenSheet[]): string {
  const filters = sheets.map(({ name, sheet, lastFiltered }, index) =>
    sheet.autofilter
      ? definedName('_xlnm._FilterDatabase', index, name, filterRange(sheet, lastFiltered, '$'), ' hidden="1"')
      : '',
  );
  const titles = sheets.map(({ name, sheet }, index) =>
    definedName('_xlnm.Print_Titles', index, name, `$${headerRow(sheet)}:$${headerRow(sheet)}`),
  );
  return [...filters, ...titles].join('');
}

function definedName(name: string, index: number, sheet: string, range: string, marks = ''): string {
  const quoted = escapeMarkup(`'${sheet.replaceAll("'", "''")}'!${range}`);
  return `<definedName name="${name}" localSheetId="${index}"${marks}>${quoted}</definedName>`;
}

/** How the workbook finds its sheets, styles and texts. Sheets come first: their ids are their numbers. */
export function workbookRelationships(sheets: number): string {
  return relationships([
    ...numbers(sheets).map((n): [string, string] => [
      `${officeNs}/relationships/worksheet`,
      sheetPart(n).replace('xl/', ''),
    ]),
    [`${officeNs}/relationships/styles`, 'styles.xml'],
    [`${officeNs}/relationships/sharedStrings`, 'sharedStrings.xml'],
  ]);
}

export function contentTypes(sheets: number): string {
  const parts: readonly (readonly [string, string])[] = [
    ['xl/workbook.xml', `${sheetMl}.sheet.main+xml`],
    ...numbers(sheets).map((n): [string, string] => [sheetPart(n), `${sheetMl}.worksheet+xml`]),
    ['xl/styles.xml', `${sheetMl}.styles+xml`],
    ['xl/sharedStrings.xml', `${sheetMl}.sharedStrings+xml`],
    ['docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
    ['docProps/app.xml', 'application/vnd.openxmlformats-officedocument.extended-properties+xml'],
  ];
  return [
    `${declaration}<Types xmlns="${packageNs}/content-types">`,
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    ...parts.map(([name, type]) => `<Override PartName="/${name}" ContentType="${type}"/>`),
    '</Types>',
  ].join('');
}

function relationships(links: readonly (readonly [string, string])[]): string {
  const items = links.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${type}" Target="${target}"/>`,
  );
  return `${declaration}<Relationships xmlns="${packageNs}/relationships">${items.join('')}</Relationships>`;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
