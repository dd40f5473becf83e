// Where a number stands on the chart. Floats are good enough to draw with; what is read comes from the exact text.
import type { Period, TrendAnswer } from '@repsys/core';

export type Categories = TrendAnswer['categories'];
export type Scale = {
  readonly periods: readonly Period[];
  readonly ticks: readonly number[];
  x(period: Period): number;
  y(movement: number): number;
};

export type Frame = { readonly width: number; readonly height: number; readonly left: number; readonly bottom: number };

const top = 12;
const right = 36;

/** Every period of which any category has a number, oldest first. */
export const periodsOf = (categories: Categories): readonly Period[] =>
  [...new Set(categories.flatMap(({ points }) => points.map(({ period }) => period)))].sort((a, b) => a - b);

/** Fits all points into the frame, zero included. */
export function scaleOf(categories: Categories, frame: Frame): Scale {
  const points = categories.flatMap((each) => each.points);
  const periods = periodsOf(categories);
  const values = points.map(({ movement }) => Number(movement));
  const ticks = ticksOf(Math.min(0, ...values), Math.max(0, ...values));
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const [wide, tall] = [frame.width - frame.left - right, frame.height - frame.bottom - top];
  return {
    periods,
    ticks,
    x: (period) =>
      frame.left + (periods.length < 2 ? wide / 2 : (wide * periods.indexOf(period)) / (periods.length - 1)),
    y: (movement) => top + tall * (1 - (movement - low) / (high - low)),
  };
}

/** About five round numbers that hold everything between `low` and `high`. */
export function ticksOf(low: number, high: number): readonly number[] {
  const span = high - low || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: Math.max(1, last - first) + 1 }, (_, at) => (first + at) * step);
}

/** `1.5M`, `-20k`. */
export const tickText = (value: number): string =>
  value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** So many of the periods that their names do not touch. */
export function shownPeriods(periods: readonly Period[], width: number): readonly Period[] {
  const every = Math.max(1, Math.ceil((periods.length * 64) / Math.max(1, width)));
  return periods.filter((_, at) => at % every === 0);
}
