// The records between the parts of a zip file, byte for byte as its specification (APPNOTE) lays them out.

/** Sizes in bytes. `streamed`: size and checksum follow the data, since nobody knew them before. */
export type ZipEntry = {
  readonly name: string;
  readonly streamed: boolean;
  readonly modified: Date;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
};

const version = 20;
const deflated = 8;
const flagStreamed = 0x0008;

/** Stands before a part's data. */
export function localHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  writeCommon(head, 4, entry, name.length);
  return Buffer.concat([head, name]);
}

/** Stands behind a streamed part's data. */
export function dataDescriptor(entry: ZipEntry): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt32LE(0x08074b50, 0);
  writeSizes(record, 4, entry);
  return record;
}

/** A part's line in the directory at the end. */
export function centralHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.name);
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(version, 4);
  writeCommon(head, 6, entry, name.length);
  head.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([head, name]);
}

/** The last record of the file. */
export function endOfDirectory(entries: number, bytes: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(bytes, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

/** The fields that local and central header share, in the same order. */
function writeCommon(head: Buffer, at: number, entry: ZipEntry, nameLength: number): void {
  head.writeUInt16LE(version, at);
  head.writeUInt16LE(entry.streamed ? flagStreamed : 0, at + 2);
  head.writeUInt16LE(deflated, at + 4);
  head.writeUInt16LE(dosTime(entry.modified), at + 6);
  head.writeUInt16LE(dosDate(entry.modified), at + 8);
  writeSizes(head, at + 10, entry);
  head.writeUInt16LE(nameLength, at + 22);
}

function writeSizes(record: Buffer, at: number, entry: ZipEntry): void {
  record.writeUInt32LE(entry.crc, at);
  record.writeUInt32LE(entry.packed, at + 4);
  record.writeUInt32LE(entry.size, at + 8);
}

function dosTime(date: Date): number {
  return (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
}

function dosDate(date: Date): number {
  const year = Math.min(Math.max(date.getUTCFullYear(), 1980), 2107);
  return ((year - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
}
