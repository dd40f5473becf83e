// Lines drawn by hand: each category has a colour, a dash and a mark of its own, so none depends on colour alone.
import { Checkbox, makeStyles, tokens } from '@fluentui/react-components';
import { formatPeriod } from '@repsys/core';
import { useRef, useState } from 'react';
import { useSize } from '../../components/use-size.ts';
import { trendStrings } from '../../strings.ts';
import { amount } from '../../words.ts';
import { type Categories, type Frame, type Scale, scaleOf, shownPeriods, tickText } from './trend-scale.ts';

const useStyles = makeStyles({
  box: {
    boxSizing: 'border-box',
    width: '100%',
    minWidth: 0,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  chart: { display: 'block', width: '100%' },
  grid: { stroke: tokens.colorNeutralStroke2 },
  zero: { stroke: tokens.colorNeutralStrokeAccessible },
  text: { fill: tokens.colorNeutralForeground2, fontSize: '12px', fontFamily: tokens.fontFamilyBase },
  legend: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    border: 'none',
    minWidth: 0,
    margin: 0,
    padding: tokens.spacingVerticalXS,
  },
  entry: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
});

const looks = [
  { colour: tokens.colorPaletteBlueForeground2, dash: undefined, mark: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z' },
  { colour: tokens.colorPaletteRedForeground1, dash: '6 3', mark: 'M-3.5-3.5h7v7h-7z' },
  { colour: tokens.colorPaletteGreenForeground1, dash: '2 3', mark: 'M0-4.5L4.5 0 0 4.5-4.5 0z' },
  { colour: tokens.colorPaletteMarigoldForeground1, dash: '10 3 2 3', mark: 'M0-4.5L4.5 3.5h-9z' },
  { colour: tokens.colorPalettePurpleForeground2, dash: '1 4', mark: 'M0 4.5L4.5-3.5h-9z' },
  { colour: tokens.colorNeutralForeground1, dash: '8 6', mark: 'M-4 0H4M0-4V4' },
] as const;
const lookOf = (at: number) => looks[at % looks.length] ?? looks[0];

export function TrendChart({ categories }: { readonly categories: Categories }) {
  const styles = useStyles();
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = categories.filter(({ category }) => !hidden.has(category));
  const frame: Frame = { width: Math.max(width, 240), height: 320, left: 56, bottom: 28 };
  const scale = scaleOf(shown, frame);
  const ends = [scale.periods[0], scale.periods.at(-1)].map((period) => (period ? formatPeriod(period) : ''));
  return (
    <div ref={box} className={styles.box}>
      <svg
        className={styles.chart}
        height={frame.height}
        viewBox={`0 0 ${frame.width} ${frame.height}`}
        role="img"
        aria-label={trendStrings.described(shown.length, ends[0] ?? '', ends[1] ?? '')}
      >
        <Axes scale={scale} frame={frame} />
        {categories.map(
          (each, at) => shown.includes(each) && <Line key={each.category} line={each} at={at} scale={scale} />,
        )}
      </svg>
      <Legend categories={categories} hidden={hidden} toggle={(category) => setHidden(without(hidden, category))} />
    </div>
  );
}

function Axes({ scale, frame }: { readonly scale: Scale; readonly frame: Frame }) {
  const styles = useStyles();
  return (
    <g>
      {scale.ticks.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? styles.zero : styles.grid}
            x1={frame.left}
            x2={frame.width - 12}
            y1={scale.y(tick)}
            y2={scale.y(tick)}
          />
          <text className={styles.text} x={frame.left - 8} y={scale.y(tick) + 4} textAnchor="end">
            {tickText(tick)}
          </text>
        </g>
      ))}
      {shownPeriods(scale.periods, frame.width - frame.left).map((period) => (
        <text key={period} className={styles.text} x={scale.x(period)} y={frame.height - 8} textAnchor="middle">
          {formatPeriod(period)}
        </text>
      ))}
    </g>
  );
}

type LineProps = { readonly line: Categories[number]; readonly at: number; readonly scale: Scale };

function Line({ line: { category, points }, at, scale }: LineProps) {
  const { colour, dash, mark } = lookOf(at);
  const places = points.map(({ period, movement }) => ({
    period,
    x: scale.x(period),
    y: scale.y(Number(movement)),
    text: trendStrings.point(category, formatPeriod(period), amount(movement)),
  }));
  return (
    <g style={{ stroke: colour, fill: colour }}>
      <polyline
        points={places.map(({ x, y }) => `${x},${y}`).join(' ')}
        fill="none"
        strokeWidth={2}
        strokeDasharray={dash}
      />
      {places.map(({ period, x, y, text }) => (
        <path key={period} d={mark} transform={`translate(${x} ${y})`}>
          <title>{text}</title>
        </path>
      ))}
    </g>
  );
}

/** With a category taken away, or put back. */
function without(hidden: ReadonlySet<string>, category: string): ReadonlySet<string> {
  const next = new Set(hidden);
  if (!next.delete(category)) next.add(category);
  return next;
}

type LegendProps = {
  readonly categories: Categories;
  readonly hidden: ReadonlySet<string>;
  toggle(category: string): void;
};

/** Which line is which; each can be taken away, so that the others fill the height. */
function Legend({ categories, hidden, toggle }: LegendProps) {
  const styles = useStyles();
  return (
    <fieldset className={styles.legend} aria-label={trendStrings.shown}>
      {categories.map(({ category }, at) => (
        <Checkbox
          key={category}
          checked={!hidden.has(category)}
          onChange={() => toggle(category)}
          label={
            <span className={styles.entry}>
              <Sample look={lookOf(at)} />
              {category}
            </span>
          }
        />
      ))}
    </fieldset>
  );
}

/** A piece of the line. */
const Sample = ({ look: { colour, dash, mark } }: { readonly look: ReturnType<typeof lookOf> }) => (
  <svg width="28" height="12" aria-hidden="true">
    <line x1="0" x2="28" y1="6" y2="6" strokeWidth={2} strokeDasharray={dash} style={{ stroke: colour }} />
    <path d={mark} transform="translate(14 6)" style={{ fill: colour }} />
  </svg>
);
