// Ten thousand finished runs as one table: only the rows in view are drawn, pages are fetched as they come near.
import {
  makeStyles,
  Table,
  TableBody,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { useCallback, useEffect, useRef } from 'react';
import { useReportTitle, useSession } from '../../session/session.ts';
import { archiveStrings } from '../../strings.ts';
import { ArchiveRow, EmptyRow, useColumns, useRowHeight } from './archive-row.tsx';
import type { Sort } from './filters.ts';
import type { RunPages } from './use-run-pages.ts';
import { useWindow } from './use-window.ts';

const useStyles = makeStyles({
  box: {
    flexShrink: 1,
    overflowY: 'auto',
    overflowX: 'hidden',
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  head: { position: 'sticky', top: 0, zIndex: 1, backgroundColor: tokens.colorNeutralBackground1 },
});

/** The header with its lines, in CSS pixels. */
const headHeight = 35;

/** What scrolls must be reached without a mouse. */
const byKeyboard = { tabIndex: 0 } as const;

/** `view`: how the list is narrowed and sorted; another one begins at the top, and the keyboard stays where it is. */
type Props = { readonly pages: RunPages; readonly view: string; readonly sort: Sort; setSort(sort: Sort): void };

export function ArchiveTable({ pages, view, sort, setSort }: Props) {
  const styles = useStyles();
  const box = useRef<HTMLElement>(null);
  const { runs = [], total, more } = pages;
  const rowHeight = useRowHeight();
  const { first, end, isFlying, onScroll } = useWindow(box, total, rowHeight);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another view begins at the top
  useEffect(() => void box.current?.scrollTo(0, 0), [view]);
  useEffect(() => {
    if (end + 50 > runs.length) more();
  }, [end, runs.length, more]);
  return (
    <section
      ref={box}
      className={styles.box}
      style={{ minHeight: headHeight + Math.min(3, total) * rowHeight }}
      onScroll={onScroll}
      {...byKeyboard}
      aria-label={archiveStrings.tableLabel}
    >
      <Table noNativeElements aria-label={archiveStrings.tableLabel} aria-rowcount={total + 1} sortable>
        <TableHeader className={styles.head}>
          <HeaderRow sort={sort} setSort={setSort} />
        </TableHeader>
        <TableBody style={{ paddingTop: first * rowHeight, paddingBottom: (total - Math.max(end, first)) * rowHeight }}>
          <Rows runs={isFlying ? [] : runs} first={first} end={end} />
        </TableBody>
      </Table>
    </section>
  );
}

type RowsProps = { readonly runs: NonNullable<RunPages['runs']>; readonly first: number; readonly end: number };

/** The rows in view; those that have not come yet, or fly by, are drawn empty. */
function Rows({ runs, first, end }: RowsProps) {
  const { place } = useSession();
  const titleOf = useReportTitle();
  const open = useOpenRun();
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => {
    const at = first + index;
    const run = runs[at];
    if (!run) return <EmptyRow key={`row ${at}`} at={at} />;
    const isCurrent = place.run === run.id;
    return <ArchiveRow key={run.id} run={run} at={at} title={titleOf(run.report)} isCurrent={isCurrent} open={open} />;
  });
}

/** Opens a run beside the list; the same function for as long as the list is here. */
function useOpenRun(): (run: number) => void {
  const { place, goTo } = useSession();
  const latest = useRef(place);
  latest.current = place;
  return useCallback((run) => goTo({ ...latest.current, run }), [goTo]);
}

type HeaderProps = { readonly sort: Sort; setSort(sort: Sort): void };

function HeaderRow({ sort, setSort }: HeaderProps) {
  const columns = useColumns();
  const flip = sort.order === 'asc' ? 'desc' : 'asc';
  return (
    <TableRow aria-rowindex={1}>
      {columns.map(({ by, className }) => (
        <TableHeaderCell
          key={by}
          className={className}
          sortDirection={sort.by === by ? (sort.order === 'asc' ? 'ascending' : 'descending') : undefined}
          onClick={() => setSort({ by, order: sort.by === by ? flip : 'asc' })}
        >
          {archiveStrings.columns[by]}
        </TableHeaderCell>
      ))}
    </TableRow>
  );
}
