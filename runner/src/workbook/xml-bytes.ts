// The hot path's page: XML put down as bytes at once. Strings joined piece by piece would cost three times the work.

const initialBytes = 640 * 1024;
const zero = 48;
const nine = 57;
const minus = 45;
const point = 46;

/** Text as bytes, for pieces that are made once and written often. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text));
}

/** The digits of a whole number; `reuse` is filled again where its length fits. */
export function digitsOf(count: number, reuse: Uint8Array): Uint8Array {
  const digits = digitsIn(count);
  const bytes = reuse.length === digits ? reuse : new Uint8Array(digits);
  fillDigits(bytes, digits, count);
  return bytes;
}

function digitsIn(count: number): number {
  let digits = 1;
  for (let bound = 10; count >= bound; bound *= 10) digits += 1;
  return digits;
}

function fillDigits(bytes: Uint8Array, end: number, count: number): void {
  let rest = count;
  let at = end;
  do {
    at -= 1;
    const tens = (rest / 10) | 0;
    bytes[at] = zero + rest - tens * 10;
    rest = tens;
  } while (rest > 0);
}

/** Bytes that grow at their end. Callers reserve room before they put anything down. */
export class XmlBytes {
  #bytes = Buffer.allocUnsafeSlow(initialBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Makes sure that this many bytes can follow. */
  reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  put(piece: Uint8Array): void {
    this.#length = copy(this.#bytes, this.#length, piece);
  }

  /**
   * Puts down four pieces with decimal text such as `-1234.50` before the last: a minus or none, digits, and digits
   * behind a point. False: the text is none, and nothing was put down.
   */
  putNumber(open: Uint8Array, reference: Uint8Array, format: Uint8Array, text: string, close: Uint8Array): boolean {
    const bytes = this.#bytes;
    let at = copy(bytes, this.#length, open);
    at = copy(bytes, at, reference);
    at = copyDecimal(bytes, copy(bytes, at, format), text);
    if (at < 0) return false;
    this.#length = copy(bytes, at, close);
    return true;
  }

  /** Puts down a whole number, zero or more. */
  putCount(count: number): void {
    this.#length += digitsIn(count);
    fillDigits(this.#bytes, this.#length, count);
  }

  /** Puts down any text, and reserves its room by itself. */
  putText(text: string): void {
    this.reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** Hands the bytes over and starts afresh. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(initialBytes);
    this.#length = 0;
    return taken;
  }
}

function copy(bytes: Uint8Array, from: number, piece: Uint8Array): number {
  let at = from;
  for (let index = 0; index < piece.length; index += 1) {
    bytes[at] = piece[index] ?? 0;
    at += 1;
  }
  return at;
}

/** Copies and checks in one go; −1 when the text is no plain decimal number. */
function copyDecimal(bytes: Uint8Array, from: number, text: string): number {
  const length = text.length;
  const first = text.charCodeAt(0) === minus ? 1 : 0;
  let pointAt = length;
  if (first === 1) bytes[from] = minus;
  for (let index = first; index < length; index += 1) {
    const code = text.charCodeAt(index);
    bytes[from + index] = code;
    if (code >= zero && code <= nine) continue;
    if (code !== point || pointAt < length) return -1;
    pointAt = index;
  }
  const whole = first < pointAt && first < length;
  return whole && pointAt !== length - 1 ? from + length : -1;
}
