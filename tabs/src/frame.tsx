// What stands around every page: the pages to choose from, bars that say how things are, the page itself.
import {
  Badge,
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  makeStyles,
  PortalMountNodeProvider,
  Tab,
  TabList,
  tokens,
} from '@fluentui/react-components';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Hidden } from './components/hidden.tsx';
import { DismissIcon } from './components/icons.tsx';
import { SkeletonRows } from './components/skeleton-rows.tsx';
import { RequestPage } from './pages/request/request-page.tsx';
import { type Page, pages, startOf } from './place.ts';
import { useLiveState, useSession } from './session/session.ts';
import { appStrings } from './strings.ts';
import type { SignIn } from './teams/sign-in.ts';
import { timeOfDay } from './words.ts';

// The first view is the form; what looks back comes when it is asked for.
const QueuePage = lazy(() => import('./pages/queue/queue-page.tsx').then((room) => ({ default: room.QueuePage })));
// Nobody in Teams ever sees it.
const DevelopmentBar = lazy(() =>
  import('./session/development-bar.tsx').then((room) => ({ default: room.DevelopmentBar })),
);
const ArchivePage = lazy(() =>
  import('./pages/archive/archive-page.tsx').then((room) => ({ default: room.ArchivePage })),
);

const useStyles = makeStyles({
  head: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    paddingRight: tokens.spacingHorizontalL,
  },
  bars: { flexShrink: 0 },
  main: { flexGrow: 1, minHeight: 0, display: 'flex', flexDirection: 'column' },
  scroller: { flexGrow: 1, minHeight: 0, display: 'flex', flexDirection: 'column', overflowY: 'auto' },
  page: { flexGrow: 1, minHeight: 0, display: 'flex', flexDirection: 'column' },
});

type FrameProps = {
  readonly signIn: SignIn;
  readonly answers: boolean;
  readonly told: string | undefined;
  forget(): void;
};

export function Frame({ signIn, answers, told, forget }: FrameProps) {
  const styles = useStyles();
  const { place } = useSession();
  // Lists and questions that open over the page belong to its main part too.
  const [layer, setLayer] = useState<HTMLDivElement | null>(null);
  return (
    <PortalMountNodeProvider value={layer ?? undefined}>
      <header>
        <Hidden as="h1">{appStrings.title}</Hidden>
        {signIn.person !== undefined && (
          <Suspense>
            <DevelopmentBar person={signIn.person} />
          </Suspense>
        )}
        <div className={styles.head}>
          <PageTabs />
          <LiveBadge />
        </div>
      </header>
      <main className={styles.main}>
        <StateBars answers={answers} told={told} forget={forget} />
        <div className={styles.scroller}>
          <div id="page" className={styles.page} role="tabpanel" aria-labelledby={`tab-${place.page}`}>
            <Suspense fallback={<SkeletonRows />}>
              <CurrentPage page={place.page} />
            </Suspense>
          </div>
        </div>
        <div ref={setLayer} />
      </main>
    </PortalMountNodeProvider>
  );
}

function PageTabs() {
  const { place, goTo } = useSession();
  return (
    <TabList
      aria-label={appStrings.pagesLabel}
      selectedValue={place.page}
      onTabSelect={(_, { value }) => goTo(startOf(pages.find((page) => page === value) ?? 'request'))}
    >
      {pages.map((page) => (
        <Tab key={page} value={page} id={`tab-${page}`} aria-controls="page">
          {appStrings.pages[page]}
        </Tab>
      ))}
    </TabList>
  );
}

function CurrentPage({ page }: { readonly page: Page }) {
  if (page === 'queue') return <QueuePage />;
  return page === 'archive' ? <ArchivePage /> : <RequestPage />;
}

function LiveBadge() {
  const state = useLiveState();
  if (state !== 'live') return null;
  return (
    <Badge appearance="outline" color="success">
      {appStrings.live}
    </Badge>
  );
}

type StateBarsProps = { readonly answers: boolean; readonly told: string | undefined; forget(): void };

const toldForMs = 8_000;

function StateBars({ answers, told, forget }: StateBarsProps) {
  const styles = useStyles();
  const { live } = useSession();
  const state = useLiveState();
  useEffect(() => {
    if (told === undefined) return;
    const timer = setTimeout(forget, toldForMs);
    return () => clearTimeout(timer);
  }, [told, forget]);
  const heard = live.heardAt();
  const since = heard === undefined ? '' : ` ${appStrings.staleSince(timeOfDay(heard, Date.now()))}`;
  return (
    <div className={styles.bars}>
      {!answers && <Bar intent="warning" text={appStrings.offline} />}
      {answers && state === 'stale' && <Bar intent="warning" text={appStrings.stale + since} />}
      {state === 'signIn' && <Bar intent="error" text={appStrings.signInAgain} />}
      {told !== undefined && <Bar intent="success" text={told} dismiss={forget} />}
    </div>
  );
}

type BarProps = {
  readonly intent: 'warning' | 'error' | 'success';
  readonly text: string;
  readonly dismiss?: () => void;
};

function Bar({ intent, text, dismiss }: BarProps) {
  return (
    <MessageBar intent={intent} layout="multiline" politeness={intent === 'success' ? undefined : 'polite'}>
      <MessageBarBody>{text}</MessageBarBody>
      {dismiss && (
        <MessageBarActions
          containerAction={
            <Button appearance="transparent" aria-label={appStrings.dismiss} icon={<DismissIcon />} onClick={dismiss} />
          }
        />
      )}
    </MessageBar>
  );
}
