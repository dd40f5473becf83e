// Values as Plex writes them: every value is text, amounts with binary noise here and there, timestamps and booleans in the company's style.
import type { TextStyle } from './books.ts';
import { dayText } from './day.ts';

const unit = 100_000n;

/**
 * An amount of hundred-thousandths as decimal text. `salt` chooses the form: plain, fewer places, binary noise
 * (`6353429.89999998`) or, below 1, exponent form (`2.00000000186265E-02`). Rounded to 5 places it is always the exact amount.
 */
export function amountText(amount: bigint, salt: number): string {
  if (amount === 0n) return salt % 5 === 0 ? '0' : '0.00000';
  const sign = amount < 0n ? '-' : '';
  const magnitude = amount < 0n ? -amount : amount;
  if (magnitude < unit && salt % 2 === 0) return sign + exponentText(magnitude);
  if (salt % 11 === 0) return sign + noisyText(magnitude);
  const digits = magnitude.toString().padStart(6, '0');
  const text = `${sign}${digits.slice(0, -5)}.${digits.slice(-5)}`;
  return salt % 7 === 0 ? text.replace(/\.?0+$/, '') : text;
}

/** Two hundred-millionths below the amount, or one above. */
function noisyText(magnitude: bigint): string {
  const fine = magnitude * 1000n + (magnitude % 3n === 0n ? 1n : -2n);
  return `${fine / 100_000_000n}.${String(fine % 100_000_000n).padStart(8, '0')}`;
}

function exponentText(magnitude: bigint): string {
  const digits = magnitude.toString();
  const noise = magnitude % 3n === 0n ? '00000000186265' : '00000000000000';
  const mantissa = `${digits.slice(0, 1)}.${digits.slice(1)}${noise.slice(digits.length - 1)}`;
  return `${mantissa}E-${String(6 - digits.length).padStart(2, '0')}`;
}

/** A timestamp `YYYY-MM-DDTHH:MM:SS` in the company's style: `5/15/2019 3:03:00 PM` or as it is. */
export function timestampText(timestamp: string, style: TextStyle): string {
  if (style === 'iso') return timestamp;
  const [day = '', time = ''] = timestamp.split('T');
  const [year, month, date] = day.split('-').map(Number);
  const [hours = 0, minutes, seconds] = time.split(':');
  const hour = Number(hours);
  return `${month}/${date}/${year} ${hour % 12 || 12}:${minutes}:${seconds} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** The timestamp of a moment on a day number, or empty text for day 0. */
export function dayTimestampText(day: number, time: string, style: TextStyle): string {
  return day === 0 ? '' : timestampText(`${dayText(day)}T${time}`, style);
}

/** A flag such as Active: `True`/`False` or `1`/`0`. */
export function flagText(value: boolean, style: TextStyle): string {
  if (style === 'us') return value ? 'True' : 'False';
  return value ? '1' : '0';
}

/** A bit such as Revenue_Or_Expense: `1`/`0` or `true`/`false`. */
export function bitText(value: boolean, style: TextStyle): string {
  if (style === 'us') return value ? '1' : '0';
  return String(value);
}
