// How long a step takes as a bar, with a mark where it usually ends.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ApiRun } from '@repsys/core';
import { isLong } from '../../words.ts';

type Expected = NonNullable<ApiRun['expected']>;

const useStyles = makeStyles({
  track: {
    position: 'relative',
    height: '4px',
    marginTop: tokens.spacingVerticalXS,
    maxWidth: '320px',
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorNeutralBackground5,
    forcedColorAdjust: 'none',
  },
  bar: {
    position: 'absolute',
    inset: '0 auto 0 0',
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorCompoundBrandBackground,
  },
  longer: { backgroundColor: tokens.colorStatusWarningForeground3 },
  mark: {
    position: 'absolute',
    top: '-2px',
    bottom: '-2px',
    width: '2px',
    backgroundColor: tokens.colorNeutralForeground1,
  },
});

type Props = { readonly elapsed: number; readonly expected: Expected };

/** The same is written above it in words, so it is hidden from screen readers. */
export function StepBar({ elapsed, expected }: Props) {
  const styles = useStyles();
  const whole = Math.max(elapsed, expected.p90, 1);
  return (
    <div className={styles.track} aria-hidden="true">
      <div
        className={mergeClasses(styles.bar, isLong(elapsed, expected) && styles.longer)}
        style={{ width: `${(elapsed / whole) * 100}%` }}
      />
      <div className={styles.mark} style={{ left: `calc(${(expected.p50 / whole) * 100}% - 2px)` }} />
    </div>
  );
}
