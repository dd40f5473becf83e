// What has been: filters, the long table or the trend, and a run opened beside it.
import { Button, makeStyles, Tab, TabList, Title3, tokens } from '@fluentui/react-components';
import { lazy, Suspense, useMemo } from 'react';
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
import { type Filters, filtersSet, noFilters, queryOf } from './filters.ts';
import { type RunPages, useRunPages } from './use-run-pages.ts';
import { type ArchiveView, viewIn, viewText } from './view.ts';

const Trend = lazy(() => import('./trend.tsx').then((room) => ({ default: room.Trend })));

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

export function ArchivePage() {
  const { place } = useSession();
  const view = useMemo(() => viewIn(place.query), [place.query]);
  // While somebody types, the server is not asked for every letter.
  const settled = useSettled(view);
  const pages = useRunPages(queryOf(settled.filters, settled.sort));
  return (
    <ListAndPanel
      list={<ArchiveList view={view} settled={settled} pages={pages} />}
      panel={place.run === undefined ? undefined : <RunPanel key={place.run} run={place.run} deleted={pages.drop} />}
    />
  );
}

type ListProps = { readonly view: ArchiveView; readonly settled: ArchiveView; readonly pages: RunPages };

function ArchiveList({ view, settled, pages }: ListProps) {
  const styles = useStyles();
  const { lookBy } = useSession();
  const look = (part: Partial<ArchiveView>) => lookBy(viewText({ ...view, ...part }));
  return (
    <div className={styles.root}>
      <div className={styles.head}>
        <Title3 as="h2">{archiveStrings.title}</Title3>
        <TabList
          size="small"
          aria-label={archiveStrings.views}
          selectedValue={view.shows}
          onTabSelect={(_, { value }) => look({ shows: value === 'trend' ? 'trend' : 'runs' })}
        >
          <Tab value="runs">{archiveStrings.runs}</Tab>
          <Tab value="trend">{archiveStrings.trend}</Tab>
        </TabList>
      </div>
      {view.shows === 'trend' ? (
        <Suspense fallback={<SkeletonRows rows={5} />}>
          <Trend wanted={view.filters.company} choose={(company) => look({ filters: { ...view.filters, company } })} />
        </Suspense>
      ) : (
        <Runs view={view} settled={settled} pages={pages} look={look} />
      )}
    </div>
  );
}

function Runs({ view, settled, pages, look }: ListProps & { look(part: Partial<ArchiveView>): void }) {
  const styles = useStyles();
  const change = (filters: Filters) => look({ filters });
  return (
    <div className={styles.view}>
      <FilterBar filters={view.filters} change={change} total={pages.runs && pages.total} />
      <FailureBar failure={pages.failure} retry={pages.reload} />
      {!pages.runs && !pages.failure && <SkeletonRows rows={10} />}
      {pages.runs && pages.total > 0 && (
        <ArchiveTable view={viewText(settled)} pages={pages} sort={view.sort} setSort={(sort) => look({ sort })} />
      )}
      {pages.runs && pages.total === 0 && <Nothing filters={settled.filters} clear={() => change(noFilters)} />}
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
