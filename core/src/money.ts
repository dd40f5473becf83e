// Exact decimal amounts. Inside, an amount is decimal text or a bigint of hundred-thousandths (5 places, rule 29); never a float.

/** An amount in hundred-thousandths of the currency unit: 1.00 is 100000n. */
export type Amount = bigint;

/** |ours − theirs| up to one cent counts as equal where theirs is a figure that Plex rounded (rule 37). */
export const toleranceCent: Amount = 1000n;

const decimalForm = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** True for decimal text, exponent form included (`-12.5`, `.5`, `2.0E-02`). */
export function isDecimal(text: string): boolean {
  return decimalForm.test(text) && /\d/.test(text.split(/[eE]/)[0] ?? '');
}

/** Reads decimal text, rounded half away from zero to 5 places. Throws RangeError on anything else. */
export function parseAmount(text: string): Amount {
  const match = decimalForm.exec(text);
  if (!match || !isDecimal(text)) throw new RangeError(`"${text}" is not a decimal number`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const magnitude = shift(`${whole}${fraction}`, Number(exponent) - fraction.length + 5);
  return sign === '-' ? -magnitude : magnitude;
}

/** digits × 10^places, rounded half up. */
function shift(digits: string, places: number): bigint {
  if (places >= 0) return BigInt(digits + '0'.repeat(places));
  const cut = digits.length + places;
  if (cut < 0) return 0n;
  const kept = BigInt(digits.slice(0, cut) || '0');
  return (digits[cut] ?? '0') >= '5' ? kept + 1n : kept;
}

/** Absolute value. */
export function abs(amount: Amount): Amount {
  return amount < 0n ? -amount : amount;
}

/** Rounds half away from zero to whole cents; 1.00 becomes 100n. */
export function toCents(amount: Amount): bigint {
  const cents = (abs(amount) + 500n) / 1000n;
  return amount < 0n ? -cents : cents;
}

/** Plain decimal text of a number of cents: `-1234.50`. */
export function centsText(cents: bigint): string {
  const digits = abs(cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Plain decimal text with all the places that the amount has, two at least: `-1234.50`, `0.00001`. */
export function exactText(amount: Amount): string {
  const digits = abs(amount).toString().padStart(6, '0');
  const fraction = digits.slice(-5).replace(/0{1,3}$/, '');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -5)}.${fraction}`;
}

const grouped = (text: string): string => text.replace(/\B(?=(\d{3})+(?=\.))/g, ',');

/** For people who compare: as `formatAmount`, with all the places that the amount has: `(1,234.50)`, `0.00001`. */
export function formatExact(amount: Amount): string {
  const text = grouped(exactText(abs(amount)));
  return amount < 0n ? `(${text})` : text;
}

/** For people: grouped, two decimals, negatives in parentheses: `(1,234.50)`. */
export function formatAmount(amount: Amount): string {
  const cents = toCents(amount);
  const text = grouped(centsText(abs(cents)));
  return cents < 0n ? `(${text})` : text;
}
