// Bytes of an answer → text, strictly: bytes that are not of the declared charset end the reading.
import { AppError } from '@repsys/core';
import { type Place, plexError } from './failure.ts';

/** Feeds of bytes in, text out; `end` gives what is left and refuses a character that was cut in two. */
export type Decoder = { write(bytes: Uint8Array): string; end(): string };

/** A decoder for the charset of the HTTP header, else of the byte order mark or the XML declaration, else UTF-8. */
export function createDecoder(place: Place, charset?: string): Decoder {
  if (charset !== undefined) return decoderFor(charset, place);
  let decoder: Decoder | undefined;
  let waiting: Uint8Array = new Uint8Array(0);
  /** Opens with the bytes that wait, once they tell their charset (at the end: whatever they are). */
  const begin = (atEnd: boolean): string => {
    const found = declaredCharset(waiting, atEnd);
    if (found === undefined) return '';
    decoder = decoderFor(found, place);
    return decoder.write(waiting);
  };
  return {
    write(bytes) {
      if (decoder) return decoder.write(bytes);
      waiting = joined(waiting, bytes);
      return begin(false);
    },
    end() {
      const text = decoder ? '' : begin(true);
      return text + (decoder?.end() ?? '');
    },
  };
}

/** How many bytes an XML declaration may take before it is taken to be missing. */
const declarationSpan = 256;

/** The charset that the first bytes speak of; undefined while more bytes are needed to know. */
function declaredCharset(head: Uint8Array, atEnd: boolean): string | undefined {
  if (head.length < 5 && !atEnd) return undefined;
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const text = Buffer.from(head.subarray(0, declarationSpan)).toString('latin1');
  if (!text.startsWith('<?xml')) return 'utf-8';
  const end = text.indexOf('?>');
  if (end < 0 && head.length < declarationSpan && !atEnd) return undefined;
  return /\sencoding\s*=\s*["']([^"']*)["']/.exec(end < 0 ? text : text.slice(0, end))?.[1] ?? 'utf-8';
}

function decoderFor(charset: string, place: Place): Decoder {
  if (/^utf-?8$/i.test(charset)) return utf8Decoder(place);
  const decoder = textDecoder(charset, place);
  return {
    write: (bytes) => strictly(place, 'PLEX_UNEXPECTED_SHAPE', () => decoder.decode(bytes, { stream: true })),
    end: () => strictly(place, 'PLEX_INCOMPLETE', () => decoder.decode()),
  };
}

function textDecoder(charset: string, place: Place): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    throw plexError('PLEX_UNEXPECTED_SHAPE', place, `the answer is in an unknown charset "${charset.slice(0, 40)}"`);
  }
}

/** Whole characters go through the one-shot decoder, which is several times faster than the streaming one. */
function utf8Decoder(place: Place): Decoder {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let tail: Uint8Array = new Uint8Array(0);
  return {
    write(bytes) {
      const all = tail.length === 0 ? bytes : joined(tail, bytes);
      const whole = all.length - openTail(all);
      tail = all.slice(whole);
      return strictly(place, 'PLEX_UNEXPECTED_SHAPE', () => decoder.decode(all.subarray(0, whole)));
    },
    end: () => strictly(place, 'PLEX_INCOMPLETE', () => decoder.decode(tail)),
  };
}

/** How many bytes at the end (0–3) begin a UTF-8 character that is not finished yet. */
function openTail(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function strictly(place: Place, code: 'PLEX_UNEXPECTED_SHAPE' | 'PLEX_INCOMPLETE', decode: () => string): string {
  try {
    return decode();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw plexError(code, place, 'the answer holds bytes that are not of its charset');
  }
}

const joined = (left: Uint8Array, right: Uint8Array): Uint8Array => Buffer.concat([left, right]);
