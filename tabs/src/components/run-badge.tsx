// What became of a run, in one coloured word.
import { Badge, type BadgeProps } from '@fluentui/react-components';
import type { RunStatus, Verdict } from '@repsys/core';
import { words } from '../strings.ts';

type Outcome = { readonly status: RunStatus; readonly verdict: Verdict | null };

const colours: Readonly<Record<RunStatus | Verdict, BadgeProps['color']>> = {
  queued: 'informative',
  running: 'brand',
  succeeded: 'success',
  failed: 'danger',
  cancelled: 'subtle',
  tied: 'success',
  warnings: 'warning',
  'not-tied': 'danger',
};

/** The word itself: the verdict of a finished run, else its status. */
export const outcomeWord = ({ status, verdict }: Outcome): string =>
  status === 'succeeded' && verdict ? words.verdict[verdict] : words.status[status];

export function RunBadge({ status, verdict }: Outcome) {
  const colour = colours[status === 'succeeded' && verdict ? verdict : status];
  return (
    <Badge appearance="tint" color={colour} size="large">
      {outcomeWord({ status, verdict })}
    </Badge>
  );
}
