// Chance that repeats: the same seed gives the same numbers on every machine.

/** A stream of numbers in [0, 1). */
export type Random = () => number;

/** Mixes whole numbers into one 32-bit hash. */
export function hash(...values: readonly number[]): number {
  let mixed = 0x9e3779b9;
  for (const value of values) {
    mixed = Math.imul(mixed ^ value, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
  }
  return mixed >>> 0;
}

/** A number in [0, 1) that depends on nothing but the values. */
export function share(...values: readonly number[]): number {
  return hash(...values) / 2 ** 32;
}

/** A stream that starts at the hash of the values (mulberry32). */
export function randomFrom(...values: readonly number[]): Random {
  let state = hash(...values);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `from` to `to`, both inclusive. */
export function wholeBetween(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/**
 * Whole cents between two bounds as hundred-thousandths; each doubling of the lower bound is as likely as the next. Whole
 * numbers only, so that no machine rounds differently.
 */
export function amountBetween(random: Random, fromCents: number, toCents: number): bigint {
  const doublings = Math.max(1, Math.floor(Math.log2(toCents / fromCents)));
  const from = fromCents * 2 ** wholeBetween(random, 0, doublings - 1);
  return BigInt(wholeBetween(random, from, Math.min(toCents, from * 2))) * 1000n;
}
