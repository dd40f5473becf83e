// The queue as a table; on a narrow page the first column says the most important of the others.
import {
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableCellLayout,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { useAction } from '../../api/use-action.ts';
import { FailureBar } from '../../components/failure-bar.tsx';
import { RunBadge } from '../../components/run-badge.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { useReportTitle, useSession } from '../../session/session.ts';
import { useNow } from '../../session/use-now.ts';
import { queueStrings, runStrings } from '../../strings.ts';
import { companyText, periods, timeOfDay } from '../../words.ts';
import { CancelButton } from './cancel-button.tsx';
import { expectedText, type QueueRun, whereText } from './queue-words.ts';
import type { ProgressByRun } from './use-queue.ts';

const medium = '@container (max-width: 760px)';
const small = '@container (max-width: 520px)';

const useStyles = makeStyles({
  table: { backgroundColor: tokens.colorNeutralBackground1 },
  row: { cursor: 'pointer' },
  current: { boxShadow: `inset 4px 0 0 ${tokens.colorCompoundBrandStroke}` },
  cell: { overflowWrap: 'anywhere', paddingTop: tokens.spacingVerticalS, paddingBottom: tokens.spacingVerticalS },
  wide: { [medium]: { display: 'none' } },
  onlyNarrow: { display: 'none', [medium]: { display: 'inline' } },
  middle: { [small]: { display: 'none' } },
  status: { width: '30%' },
  expected: { width: '18%' },
  actions: { width: '92px' },
  small: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
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
      <Table className={styles.table} aria-label={queueStrings.title}>
        <TableHeader>
          <TableRow>
            <TableHeaderCell>{columns.run}</TableHeaderCell>
            <TableHeaderCell className={styles.wide}>{columns.who}</TableHeaderCell>
            <TableHeaderCell className={styles.status}>{columns.status}</TableHeaderCell>
            <TableHeaderCell className={mergeClasses(styles.wide, styles.expected)}>{columns.expected}</TableHeaderCell>
            <TableHeaderCell className={mergeClasses(styles.middle, styles.actions)}>{columns.actions}</TableHeaderCell>
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
  const { place, goTo } = useSession();
  const titleOf = useReportTitle();
  const isCurrent = place.run === run.id;
  return (
    <TableRow
      className={mergeClasses(styles.row, isCurrent && styles.current)}
      onClick={() => goTo({ page: 'queue', run: run.id })}
    >
      <TableCell className={styles.cell}>
        <TableCellLayout description={<Second run={run} />}>
          <RunLink run={run.id} title={runStrings.title(titleOf(run.report), periods(run.parameters))} />
        </TableCellLayout>
      </TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.wide)}>
        <div>{run.requesters.join(', ')}</div>
        <div className={styles.small}>{timeOfDay(run.acceptedAt, now)}</div>
      </TableCell>
      <TableCell className={styles.cell}>
        <RunBadge status={run.status} verdict={run.verdict} />
        <div className={styles.small}>{whereText(run, progress.get(run.id))}</div>
      </TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.wide)}>{expectedText(run, now)}</TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.middle)}>{children}</TableCell>
    </TableRow>
  );
}

/** Company, and on a narrow page who asked. */
function Second({ run }: { readonly run: QueueRun }) {
  const styles = useStyles();
  return (
    <>
      {companyText(run.companyName, run.company)}
      <span className={styles.onlyNarrow}> · {run.requesters.join(', ')}</span>
    </>
  );
}
