// What has been: filters, the long table or the trend, and a run opened beside it.
import { Button, Caption1, makeStyles, Tab, TabList, Title3, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { FailureBar } from '../../components/failure-bar.tsx';
import { FullPage } from '../../components/full-page.tsx';
import { ListAndPanel } from '../../components/list-and-panel.tsx';
import { SkeletonRows } from '../../components/skeleton-rows.tsx';
import { useSettled } from '../../components/use-settled.ts';
import { useSession } from '../../session/session.ts';
import { archiveStrings } from '../../strings.ts';
import { RunPanel } from '../run/run-panel.tsx';
import { ArchiveTable } from './archive-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type Filters, filtersSet, noFilters, queryOf, type Sort } from './filters.ts';
import { Trend } from './trend.tsx';
import { useRunPages } from './use-run-pages.ts';

const useStyles = makeStyles({
  root: {
    padding: tokens.spacingHorizontalL,
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    minHeight: 0,
    gap: tokens.spacingVerticalM,
  },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', flexWrap: 'wrap' },
  view: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, gap: tokens.spacingVerticalM },
});

const newestFirst: Sort = { by: 'id', order: 'desc' };

export function ArchivePage() {
  const { place } = useSession();
  return (
    <ListAndPanel
      list={<ArchiveList />}
      panel={place.run === undefined ? undefined : <RunPanel key={place.run} run={place.run} />}
    />
  );
}

function ArchiveList() {
  const styles = useStyles();
  const [view, setView] = useState<'runs' | 'trend'>('runs');
  return (
    <div className={styles.root}>
      <div className={styles.head}>
        <Title3 as="h1">{archiveStrings.title}</Title3>
        <TabList
          size="small"
          aria-label={archiveStrings.views}
          selectedValue={view}
          onTabSelect={(_, { value }) => setView(value === 'trend' ? 'trend' : 'runs')}
        >
          <Tab value="runs">{archiveStrings.runs}</Tab>
          <Tab value="trend">{archiveStrings.trend}</Tab>
        </TabList>
      </div>
      {view === 'trend' ? <Trend /> : <Runs />}
    </div>
  );
}

function Runs() {
  const styles = useStyles();
  const [filters, setFilters] = useState<Filters>(noFilters);
  const [sort, setSort] = useState<Sort>(newestFirst);
  const settled = useSettled(filters);
  const pages = useRunPages(queryOf(settled, sort));
  return (
    <div className={styles.view}>
      <FilterBar filters={filters} change={setFilters} />
      <FailureBar failure={pages.failure} retry={pages.reload} />
      {!pages.runs && !pages.failure && <SkeletonRows rows={10} />}
      {pages.runs && <Caption1 role="status">{archiveStrings.total(pages.total)}</Caption1>}
      {pages.runs && pages.total > 0 && (
        <ArchiveTable key={JSON.stringify([settled, sort])} pages={pages} sort={sort} setSort={setSort} />
      )}
      {pages.runs && pages.total === 0 && <Nothing filters={settled} clear={() => setFilters(noFilters)} />}
    </div>
  );
}

function Nothing({ filters, clear }: { readonly filters: Filters; clear(): void }) {
  if (filtersSet(filters) === 0) return <FullPage title={archiveStrings.empty} text={archiveStrings.emptyText} />;
  return (
    <FullPage title={archiveStrings.nothing}>
      <Button onClick={clear}>{archiveStrings.clear}</Button>
    </FullPage>
  );
}
