// Byte ranges out of a workbook that is kept in parts: read forward, holding one part and the range that is asked for.

/** Reads bytes `from` (included) to `to` (not included). */
export type ReadRange = (from: number, to: number) => Promise<Uint8Array>;

/** `read` as for an upload, one call at a time; `close` gives back what was opened. */
export type RangeReader = { readonly read: ReadRange; close(): Promise<void> };

type Position = { readonly parts: AsyncIterator<Uint8Array>; at: number; rest: Uint8Array };

const nothing = new Uint8Array(0);

/** A reader over parts in order; `open` begins at the first byte, and is called again only when a range lies behind. */
export function rangeReader(open: () => AsyncIterable<Uint8Array>): RangeReader {
  let position: Position | undefined;
  const close = async (): Promise<void> => {
    const left = position;
    position = undefined;
    await left?.parts.return?.();
  };
  const placedAt = async (from: number): Promise<Position> => {
    if (position !== undefined && position.at > from) await close();
    position ??= { parts: open()[Symbol.asyncIterator](), at: 0, rest: nothing };
    await take(position, from - position.at, () => {});
    return position;
  };
  const read: ReadRange = async (from, to) => {
    const pieces: Uint8Array[] = [];
    await take(await placedAt(from), to - from, (piece) => pieces.push(piece));
    return Buffer.concat(pieces);
  };
  return { read, close };
}

/** Goes on by `bytes`, giving each piece to `see`; fewer when the parts end. */
async function take(position: Position, bytes: number, see: (piece: Uint8Array) => void): Promise<void> {
  let left = bytes;
  while (left > 0) {
    if (position.rest.length === 0) {
      const next = await position.parts.next();
      if (next.done === true) return;
      position.rest = next.value;
    }
    const piece = position.rest.subarray(0, left);
    position.rest = position.rest.subarray(piece.length);
    position.at += piece.length;
    left -= piece.length;
    see(piece);
  }
}
