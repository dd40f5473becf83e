// The streaming .xlsx writer: sheets as data in, a file with a receipt out, memory flat whatever the number of rows.

import { pieceBytes } from './deflate.ts';
import { excelLimits, type WorkbookLimits } from './limits.ts';
import { OutputFile } from './output-file.ts';
import * as parts from './package-parts.ts';
import { rowBatches } from './row-batches.ts';
import { SharedStrings } from './shared-strings.ts';
import type { Sheet, WorkbookReceipt } from './sheet.ts';
import { continuationName, requireSheetNames } from './sheet-names.ts';
import { type SheetContext, SheetWriter } from './sheet-writer.ts';
import { stylesXml } from './styles.ts';
import { XmlBytes } from './xml-bytes.ts';
import { ZipWriter } from './zip.ts';

/** `created` also stamps every part, so that equal input gives an equal file. `level`: of compression, 0–9, default 4. */
export type WorkbookOptions = {
  readonly title: string;
  readonly creator?: string;
  readonly created: Date;
  readonly level?: number;
  readonly signal?: AbortSignal;
};

// On sheets of amounts level 5 takes a third more work, and zlib's own 6 twice as much, for a tenth off the file.
const defaultLevel = 4;

/**
 * Writes the workbook to `path`; an existing file is replaced. On any failure the file is gone again.
 * Throws WORKBOOK_NOT_WRITTEN (disk), WORKBOOK_TOO_LARGE (Excel's or zip's limits), the signal's reason once aborted,
 * what the rows' source throws, and a plain Error on sheets that are described wrongly.
 */
export async function writeWorkbook(
  path: string,
  sheets: readonly Sheet[],
  options: WorkbookOptions,
): Promise<WorkbookReceipt> {
  return writeWorkbookWithin(excelLimits, path, sheets, options);
}

/** The same within other limits than Excel's, so that tests can stay small. */
export async function writeWorkbookWithin(
  limits: WorkbookLimits,
  path: string,
  sheets: readonly Sheet[],
  options: WorkbookOptions,
): Promise<WorkbookReceipt> {
  requireSheetNames(sheets.map(({ name }) => name));
  for (const sheet of sheets) requireColumns(sheet, limits);
  options.signal?.throwIfAborted();
  const file = await OutputFile.create(path);
  try {
    const zip = new ZipWriter(file, {
      level: options.level ?? defaultLevel,
      modified: options.created,
      limit: limits.zipBytes,
    });
    const rows = await writeParts(zip, sheets, options, limits);
    return { bytes: file.bytes, sha256: await file.finish(), rows };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

function requireColumns({ name, columns }: Sheet, limits: WorkbookLimits): void {
  if (columns.length > 0 && columns.length <= limits.sheetColumns) return;
  throw new Error(`${name}: a sheet has 1 to ${limits.sheetColumns} columns, not ${columns.length}`);
}

async function writeParts(
  zip: ZipWriter,
  sheets: readonly Sheet[],
  options: WorkbookOptions,
  limits: WorkbookLimits,
): Promise<WorkbookReceipt['rows']> {
  await zip.add('_rels/.rels', parts.rootRelationships());
  await zip.add('docProps/app.xml', parts.appProperties());
  await zip.add('docProps/core.xml', parts.coreProperties(options));
  await zip.add('xl/styles.xml', stylesXml());
  const strings = new SharedStrings(limits);
  const rows = await writeSheets(zip, sheets, { title: options.title, strings, limits, signal: options.signal });
  await writeStrings(zip, strings);
  await zip.finish();
  return rows;
}

type Written = parts.WrittenSheet & { readonly rows: number };

async function writeSheets(
  zip: ZipWriter,
  sheets: readonly Sheet[],
  shared: Omit<SheetContext, 'openPart'>,
): Promise<WorkbookReceipt['rows']> {
  const written: Written[] = [];
  const context: SheetContext = { ...shared, openPart: () => zip.open(parts.sheetPart(written.length + 1)) };
  for (const sheet of sheets) await writeSheet(sheet, sheets, written, context);
  await zip.add('xl/workbook.xml', parts.workbookXml(written));
  await zip.add('xl/_rels/workbook.xml.rels', parts.workbookRelationships(written.length));
  await zip.add('[Content_Types].xml', parts.contentTypes(written.length));
  return Object.fromEntries(written.map(({ name, rows }) => [name, rows]));
}

async function writeSheet(
  sheet: Sheet,
  sheets: readonly Sheet[],
  written: Written[],
  context: SheetContext,
): Promise<void> {
  let writer = await SheetWriter.start(sheet, sheet.name, written.length === 0, context);
  for await (const batch of rowBatches(sheet.rows, context.signal)) {
    let done = await writer.append(batch, 0);
    while (done < batch.length) {
      written.push({ rows: writer.rows, ...(await writer.close()) });
      const name = continuationName(
        sheet.name,
        [...sheets, ...written].map((other) => other.name),
      );
      writer = await SheetWriter.start(sheet, name, false, context);
      done = await writer.append(batch, done);
    }
  }
  written.push({ rows: writer.rows, ...(await writer.close()) });
}

async function writeStrings(zip: ZipWriter, strings: SharedStrings): Promise<void> {
  const part = await zip.open('xl/sharedStrings.xml');
  const xml = new XmlBytes();
  for (const piece of strings.xml()) {
    xml.putText(piece);
    if (xml.length >= pieceBytes) await part.write(xml.take());
  }
  await part.write(xml.take());
  await part.end();
}
