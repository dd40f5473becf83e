// One finished run as a row of the archive, and the columns that fit the width. Ten thousand of them fly by when somebody
// scrolls, so a row is made of plain elements in Fluent's colours, and is drawn again only when it changes itself.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ApiRunLine } from '@repsys/core';
import { memo } from 'react';
import { useRowStyles } from '../../components/row-styles.ts';
import { RunBadge } from '../../components/run-badge.tsx';
import { RunLink } from '../../components/run-link.tsx';
import type { archiveStrings } from '../../strings.ts';
import { companyText, duration, moment, periods } from '../../words.ts';

/** Every row of the list, in CSS pixels: the window of rows is computed by it. */
export const rowHeight = 56;

const medium = '@container (max-width: 860px)';
const small = '@container (max-width: 560px)';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'center',
    height: `${rowHeight}px`,
    boxSizing: 'border-box',
    overflow: 'hidden',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover, color: tokens.colorNeutralForeground1Hover },
  },
  cell: {
    minWidth: 0,
    flexBasis: 0,
    paddingLeft: tokens.spacingHorizontalS,
    paddingRight: tokens.spacingHorizontalS,
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    textOverflow: 'ellipsis',
  },
  id: { flexGrow: 0, flexShrink: 0, flexBasis: '72px', [small]: { display: 'none' } },
  report: { flexGrow: 1.3, [medium]: { flexGrow: 2.4 } },
  broad: { flexGrow: 1.5, [medium]: { display: 'none' } },
  wide: { flexGrow: 1.2, [medium]: { display: 'none' } },
  middle: { flexGrow: 1.2, [small]: { display: 'none' } },
  narrow: { flexGrow: 0.9, [medium]: { display: 'none' } },
  result: { flexGrow: 1.3, [small]: { flexGrow: 0, flexShrink: 0, flexBasis: '136px' } },
  second: { display: 'none', overflow: 'hidden', textOverflow: 'ellipsis', [medium]: { display: 'block' } },
  coming: {
    width: '40%',
    height: '16px',
    marginLeft: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralStencil1,
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

type RowProps = {
  readonly run: ApiRunLine;
  readonly at: number;
  /** What its report is called. */
  readonly title: string;
  readonly isCurrent: boolean;
  /** Stays the same function, or every row is drawn again. */
  open(run: number): void;
};

function RunRow({ run, at, title, isCurrent, open }: RowProps) {
  const styles = useStyles();
  const rows = useRowStyles();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list of which only a part is drawn cannot be a table element
    // biome-ignore lint/a11y/useKeyWithClickEvents: the link in it is for the keyboard
    // biome-ignore lint/a11y/useFocusableInteractive: the same
    <div
      role="row"
      aria-rowindex={at + 2}
      className={mergeClasses(rows.row, styles.row, isCurrent && rows.current)}
      onClick={() => open(run.id)}
    >
      {useColumns().map(({ by, className }) => (
        // biome-ignore lint/a11y/useSemanticElements: as its row
        <div key={by} role="cell" className={mergeClasses(styles.cell, className)}>
          {by === 'report' ? <ReportCell run={run} title={title} /> : cellOf(run, by)}
        </div>
      ))}
    </div>
  );
}

export const ArchiveRow = memo(RunRow);

function cellOf(run: ApiRunLine, by: Exclude<Column['by'], 'report'>) {
  switch (by) {
    case 'id':
      return run.id;
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
function ReportCell({ run, title }: Pick<RowProps, 'run' | 'title'>) {
  const styles = useStyles();
  const rows = useRowStyles();
  const others = [periods(run.parameters), run.companyName ?? run.company, run.requesters.join(', ')];
  return (
    <>
      <RunLink run={run.id} title={title} about={periods(run.parameters)} />
      <div className={mergeClasses(rows.quiet, styles.second)}>{others.filter(Boolean).join(' · ')}</div>
    </>
  );
}

/** A row whose page is still on its way. */
export const EmptyRow = memo(({ at }: { readonly at: number }) => {
  const styles = useStyles();
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the rows that are here
    // biome-ignore lint/a11y/useFocusableInteractive: nothing to do here yet
    <div role="row" aria-rowindex={at + 2} aria-busy="true" className={styles.row}>
      {/* biome-ignore lint/a11y/useSemanticElements: as its row */}
      <div role="cell" className={styles.coming} />
    </div>
  );
});
