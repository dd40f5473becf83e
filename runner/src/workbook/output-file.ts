// The file on disk: counted and hashed as it is written, gone again if the workbook does not come to its end.
import { createHash } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { AppError } from '@repsys/core';

/** A file that grows at its end. Failures of the disk are WORKBOOK_NOT_WRITTEN. */
export class OutputFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #regular: boolean;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  private constructor(path: string, handle: FileHandle, regular: boolean) {
    this.#path = path;
    this.#handle = handle;
    this.#regular = regular;
  }

  /** Creates or empties the file. */
  static async create(path: string): Promise<OutputFile> {
    return onDisk(path, async () => {
      const handle = await open(path, 'w');
      return new OutputFile(path, handle, (await handle.stat()).isFile());
    });
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async write(data: Uint8Array): Promise<void> {
    this.#hash.update(data);
    this.#bytes += data.length;
    await onDisk(this.#path, async () => {
      let done = 0;
      while (done < data.length) done += (await this.#handle.write(data, done, data.length - done)).bytesWritten;
    });
  }

  /** Brings everything to disk and closes; returns the SHA-256 in hex. */
  async finish(): Promise<string> {
    await onDisk(this.#path, async () => {
      // A disk may report only now that it was full.
      if (this.#regular) await this.#handle.datasync();
      await this.#handle.close();
    });
    return this.#hash.digest('hex');
  }

  /** Closes and removes what was written; a device or pipe is left alone. Never throws: an error is already on its way. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    if (this.#regular) await rm(this.#path, { force: true }).catch(() => undefined);
  }
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('WORKBOOK_NOT_WRITTEN', `The workbook could not be written: ${reason}`, {
      details: { path },
      cause,
    });
  }
}
