// The delivered workbook of a run, taken from the record and read back cell by cell.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWorkbookParts } from '@repsys/core/node';
import { type ReadWorkbook, readWorkbook } from '../../../workbook/testing/read-workbook.ts';
import type { Place } from './kit.ts';

/** The bytes as they were delivered. */
export async function workbookBytes({ world }: Pick<Place, 'world'>, run: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readWorkbookParts(world.database, run)) parts.push(part);
  return Buffer.concat(parts);
}

/** The workbook, read. */
export async function openWorkbook(place: Pick<Place, 'world'>, run: number): Promise<ReadWorkbook> {
  const path = join(place.world.folder, `run-${run}.xlsx`);
  await writeFile(path, await workbookBytes(place, run));
  try {
    return await readWorkbook(path);
  } finally {
    await rm(path);
  }
}

/** The rows of a sheet, header first. */
export async function cells(
  place: Pick<Place, 'world'>,
  run: number,
  sheet: string,
): Promise<readonly (readonly string[])[]> {
  const { sheets } = await openWorkbook(place, run);
  const found = sheets.find(({ name }) => name === sheet);
  if (!found) throw new Error(`the workbook has no sheet ${sheet}`);
  return found.rows;
}
