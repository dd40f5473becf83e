// A zip file written from front to back: nothing is patched afterwards, so it can be hashed while it is written.
import { crc32 } from 'node:zlib';
import { AppError } from '@repsys/core';
import { deflateWhole, ParallelDeflate } from './deflate.ts';
import type { OutputFile } from './output-file.ts';
import { centralHeader, dataDescriptor, endOfDirectory, localHeader, type ZipEntry } from './zip-records.ts';

/** `modified` stands in every entry, so that equal content gives equal bytes. */
export type ZipOptions = { readonly level: number; readonly modified: Date; readonly limit: number };

/** Writes parts one after the other; one streamed part may be open at a time. */
export class ZipWriter {
  readonly #file: OutputFile;
  readonly #options: ZipOptions;
  readonly #entries: ZipEntry[] = [];

  constructor(file: OutputFile, options: ZipOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Writes a small part whole. */
  async add(name: string, text: string): Promise<void> {
    const data = Buffer.from(text);
    const packed = await deflateWhole(data, this.#options.level);
    const entry = { ...this.#entry(name, false), crc: crc32(data), packed: packed.length, size: data.length };
    this.#entries.push(entry);
    await this.#file.write(localHeader(entry));
    await this.#file.write(packed);
  }

  /** Starts a part whose size shows only at its end. */
  async open(name: string): Promise<ZipPart> {
    const entry = this.#entry(name, true);
    await this.#file.write(localHeader(entry));
    return new ZipPart(this.#file, this.#options, entry, (closed) => this.#entries.push(closed));
  }

  /** Writes the directory; the zip is complete. */
  async finish(): Promise<void> {
    const start = this.#file.bytes;
    const directory = Buffer.concat(this.#entries.map(centralHeader));
    requireWithin(this.#options.limit, start + directory.length);
    await this.#file.write(directory);
    await this.#file.write(endOfDirectory(this.#entries.length, directory.length, start));
  }

  #entry(name: string, streamed: boolean): ZipEntry {
    requireWithin(this.#options.limit, this.#file.bytes);
    const { modified } = this.#options;
    return { name, streamed, modified, offset: this.#file.bytes, crc: 0, packed: 0, size: 0 };
  }
}

/** A part being streamed. */
export class ZipPart {
  readonly #file: OutputFile;
  readonly #limit: number;
  readonly #entry: ZipEntry;
  readonly #deflate: ParallelDeflate;
  readonly #closed: (entry: ZipEntry) => void;
  readonly #start: number;
  #crc = 0;
  #size = 0;

  constructor(file: OutputFile, options: ZipOptions, entry: ZipEntry, closed: (entry: ZipEntry) => void) {
    this.#file = file;
    this.#limit = options.limit;
    this.#entry = entry;
    this.#closed = closed;
    this.#start = file.bytes;
    this.#deflate = new ParallelDeflate(options.level, (packed) => file.write(packed));
  }

  /** Appends data, best in pieces of about `pieceBytes`; the caller must not touch it again. Resolves when there is room. */
  async write(data: Uint8Array): Promise<void> {
    this.#crc = crc32(data, this.#crc);
    this.#size += data.length;
    requireWithin(this.#limit, Math.max(this.#size, this.#file.bytes));
    await this.#deflate.push(data);
  }

  async end(): Promise<void> {
    await this.#deflate.end();
    const entry = { ...this.#entry, crc: this.#crc, size: this.#size, packed: this.#file.bytes - this.#start };
    await this.#file.write(dataDescriptor(entry));
    this.#closed(entry);
  }
}

function requireWithin(limit: number, bytes: number): void {
  if (bytes <= limit) return;
  throw new AppError('WORKBOOK_TOO_LARGE', `The workbook grows over ${Math.round(limit / 2 ** 20)} MB.`);
}
