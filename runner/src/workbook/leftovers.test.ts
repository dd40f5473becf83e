// What runners that are gone have left half-written.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Report, ReportContext, RunFacts } from '../reports/report.ts';
import { makeWorkbook, removeLeftovers } from './make-workbook.ts';
import { textSheet } from './testing/sheets.ts';

it('is removed, also when the new runner has their number; what others write stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-leftovers-'));
  const gone = 2 ** 30;
  const files = [`${process.pid}-tb.xlsx`, `${gone}-tb.xlsx`, `${process.ppid}-tb.xlsx`, 'notes.txt'];
  for (const name of files) await writeFile(join(folder, name), 'half');
  await removeLeftovers(folder);
  expect((await readdir(folder)).sort()).toEqual([`${process.ppid}-tb.xlsx`, 'notes.txt'].sort());
  await rm(folder, { recursive: true, force: true });
});

it('of a claim that is over does not get into the file of the next one, though both are of one process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-claims-'));
  const report = {
    description: { title: 'One' },
    fileName: () => 'tb.xlsx',
    sheets: async () => ({ sheets: [textSheet(['a'])], dataSha256: () => '' }),
  } as unknown as Report;
  const make = (fence: string) =>
    makeWorkbook(folder, report, { run: 7 } as ReportContext, {} as RunFacts, {
      signal: new AbortController().signal,
      fence,
    });
  const [late, current] = [await make('1'), await make('2')];
  await late.discard();
  const chunks: Buffer[] = [];
  for await (const chunk of current.parts) chunks.push(chunk);
  expect(Buffer.concat(chunks).length).toBe(current.bytes);
  expect(current.fileName).toBe('tb.xlsx');
  await removeLeftovers(folder);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});
