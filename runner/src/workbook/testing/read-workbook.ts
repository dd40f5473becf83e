// Reads a workbook back, cell by cell, for tests: by the file format alone, knowing nothing of the writer.
import { posix } from 'node:path';
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { unzip } from './unzip.ts';

/** A cell's raw value by row and column, both from 0, '' where there is none; formulas by cell, e.g. `B5`. */
export type ReadSheet = {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
  readonly formulas: Readonly<Record<string, string>>;
  /** `s`: text, `n`: number or empty, by cell. */
  readonly types: Readonly<Record<string, 's' | 'n'>>;
  readonly xml: string;
};

export type ReadWorkbook = {
  readonly sheets: readonly ReadSheet[];
  /** The parts as text, by name. */
  readonly parts: Readonly<Record<string, string>>;
};

/** Opens the workbook. Throws when a part is missing, damaged or no XML. */
export async function readWorkbook(path: string): Promise<ReadWorkbook> {
  const parts = Object.fromEntries([...(await unzip(path))].map(([name, data]) => [name, data.toString('utf8')]));
  const part = (name: string): string => parts[name] ?? fail(`${path} lacks ${name}`);
  const targets = relationships(part('xl/_rels/workbook.xml.rels'));
  const texts = sharedTexts(part('xl/sharedStrings.xml'));
  const sheets = elements(part('xl/workbook.xml'), 'sheet').map((sheet) => {
    const xml = part(targets.get(value(sheet, 'id')) ?? fail(`${path} has a sheet that leads nowhere`));
    return { name: value(sheet, 'name'), xml, ...readCells(xml, texts) };
  });
  return { sheets, parts };
}

function relationships(xml: string): ReadonlyMap<string, string> {
  return new Map(
    elements(xml, 'Relationship').map((link) => [value(link, 'Id'), posix.join('xl', value(link, 'Target'))]),
  );
}

function sharedTexts(xml: string): readonly string[] {
  const texts: string[] = [];
  parse(xml, {
    open: (tag) => {
      if (tag.local === 'si') texts.push('');
    },
    close: (tag, text) => {
      if (tag.local === 't') texts[texts.length - 1] += unescaped(text);
    },
  });
  return texts;
}

type Cells = Pick<ReadSheet, 'rows' | 'formulas' | 'types'>;

function readCells(xml: string, texts: readonly string[]): Cells {
  const rows: string[][] = [];
  const formulas: Record<string, string> = {};
  const types: Record<string, 's' | 'n'> = {};
  let reference = '';
  let type = 'n';
  const put = (text: string): void => {
    const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(reference) ?? fail(`${reference} is no cell`);
    place(rows, Number(digits) - 1, columnIndex(letters), text);
    types[reference] = type === 'n' ? 'n' : 's';
  };
  parse(xml, {
    open: (tag) => {
      if (tag.local !== 'c') return;
      reference = value(tag.attributes, 'r');
      type = tag.attributes.t?.value ?? 'n';
      put('');
    },
    close: (tag, text) => {
      if (tag.local === 'f') formulas[reference] = text;
      if (tag.local === 't') put(unescaped(text));
      if (tag.local === 'v') put(type === 's' ? (texts[Number(text)] ?? fail(`no text ${text}`)) : plain(type, text));
    },
  });
  return { rows, formulas, types };
}

const plain = (type: string, text: string): string => (type === 'str' ? unescaped(text) : text);

function place(rows: string[][], row: number, column: number, text: string): void {
  while (rows.length <= row) rows.push([]);
  const cells = rows[row] ?? fail(`row ${row}`);
  while (cells.length <= column) cells.push('');
  cells[column] = text;
}

function columnIndex(letters: string): number {
  return [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

// The format's own escapes for characters that XML cannot hold.
function unescaped(text: string): string {
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

type Handlers = {
  readonly open?: (tag: SaxesTagNS) => void;
  readonly close?: (tag: SaxesTagNS, text: string) => void;
};

function parse(xml: string, { open, close }: Handlers): void {
  const parser = new SaxesParser({ xmlns: true });
  let text = '';
  parser.on('opentag', (tag) => {
    text = '';
    open?.(tag);
  });
  parser.on('text', (piece) => {
    text += piece;
  });
  parser.on('closetag', (tag) => close?.(tag, text));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

function elements(xml: string, name: string): readonly Record<string, SaxesAttributeNS>[] {
  const found: Record<string, SaxesAttributeNS>[] = [];
  parse(xml, { open: (tag) => void (tag.local === name && found.push(tag.attributes)) });
  return found;
}

function value(attributes: Readonly<Record<string, SaxesAttributeNS>>, local: string): string {
  const found = Object.values(attributes).find((attribute) => attribute.local === local);
  return found?.value ?? fail(`no attribute ${local}`);
}

function fail(message: string): never {
  throw new Error(message);
}
