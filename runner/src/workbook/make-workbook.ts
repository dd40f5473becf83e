// From a report's sheets to a finished file on disk, ready to be handed over in parts.
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@repsys/core';
import { isAlive } from '@repsys/core/node';
import type { Report, ReportContext, RunFacts } from '../reports/report.ts';
import { writeWorkbook } from './write-workbook.ts';

const partBytes = 1_048_576;

/** A workbook that was written whole; `parts` reads it in pieces of 1 MiB, `discard` removes the file. */
export type FinishedWorkbook = {
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly dataSha256: string;
  readonly parts: AsyncIterable<Buffer>;
  discard(): Promise<void>;
};

/**
 * Removes files that processes which are gone left half-written in `folder`. To be called before the first run: a file with
 * our number is from one that had it before us; in a container that is each time the same.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const isStale = (pid: number) => pid === process.pid || !isAlive(pid);
  const stale = names.filter((name) => /^\d+-/.test(name) && isStale(Number.parseInt(name, 10)));
  for (const name of stale) await rm(join(folder, name), { force: true });
}

/**
 * Writes the workbook of a run into `folder`; the file is the claim's own, so that whoever holds the run next, also in this
 * process, writes another one. On failure no file is left. Throws WORKBOOK_* errors.
 */
export async function makeWorkbook(
  folder: string,
  report: Report,
  context: ReportContext,
  facts: RunFacts,
  { signal, fence }: { readonly signal: AbortSignal; readonly fence: string },
): Promise<FinishedWorkbook> {
  await makeFolder(folder);
  const fileName = report.fileName(context);
  const path = join(folder, `${process.pid}-${context.run}-${fence}-${fileName}`);
  const { sheets, dataSha256 } = await report.sheets(context, facts, signal);
  const { title } = report.description;
  const { bytes, sha256 } = await writeWorkbook(path, sheets, {
    title,
    creator: 'repsys',
    created: new Date(),
    signal,
  });
  return {
    fileName,
    bytes,
    sha256,
    dataSha256: dataSha256(),
    parts: readParts(path),
    discard: () => rm(path, { force: true }),
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('WORKBOOK_NOT_WRITTEN', `The folder for workbooks cannot be made: ${reason}`, { cause: error });
  }
}

/** Opens the file only when somebody reads. */
async function* readParts(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { highWaterMark: partBytes });
}
