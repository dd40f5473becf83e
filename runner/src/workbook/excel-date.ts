// Instants as Excel counts them: days since the end of 1899, time of day as a fraction.

const dayMs = 86_400_000;
const daysBefore1970 = 25_569;
const utcForm = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00(?::?00)?)$/;

// Excel believes in 29 February 1900, so its count is only right from the day after.
const firstDay = 61;

/** The serial number of an ISO 8601 instant in UTC, cut to the second. undefined: not such text, or before March 1900. */
export function excelSerial(iso: string): string | undefined {
  if (!utcForm.test(iso)) return undefined;
  const ms = Date.parse(iso.replace(' ', 'T').replace(/\+.*$/, 'Z'));
  const serial = Math.floor(ms / 1000) / (dayMs / 1000) + daysBefore1970;
  return serial >= firstDay ? serial.toString() : undefined;
}
