// One finished run as a row of the archive, and the columns that fit the width. Ten thousand of them fly by when somebody
// scrolls, so a row is made of plain elements in Fluent's colours, and is drawn again only when it changes itself.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ApiRunLine } from '@repsys/core';
import { memo, useSyncExternalStore } from 'react';
import { useRowStyles } from '../../components/row-styles.ts';
import { RunBadge } from '../../components/run-badge.tsx';
import { RunLink } from '../../components/run-link.tsx';
import { archiveStrings, runStrings } from '../../strings.ts';
import { companyText, duration, moment, periods } from '../../words.ts';

/** Every row of the list, in CSS pixels: the window of rows is computed by it. */
const rowHeights = { wide: 56, phone: 84 } as const;
const phone = matchMedia('(max-width: 560px)');

/** On a phone a row has a third line. */
export const useRowHeight = (): number =>
  useSyncExternalStore(onPhone, () => phone.matches) ? rowHeights.phone : rowHeights.wide;

function onPhone(tell: () => void): () => void {
  phone.addEventListener('change', tell);
  return () => phone.removeEventListener('change', tell);
}

const medium = '@container (max-width: 860px)';
const small = '@container (max-width: 560px)';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'center',
    height: `${rowHeights.wide}px`,
    '@media (max-width: 560px)': { height: `${rowHeights.phone}px` },
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
  what: { flexGrow: 1.5, [medium]: { flexGrow: 2.4 } },
  broad: { flexGrow: 1.5, [medium]: { display: 'none' } },
  wide: { flexGrow: 1.2, [medium]: { display: 'none' } },
  middle: { flexGrow: 1.2, [small]: { display: 'none' } },
  narrow: { flexGrow: 0.9, [medium]: { display: 'none' } },
  result: { flexGrow: 1.3, [small]: { flexGrow: 0, flexShrink: 0, flexBasis: '112px' } },
  second: { display: 'none', overflow: 'hidden', textOverflow: 'ellipsis', [medium]: { display: 'block' } },
  third: { display: 'none', overflow: 'hidden', textOverflow: 'ellipsis', [small]: { display: 'block' } },
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
    { by: 'from', className: styles.what },
    { by: 'company', className: styles.broad },
    { by: 'report', className: styles.wide },
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
  const row = { role: 'row', 'aria-rowindex': at + 2, onClick: () => open(run.id) } as const;
  return (
    <div className={mergeClasses(rows.row, styles.row, isCurrent && rows.current)} {...row}>
      {useColumns().map(({ by, className }) => (
        <div key={by} className={mergeClasses(styles.cell, className)} {...cell}>
          {by === 'from' ? <WhatCell run={run} title={title} /> : cellOf(run, by, title)}
        </div>
      ))}
    </div>
  );
}

/** A list of which only a part is drawn cannot be a table element; the link in a row is for the keyboard. */
const cell = { role: 'cell' } as const;

export const ArchiveRow = memo(RunRow);

function cellOf(run: ApiRunLine, by: Exclude<Column['by'], 'from'>, title: string) {
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
    case 'report':
      return title;
  }
}

/** What people look for comes first: the periods. On a narrow page it says the most important of the other columns too. */
function WhatCell({ run, title }: Pick<RowProps, 'run' | 'title'>) {
  const styles = useStyles();
  const rows = useRowStyles();
  const { finishedAt, requesters } = run;
  const last = [archiveStrings.run(run.id), finishedAt === null ? '' : moment(finishedAt)];
  return (
    <>
      <RunLink run={run.id} title={periods(run.parameters)} name={runStrings.title(title, periods(run.parameters))} />
      <div className={mergeClasses(rows.quiet, styles.second)}>
        {[companyText(run.companyName, run.company), requesters.join(', ')].filter(Boolean).join(' · ')}
      </div>
      <div className={mergeClasses(rows.quiet, styles.third)}>{last.filter(Boolean).join(' · ')}</div>
    </>
  );
}

/** A row whose page is still on its way. */
export const EmptyRow = memo(({ at }: { readonly at: number }) => {
  const styles = useStyles();
  const row = { role: 'row', 'aria-rowindex': at + 2, 'aria-busy': true } as const;
  return (
    <div className={styles.row} {...row}>
      <div className={styles.coming} {...cell} />
    </div>
  );
});
