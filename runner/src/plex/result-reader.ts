// Bytes of one answer → batches of checked rows, streamed: memory holds one batch whatever the answer's length.
import type { SourceRow } from './data-source.ts';
import { createDecoder } from './decoding.ts';
import { type Place, plexError } from './failure.ts';
import { ResultParser } from './result-parser.ts';
import type { Operation } from './result-tree.ts';

/** `maxBytes` counts inflated bytes; `charset` is that of the HTTP header; `onBytes` and `onRows` tell the totals so far. */
export type ReadOptions = {
  readonly place: Place;
  readonly maxBytes: number;
  readonly operation?: Operation;
  readonly charset?: string;
  readonly batchRows?: number;
  readonly onBytes?: (total: number) => void;
  readonly onRows?: (total: number) => void;
};

/** Bytes that are decoded at once: keeps batches even when a chunk is large. Short texts also die young, which spares the collector. */
const pieceBytes = 4 * 1024;

/**
 * Reads an answer to its end. Throws PLEX_FAULT, PLEX_INCOMPLETE, PLEX_UNEXPECTED_SHAPE or PLEX_TOO_LARGE (rule 26).
 * A batch that was handed out counts only when the iteration ends well: an answer may break after it.
 */
export async function* readResult(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<readonly SourceRow[], void, undefined> {
  const { place, operation = 'ExecuteDataSource', batchRows = 100 } = options;
  const parser = new ResultParser(operation, place);
  const decoder = createDecoder(place, options.charset);
  let total = 0;
  for await (const chunk of bytes) {
    total += chunk.byteLength;
    options.onBytes?.(total);
    if (total > options.maxBytes) throw tooLarge(options);
    for (let at = 0; at < chunk.byteLength; at += pieceBytes) {
      parser.write(decoder.write(chunk.byteLength <= pieceBytes ? chunk : chunk.subarray(at, at + pieceBytes)));
      if (parser.rowsWaiting >= batchRows) yield parser.take();
    }
  }
  parser.write(decoder.end());
  parser.close();
  options.onRows?.(parser.rowsRead);
  if (parser.rowsWaiting > 0) yield parser.take();
}

function tooLarge({ place, maxBytes }: ReadOptions): Error {
  return plexError('PLEX_TOO_LARGE', place, `the answer is larger than ${maxBytes} bytes`, { maxBytes });
}
