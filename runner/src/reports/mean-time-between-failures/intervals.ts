// Mean time between failures of a work centre, from its log: production between two failures, pure (rule 48).
import { type Amount, parseAmount } from '@repsys/core';

/** One entry of a work centre's log. `at` sorts as text (`YYYY-MM-DD`, with or without a time); `hours` is decimal text. */
export type LogEntry = {
  readonly workCenter: string;
  readonly at: string;
  readonly hours: string;
  readonly status: string;
};

/** What a company calls the two states that count; all others are passed over. */
export type StatusNames = { readonly production: string; readonly failure: string };

export const usualStatusNames: StatusNames = { production: 'Production', failure: 'Unplanned Downtime' };

/** Hours in hundred-thousandths. `meanTime` is null where there is no interval: no value is not zero. */
export type FailureStatistics = {
  readonly workCenter: string;
  readonly intervals: readonly Amount[];
  readonly meanTime: Amount | null;
};

/**
 * Every work centre of the log, in order of its name. An interval is the production between a failure and the next;
 * production before the first and after the last failure is not bounded and does not count, and two failures with no
 * production between them make no interval. Throws RangeError on hours that are no number.
 */
export function failureStatistics(
  log: readonly LogEntry[],
  names: StatusNames = usualStatusNames,
): readonly FailureStatistics[] {
  const workCenters = [...new Set(log.map(({ workCenter }) => workCenter))].sort();
  const entries = log.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return workCenters.map((workCenter) => {
    const intervals = intervalsOf(
      entries.filter((entry) => entry.workCenter === workCenter),
      names,
    );
    return { workCenter, intervals, meanTime: mean(intervals) };
  });
}

/** Hours of production of each interval, oldest first; the entries are in order. */
function intervalsOf(entries: readonly LogEntry[], { production, failure }: StatusNames): readonly Amount[] {
  const intervals: Amount[] = [];
  let running: { hours: Amount; produced: boolean } | undefined;
  for (const { status, hours } of entries) {
    if (status === failure) {
      if (running?.produced) intervals.push(running.hours);
      running = { hours: 0n, produced: false };
    } else if (status === production && running) {
      running = { hours: running.hours + parseAmount(hours), produced: true };
    }
  }
  return intervals;
}

/** Rounded half up to 5 places; hours are never negative. */
function mean(intervals: readonly Amount[]): Amount | null {
  if (intervals.length === 0) return null;
  const [sum, count] = [intervals.reduce((total, each) => total + each, 0n), BigInt(intervals.length)];
  return (sum * 2n + count) / (count * 2n);
}
