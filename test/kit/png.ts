// Reads PNG files pixel by pixel: eight bits a channel, with or without transparency, not interlaced.
import { inflateSync } from 'node:zlib';

export type Pixel = readonly [red: number, green: number, blue: number, alpha: number];
export type Picture = { readonly width: number; readonly height: number; at(x: number, y: number): Pixel };

const channelsOf: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

/** Decodes a file. Throws for other kinds of PNG. */
export function readPng(file: Buffer): Picture {
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
  const [depth, colour, , , interlaced] = file.subarray(24, 29);
  const channels = channelsOf[colour ?? 0];
  if (depth !== 8 || !channels || interlaced !== 0) throw new Error('This kind of PNG cannot be read here.');
  const rows = unfiltered(inflateSync(dataOf(file)), width * channels, channels);
  const at = (x: number, y: number): Pixel => {
    const [red = 0, green = 0, blue = 0, alpha = 255] = rows[y]?.subarray(x * channels, (x + 1) * channels) ?? [];
    return [red, green, blue, alpha];
  };
  return { width, height, at };
}

/** All IDAT chunks, one after the other. */
function dataOf(file: Buffer): Buffer {
  const found: Buffer[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') found.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return Buffer.concat(found);
}

/** Rows of bytes; each was stored as its difference from a guess out of its left, upper and upper left neighbour. */
function unfiltered(bytes: Buffer, rowLength: number, step: number): readonly Uint8Array[] {
  const rows: Uint8Array[] = [];
  let above = new Uint8Array(rowLength);
  for (let start = 0; start < bytes.length; start += rowLength + 1) {
    const row = new Uint8Array(bytes.subarray(start + 1, start + 1 + rowLength));
    for (let at = 0; at < rowLength; at += 1) {
      const [left, up, corner] = [row[at - step] ?? 0, above[at] ?? 0, above[at - step] ?? 0];
      row[at] = (row[at] ?? 0) + guess(bytes[start] ?? 0, left, up, corner);
    }
    rows.push(row);
    above = row;
  }
  return rows;
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 4) return nearest(left + up - corner, [left, up, corner]);
  return [0, left, up, (left + up) >> 1][filter] ?? 0;
}

/** The first of those that are nearest. */
const nearest = (value: number, [first = 0, ...others]: readonly number[]): number =>
  others.reduce((best, each) => (Math.abs(each - value) < Math.abs(best - value) ? each : best), first);
