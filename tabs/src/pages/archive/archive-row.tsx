// One finished run as a row of the archive, and the columns that fit the width.
import { makeStyles, mergeClasses, Skeleton, SkeletonItem, TableCell, TableRow } from '@fluentui/react-components';
import type { ApiRunLine } from '@repsys/core';
import { memo } from 'react';
import { useRowStyles } from '../../components/row-styles.ts';
import { RunBadge } from '../../components/run-badge.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { useReportTitle, useSession } from '../../session/session.ts';
import type { archiveStrings } from '../../strings.ts';
import { companyText, duration, moment, periods } from '../../words.ts';

/** Every row of the list, in CSS pixels: the window of rows is computed by it. */
export const rowHeight = 56;

const medium = '@container (max-width: 860px)';
const small = '@container (max-width: 560px)';

const useStyles = makeStyles({
  row: {
    height: `${rowHeight}px`,
    boxSizing: 'border-box',
    overflow: 'hidden',
  },
  cell: { minWidth: 0, flexBasis: 0, overflow: 'hidden' },
  text: { minWidth: 0, overflow: 'hidden', whiteSpace: 'nowrap', textOverflow: 'ellipsis' },
  id: { flexGrow: 0, flexShrink: 0, flexBasis: '72px', [small]: { display: 'none' } },
  report: { flexGrow: 1.3, [medium]: { flexGrow: 2.4 } },
  broad: { flexGrow: 1.5, [medium]: { display: 'none' } },
  wide: { flexGrow: 1.2, [medium]: { display: 'none' } },
  middle: { flexGrow: 1.2, [small]: { display: 'none' } },
  narrow: { flexGrow: 0.9, [medium]: { display: 'none' } },
  result: { flexGrow: 1.3, [small]: { flexGrow: 0, flexShrink: 0, flexBasis: '116px' } },
  second: {
    display: 'none',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    [medium]: { display: 'block' },
  },
});

type Column = { readonly by: keyof typeof archiveStrings.columns; readonly className: string };

/** The columns in order; some go away where there is no room. */
export function useColumns(): readonly Column[] {
  const styles = useStyles();
  return [
    { by: 'id', className: styles.id },
    { by: 'report', className: styles.report },
    { by: 'from', className: styles.broad },
    { by: 'company', className: styles.broad },
    { by: 'requester', className: styles.wide },
    { by: 'status', className: styles.result },
    { by: 'finished', className: styles.middle },
    { by: 'took', className: styles.narrow },
  ];
}

type RowProps = { readonly run: ApiRunLine; readonly at: number };

function RunRow({ run, at }: RowProps) {
  const styles = useStyles();
  const rows = useRowStyles();
  const columns = useColumns();
  const { place, goTo } = useSession();
  return (
    <TableRow
      className={mergeClasses(rows.row, styles.row, place.run === run.id && rows.current)}
      aria-rowindex={at + 2}
      onClick={() => goTo({ ...place, run: run.id })}
    >
      {columns.map(({ by, className }) => (
        <TableCell key={by} className={mergeClasses(styles.cell, className)}>
          <div className={styles.text}>
            <Cell run={run} by={by} />
          </div>
        </TableCell>
      ))}
    </TableRow>
  );
}

export const ArchiveRow = memo(RunRow);

function Cell({ run, by }: { readonly run: ApiRunLine; readonly by: Column['by'] }) {
  switch (by) {
    case 'id':
      return run.id;
    case 'report':
      return <ReportCell run={run} />;
    case 'company':
      return companyText(run.companyName, run.company);
    case 'requester':
      return run.requesters.join(', ');
    case 'status':
      return <RunBadge status={run.status} verdict={run.verdict} />;
    case 'finished':
      return run.finishedAt === null ? '' : moment(run.finishedAt);
    case 'took':
      return run.startedAt === null || run.finishedAt === null ? '' : duration(run.finishedAt - run.startedAt);
    case 'from':
      return periods(run.parameters);
  }
}

/** On a narrow page it says the most important of the other columns too. */
function ReportCell({ run }: { readonly run: ApiRunLine }) {
  const styles = useStyles();
  const rows = useRowStyles();
  const titleOf = useReportTitle();
  const others = [periods(run.parameters), companyText(run.companyName, run.company), run.requesters.join(', ')];
  return (
    <>
      <RunLink run={run.id} title={titleOf(run.report)} about={periods(run.parameters)} />
      <div className={mergeClasses(rows.quiet, styles.second)}>{others.filter(Boolean).join(' · ')}</div>
    </>
  );
}

/** A row whose page is still on its way. */
export function EmptyRow({ at }: { readonly at: number }) {
  const styles = useStyles();
  return (
    <TableRow className={styles.row} aria-rowindex={at + 2} aria-busy="true">
      <TableCell>
        <Skeleton style={{ width: '60%' }}>
          <SkeletonItem size={16} />
        </Skeleton>
      </TableCell>
    </TableRow>
  );
}
