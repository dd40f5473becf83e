// Opens a zip file by its directory, as any reader does, and checks every part's size and checksum.
import { readFile } from 'node:fs/promises';
import { crc32, inflateRawSync } from 'node:zlib';

/** The parts of a zip file by name, in the order of its directory. Throws when anything in it does not agree. */
export async function unzip(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const file = await readFile(path);
  const end = file.lastIndexOf(Buffer.from('PK\x05\x06'));
  if (end < 0) throw new Error(`${path} is no zip file`);
  const parts = new Map<string, Buffer>();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameEnd = at + 46 + file.readUInt16LE(at + 28);
    const name = file.toString('utf8', at + 46, nameEnd);
    parts.set(name, readPart(file, at, name));
    at = nameEnd + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return parts;
}

function readPart(file: Buffer, entry: number, name: string): Buffer {
  const [crc, packed, size, local] = [16, 20, 24, 42].map((field) => file.readUInt32LE(entry + field)) as [
    number,
    number,
    number,
    number,
  ];
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  const data = inflateRawSync(file.subarray(start, start + packed));
  if (data.length !== size || crc32(data) !== crc) throw new Error(`${name} is damaged`);
  return data;
}
