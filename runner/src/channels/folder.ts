// Delivery into a folder that the operator named: written aside, then renamed, so that nobody sees half a file.
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
      // Who has stalled may still be writing when another sender takes the delivery: each writes a file of its own.
      const ours = `${workbook.fileName}.${id}.`;
      await writeAside(path, join(folder, `${ours}${randomUUID()}.part`), readWorkbookParts(database, run));
      await removeAsides(folder, ours);
      return { path, bytes: workbook.bytes, sha256: workbook.sha256 };
    },
  };
}

async function writeAside(path: string, aside: string, content: AsyncIterable<Buffer>): Promise<void> {
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

/** What other tries of the same delivery have left behind: the file is there now. */
async function removeAsides(folder: string, begin: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const left = names.filter((name) => name.startsWith(begin) && name.endsWith('.part'));
  for (const name of left) await rm(join(folder, name), { force: true }).catch(() => undefined);
}
