// Delivery into a folder that the operator named: written aside, then renamed, so that nobody sees half a file.
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@repsys/core';
import { type Database, readWorkbookParts, viewRun } from '@repsys/core/node';
import type { Channel } from './channel.ts';

/** Files in `folder` keep the workbook's name; the same run delivered again replaces its own file. */
export function folderChannel(database: Database, folder: string): Channel {
  return {
    name: 'folder',
    async deliver({ run, id }) {
      const { workbook } = await viewRun(database, run);
      if (!workbook) throw new AppError('DELIVERY_FAILED', `Run ${run} has no workbook.`);
      const path = join(folder, workbook.fileName);
      await writeAside(path, `${path}.${id}.part`, Readable.from(readWorkbookParts(database, run)));
      return { path, bytes: workbook.bytes, sha256: workbook.sha256 };
    },
  };
}

async function writeAside(path: string, aside: string, content: Readable): Promise<void> {
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await pipeline(content, createWriteStream(aside, { flush: true }));
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('DELIVERY_FAILED', `The workbook could not be written to ${path}: ${reason}`, { cause: error });
  }
}
