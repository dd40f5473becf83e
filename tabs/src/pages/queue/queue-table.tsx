// The queue as a table; on a narrow page the first column says the most important of the others.
import {
  makeStyles,
  mergeClasses,
  ProgressBar,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { useAction } from '../../api/use-action.ts';
import { FailureBar } from '../../components/failure-bar.tsx';
import { useRowStyles } from '../../components/row-styles.ts';
import { RunBadge } from '../../components/run-badge.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { useReportTitle, useSession, useStepTitle } from '../../session/session.ts';
import { useNow } from '../../session/use-now.ts';
import { queueStrings, runStrings } from '../../strings.ts';
import { companyText, periods, timeOfDay } from '../../words.ts';
import type { Progress } from '../run/use-run.ts';
import { CancelButton } from './cancel-button.tsx';
import { type QueueRun, shareDone, timeText, whereText } from './queue-words.ts';
import type { ProgressByRun } from './use-queue.ts';

const medium = '@container (max-width: 860px)';
const small = '@container (max-width: 560px)';

const useStyles = makeStyles({
  table: {
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  head: { [small]: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' } },
  row: {
    alignItems: 'stretch',
    minHeight: '64px',
    [small]: {
      flexDirection: 'column',
      gap: tokens.spacingVerticalXS,
      paddingTop: tokens.spacingVerticalS,
      paddingBottom: tokens.spacingVerticalM,
    },
  },
  headCell: { flexBasis: 0 },
  cell: {
    flexBasis: 0,
    flexDirection: 'column',
    alignItems: 'flex-start',
    justifyContent: 'center',
    gap: tokens.spacingVerticalXXS,
    height: 'auto',
    overflowWrap: 'anywhere',
    paddingTop: tokens.spacingVerticalS,
    paddingBottom: tokens.spacingVerticalS,
    [small]: { flexBasis: 'auto', width: 'auto', paddingTop: 0, paddingBottom: 0 },
  },
  report: { flexGrow: 1.4 },
  who: { flexGrow: 0.9, [medium]: { display: 'none' } },
  status: { flexGrow: 1.6 },
  time: { flexGrow: 1, [medium]: { display: 'none' } },
  actions: { flexGrow: 0, flexShrink: 0, flexBasis: '96px', [small]: { flexBasis: 'auto' } },
  onlyNarrow: { display: 'none', [medium]: { display: 'block' } },
  bar: { width: '100%', maxWidth: '240px' },
});

type TableProps = {
  readonly runs: readonly QueueRun[];
  readonly progress: ProgressByRun;
  reload(): void;
};

export function QueueTable({ runs, progress, reload }: TableProps) {
  const styles = useStyles();
  const action = useAction();
  const now = useNow(runs.some(({ status }) => status === 'running'));
  const { columns } = queueStrings;
  return (
    <>
      <FailureBar failure={action.failure} dismiss={action.forget} />
      <Table noNativeElements className={styles.table} aria-label={queueStrings.title}>
        <TableHeader className={styles.head}>
          <TableRow>
            <TableHeaderCell className={mergeClasses(styles.headCell, styles.report)}>{columns.run}</TableHeaderCell>
            <TableHeaderCell className={mergeClasses(styles.headCell, styles.who)}>{columns.who}</TableHeaderCell>
            <TableHeaderCell className={mergeClasses(styles.headCell, styles.status)}>{columns.status}</TableHeaderCell>
            <TableHeaderCell className={mergeClasses(styles.headCell, styles.time)}>{columns.expected}</TableHeaderCell>
            <TableHeaderCell className={mergeClasses(styles.headCell, styles.actions)}>
              {columns.actions}
            </TableHeaderCell>
          </TableRow>
        </TableHeader>
        <TableBody>
          {runs.map((run) => (
            <QueueRow key={run.id} run={run} progress={progress} now={now}>
              <CancelButton run={run} action={action} reload={reload} />
            </QueueRow>
          ))}
        </TableBody>
      </Table>
    </>
  );
}

type RowProps = {
  readonly run: QueueRun;
  readonly progress: ProgressByRun;
  readonly now: number;
  readonly children: React.ReactNode;
};

function QueueRow({ run, progress, now, children }: RowProps) {
  const styles = useStyles();
  const rows = useRowStyles();
  const { place, goTo } = useSession();
  const titleOf = useReportTitle();
  const stepTitle = useStepTitle(run.report);
  const isCurrent = place.run === run.id;
  return (
    <TableRow
      className={mergeClasses(rows.row, styles.row, isCurrent && rows.current)}
      onClick={() => goTo({ ...place, run: run.id })}
    >
      <TableCell className={mergeClasses(styles.cell, styles.report)}>
        <RunLink run={run.id} title={runStrings.title(titleOf(run.report), periods(run.parameters))} />
        <div className={rows.quiet}>{companyText(run.companyName, run.company)}</div>
        <div className={mergeClasses(rows.quiet, styles.onlyNarrow)}>
          {`${run.requesters.join(', ')} · ${timeOfDay(run.acceptedAt, now)}`}
        </div>
        <div className={mergeClasses(rows.quiet, styles.onlyNarrow)}>{timeText(run, now)}</div>
      </TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.who)}>
        <div>{run.requesters.join(', ')}</div>
        <div className={rows.quiet}>{timeOfDay(run.acceptedAt, now)}</div>
      </TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.status)}>
        <RunBadge status={run.status} verdict={run.verdict} />
        <StatusBar run={run} progress={progress.get(run.id)} />
        <div className={rows.quiet}>{whereText(run, progress.get(run.id), stepTitle)}</div>
      </TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.time)}>{timeText(run, now)}</TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.actions)}>{children}</TableCell>
    </TableRow>
  );
}

/** How many of the steps are behind a run at work; the step itself is written below. */
function StatusBar({ run, progress }: { readonly run: QueueRun; readonly progress: Progress | undefined }) {
  const styles = useStyles();
  if (run.status !== 'running') return null;
  return <ProgressBar className={styles.bar} aria-hidden="true" value={shareDone(run, progress)} thickness="large" />;
}
