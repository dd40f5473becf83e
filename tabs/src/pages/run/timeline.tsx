// The steps of a run in order: how far, how many rows, how long beside what is usual.
import { makeStyles, mergeClasses, Subtitle2, tokens } from '@fluentui/react-components';
import { type ApiRun, errorTable } from '@repsys/core';
import { DoneIcon, FailedIcon, KeptIcon, RunningIcon } from '../../components/icons.tsx';
import { useNow } from '../../session/use-now.ts';
import { foreignErrors, runStrings, words } from '../../strings.ts';
import { isLong, stepTime } from '../../words.ts';
import { StepBar } from './step-bar.tsx';
import type { Progress } from './use-run.ts';

type Step = ApiRun['steps'][number];

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  step: {
    position: 'relative',
    display: 'flex',
    gap: tokens.spacingHorizontalM,
    paddingBottom: tokens.spacingVerticalL,
    // The line from each mark down to the next one.
    ':not(:last-child)::before': {
      content: '""',
      position: 'absolute',
      top: '30px',
      bottom: '4px',
      left: '13px',
      width: '1px',
      backgroundColor: tokens.colorNeutralStroke1,
    },
  },
  mark: {
    flexShrink: 0,
    boxSizing: 'border-box',
    width: '26px',
    height: '26px',
    borderRadius: tokens.borderRadiusCircular,
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    color: tokens.colorNeutralForeground3,
  },
  done: { color: tokens.colorStatusSuccessForeground1, border: `1px solid ${tokens.colorStatusSuccessForeground1}` },
  running: { color: tokens.colorBrandForeground1, border: `2px solid ${tokens.colorBrandForeground1}` },
  failed: { color: tokens.colorStatusDangerForeground1, border: `2px solid ${tokens.colorStatusDangerForeground1}` },
  body: { flexGrow: 1, minWidth: 0 },
  title: { overflowWrap: 'anywhere' },
  facts: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  reason: { color: tokens.colorNeutralForeground1, fontSize: tokens.fontSizeBase200 },
});

type TimelineProps = { readonly run: ApiRun; readonly progress: Progress | undefined };

export function Timeline({ run, progress }: TimelineProps) {
  const styles = useStyles();
  const now = useNow(run.status === 'running');
  if (run.steps.length === 0) return null;
  return (
    <section className={styles.root} aria-label={runStrings.steps}>
      <Subtitle2 as="h3">{runStrings.steps}</Subtitle2>
      <ol className={styles.list}>
        {run.steps.map((step) => (
          <StepLine key={step.number} step={stepNow(step, progress)} run={run} now={now} />
        ))}
      </ol>
    </section>
  );
}

/** The socket is quicker than the record: its rows and status are laid over the step. */
function stepNow(step: Step, progress: Progress | undefined): Step {
  const moved = progress?.step;
  if (moved?.number !== step.number || step.status === 'done' || step.status === 'failed') return step;
  return { ...step, status: moved.status, rows: moved.rows, note: moved.note ?? step.note };
}

type StepLineProps = { readonly step: Step; readonly run: ApiRun; readonly now: number };

function StepLine({ step, run, now }: StepLineProps) {
  const styles = useStyles();
  const { status, title, startedAt, finishedAt, expected, note } = step;
  const elapsed = startedAt === null || status === 'skipped' ? undefined : (finishedAt ?? endOf(run, now)) - startedAt;
  const failed = status === 'failed' && run.failure?.step === step.name ? run.failure.code : undefined;
  return (
    <li className={styles.step} aria-current={status === 'running' ? 'step' : undefined}>
      <Mark step={step} />
      <div className={styles.body}>
        <div className={styles.title}>{title}</div>
        <div className={styles.facts}>{factsOf(step, elapsed)}</div>
        {note && <div className={styles.facts}>{note}</div>}
        {failed && <div className={styles.reason}>{(foreignErrors() ?? errorTable)[failed].meaning}</div>}
        {elapsed !== undefined && expected && <StepBar elapsed={elapsed} expected={expected} />}
      </div>
    </li>
  );
}

/** A run that ended in the middle of a step has ended that step too. */
const endOf = (run: ApiRun, now: number): number => run.finishedAt ?? now;

function factsOf({ status, rows, expected }: Step, elapsed: number | undefined): string {
  const usual = expected && status !== 'skipped' ? runStrings.stepUsually(stepTime(expected.p50)) : undefined;
  const parts = [
    words.step[status],
    rows === null || (rows === 0 && status !== 'done') ? undefined : runStrings.rows(rows),
    elapsed === undefined ? undefined : stepTime(elapsed),
    usual,
    expected && elapsed !== undefined && isLong(elapsed, expected) ? runStrings.longer : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function Mark({ step: { status, number } }: { readonly step: Step }) {
  const styles = useStyles();
  const icons = {
    done: <DoneIcon />,
    skipped: <KeptIcon />,
    failed: <FailedIcon />,
    running: <RunningIcon />,
  } as const;
  const look = { done: styles.done, running: styles.running, failed: styles.failed, skipped: '', pending: '' } as const;
  return (
    <span className={mergeClasses(styles.mark, look[status])} aria-hidden="true">
      {status === 'pending' ? number : icons[status]}
    </span>
  );
}
