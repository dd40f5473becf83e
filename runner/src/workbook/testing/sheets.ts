// Small sheets for tests, and a workbook written into a folder of the test's own.
import { join } from 'node:path';
import { excelLimits, type WorkbookLimits } from '../limits.ts';
import type { Sheet, SheetColumn, SheetRow, WorkbookReceipt } from '../sheet.ts';
import { type WorkbookOptions, writeWorkbookWithin } from '../write-workbook.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const properties: WorkbookOptions = {
  title: 'Trial balance',
  creator: 'Report System',
  created: new Date('2026-11-20T10:00:00Z'),
};

export const accountColumns: readonly SheetColumn[] = [
  { header: 'No', kind: 'text', width: 18 },
  { header: 'Name', kind: 'text', width: 40 },
  { header: 'Current Debit/(Credit)', kind: 'amount', width: 16 },
  { header: 'Accounts', kind: 'integer', width: 12 },
  { header: 'Posted', kind: 'timestamp', width: 20 },
];

/** A sheet of accounts with these rows. */
export function accountSheet(rows: readonly SheetRow[], more: Partial<Sheet> = {}): Sheet {
  return { name: 'Trial balance', columns: accountColumns, rows: [rows], ...more };
}

/** A sheet of one text column, one row a text. */
export function textSheet(texts: readonly string[], more: Partial<Sheet> = {}): Sheet {
  const columns: readonly SheetColumn[] = [{ header: 'Text', kind: 'text', width: 30 }];
  return { name: 'Texts', columns, rows: [texts.map((text) => [text])], ...more };
}

/** Writes the sheets; `path` is the file, whose folder goes with the test. */
export async function written(
  sheets: readonly Sheet[],
  options: Partial<WorkbookOptions> = {},
  limits: Partial<WorkbookLimits> = {},
): Promise<WorkbookReceipt & { readonly path: string }> {
  const path = join(await temporaryFolder(), 'report.xlsx');
  const receipt = await writeWorkbookWithin({ ...excelLimits, ...limits }, path, sheets, { ...properties, ...options });
  return { ...receipt, path };
}
