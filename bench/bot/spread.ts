// How times spread.

export type Spread = { readonly count: number; readonly p50: number; readonly p99: number; readonly longest: number };

/** Median, 99th percentile and longest of times in ms. */
export function spreadOf(times: readonly number[]): Spread {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), longest: at(1) };
}

/** In words. */
export const told = ({ p50, p99, longest }: Spread): string =>
  `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, longest ${longest.toFixed(0)} ms`;
