// What fits: Excel's own limits, those of a zip file without its 64-bit extension, and what we keep in memory.
import { maxSheetRows } from './sheet.ts';

/** `zipBytes` bounds the file and each part of it. Beyond the shared-string caps, text is written into its cell. */
export type WorkbookLimits = {
  readonly sheetRows: number;
  readonly sheetColumns: number;
  readonly cellCharacters: number;
  readonly zipBytes: number;
  readonly sharedStrings: number;
  readonly sharedCharacters: number;
};

export const excelLimits: WorkbookLimits = {
  sheetRows: maxSheetRows,
  sheetColumns: 16_384,
  cellCharacters: 32_767,
  zipBytes: 0xffff_fffe,
  sharedStrings: 65_536,
  sharedCharacters: 4_194_304,
};
