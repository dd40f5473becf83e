// When each gage had to be calibrated and when it was: requirements paired with calibrations, pure (rule 47).

/** A gage of the master. `frequencyDays` is today's value, applied to all of its history. */
export type Gage = { readonly company: number; readonly number: string; readonly frequencyDays: number };

/** One calibration; `date` is `YYYY-MM-DD`. */
export type CalibrationRecord = { readonly company: number; readonly gage: string; readonly date: string };

/** late: calibrated after the day it was due. never: the gage has no record at all. */
export type CalibrationStatus = 'ok' | 'late' | 'never';

/** One line of the report. Days are `YYYY-MM-DD`; `required` is null where no earlier calibration says one. */
export type Calibration = {
  readonly row: number;
  readonly company: number;
  readonly gage: string;
  readonly status: CalibrationStatus;
  readonly required: string | null;
  readonly actual: string | null;
  readonly frequencyDays: number;
  readonly next: string | null;
};

/** How many calibrations of a gage are shown. */
const newest = 5;

/**
 * The newest calibrations of every gage, newest first, in order of company and gage number. A calibration was required on
 * the day of the one before it plus the frequency; it is paired before older ones are cut off. Throws RangeError on a date
 * that is none.
 */
export function calibrations(gages: readonly Gage[], records: readonly CalibrationRecord[]): readonly Calibration[] {
  const byGage = new Map<string, CalibrationRecord[]>();
  for (const record of records) {
    const key = keyOf(record.company, record.gage);
    byGage.set(key, [...(byGage.get(key) ?? []), record]);
  }
  return gages
    .toSorted((a, b) => a.company - b.company || compare(a.number, b.number))
    .flatMap((gage) => historyOf(gage, byGage.get(keyOf(gage.company, gage.number)) ?? []));
}

const keyOf = (company: number, gage: string): string => `${company}:${gage}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function historyOf(gage: Gage, records: readonly CalibrationRecord[]): readonly Calibration[] {
  const days = records.map(({ date }) => date).toSorted((a, b) => compare(b, a));
  if (days.length === 0) return [line(gage, 1, 'never', null, null)];
  const paired = days.map((day, index) => {
    const before = days[index + 1];
    const required = before === undefined ? null : addDays(before, gage.frequencyDays);
    return line(gage, index + 1, required !== null && day > required ? 'late' : 'ok', required, day);
  });
  return paired.slice(0, newest);
}

function line(
  { company, number, frequencyDays }: Gage,
  row: number,
  status: CalibrationStatus,
  required: string | null,
  actual: string | null,
): Calibration {
  const next = actual === null ? null : addDays(actual, frequencyDays);
  return { row, company, gage: number, status, required, actual, frequencyDays, next };
}

const dayMs = 86_400_000;

/** The day so many days later. */
function addDays(day: string, days: number): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw new RangeError(`"${day}" is not a day as 2024-07-20`);
  }
  return new Date(time + days * dayMs).toISOString().slice(0, 10);
}
