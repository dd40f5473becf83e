// Plex's timestamps, US or ISO, as `YYYY-MM-DD HH:MM:SS[.mmm]`. Text arithmetic only: a Date would bring in a time zone.

const isoForm = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const usForm =
  /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:\s*([AaPp])[Mm])?)?$/;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

type Clock = { readonly hour: number; readonly minute: string; readonly second: string; readonly fraction: string };

/**
 * Canonical timestamp; undefined when the text is neither US nor ISO, or names a day or a time that does not exist.
 * A `Z` or an offset is dropped: the clock on the wall of the plant counts, and a period must not begin a day early.
 * Fractions are cut to milliseconds and left out when zero.
 */
export function timestampText(text: string): string | undefined {
  const iso = isoForm.exec(text);
  if (iso) {
    const [, year = '', month = '', day = '', hour = '0', minute = '00', second = '00', fraction = ''] = iso;
    return compose(year, Number(month), Number(day), { hour: Number(hour), minute, second, fraction });
  }
  const us = usForm.exec(text);
  if (!us) return undefined;
  const [, month = '', day = '', year = '', clockHour, minute = '00', second = '00', fraction = '', half] = us;
  const hour = clockHour === undefined ? 0 : hourOfDay(Number(clockHour), half);
  return hour === undefined ? undefined : compose(year, Number(month), Number(day), { hour, minute, second, fraction });
}

/** 12 AM is 0, 12 PM is 12; without AM or PM the clock has 24 hours. */
function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'P' || half === 'p' ? 12 : 0);
}

function compose(year: string, month: number, day: number, clock: Clock): string | undefined {
  if (day < 1 || day > daysIn(Number(year), month)) return undefined;
  if (clock.hour > 23 || clock.minute > '59' || clock.second > '59') return undefined;
  const milliseconds = clock.fraction.padEnd(3, '0').slice(0, 3);
  const fraction = milliseconds === '000' ? '' : `.${milliseconds}`;
  return `${year}-${two(month)}-${two(day)} ${two(clock.hour)}:${clock.minute}:${clock.second}${fraction}`;
}

/** 0 for a month or a year that does not exist. */
function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (year < 1) return 0;
  return month === 2 && leap ? 29 : (monthDays[month - 1] ?? 0);
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
