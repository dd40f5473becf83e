// The delivered workbook of a run, taken from the record and read back cell by cell.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWorkbookParts } from '@repsys/core/node';
import { type ReadWorkbook, readWorkbook } from '../../../workbook/testing/read-workbook.ts';
import { unzip } from '../../../workbook/testing/unzip.ts';
import type { Place } from './kit.ts';

/** The bytes as they were delivered. */
export async function workbookBytes({ world }: Pick<Place, 'world'>, run: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readWorkbookParts(world.database, run)) parts.push(part);
  return Buffer.concat(parts);
}

/** The workbook, read. */
export function openWorkbook(place: Pick<Place, 'world'>, run: number): Promise<ReadWorkbook> {
  return onDisk(place, run, readWorkbook);
}

/** The bare XML of the sheet at this place, from 1: for sheets too large to be read cell by cell. */
export async function sheetXml(place: Pick<Place, 'world'>, run: number, number: number): Promise<string> {
  const part = (await onDisk(place, run, unzip)).get(`xl/worksheets/sheet${number}.xml`);
  if (!part) throw new Error(`the workbook has no sheet ${number}`);
  return part.toString('utf8');
}

async function onDisk<T>(place: Pick<Place, 'world'>, run: number, use: (path: string) => Promise<T>): Promise<T> {
  const path = join(place.world.folder, `run-${run}.xlsx`);
  await writeFile(path, await workbookBytes(place, run));
  try {
    return await use(path);
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
