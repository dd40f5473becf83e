// What runners that are gone have left half-written.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeLeftovers } from './make-workbook.ts';

it('is removed, also when the new runner has their number; what others write stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-leftovers-'));
  const gone = 2 ** 30;
  const files = [`${process.pid}-tb.xlsx`, `${gone}-tb.xlsx`, `${process.ppid}-tb.xlsx`, 'notes.txt'];
  for (const name of files) await writeFile(join(folder, name), 'half');
  await removeLeftovers(folder);
  expect((await readdir(folder)).sort()).toEqual([`${process.ppid}-tb.xlsx`, 'notes.txt'].sort());
  await rm(folder, { recursive: true, force: true });
});
