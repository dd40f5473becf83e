// One run from top to bottom: what it is, what can be done, its steps, checks, deliveries.
import { Button, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import type { ApiRun } from '@repsys/core';
import { useEffect, useRef } from 'react';
import { FailureBar } from '../../components/failure-bar.tsx';
import { BackIcon, DismissIcon } from '../../components/icons.tsx';
import { RunBadge } from '../../components/run-badge.tsx';
import { focusRunLink } from '../../components/run-link.tsx';
import { SkeletonRows } from '../../components/skeleton-rows.tsx';
import { useSession } from '../../session/session.ts';
import { appStrings, runStrings } from '../../strings.ts';
import { periods } from '../../words.ts';
import { Checks } from './checks.tsx';
import { Deliveries } from './deliveries.tsx';
import { RunActions } from './run-actions.tsx';
import { RunFacts } from './run-facts.tsx';
import { RunFailure } from './run-failure.tsx';
import { RunVoice } from './run-voice.tsx';
import { Sources } from './sources.tsx';
import { Timeline } from './timeline.tsx';
import { type LoadedRun, useRun } from './use-run.ts';

// As in list-and-panel: there the list stays beside the run.
const wide = '@media (min-width: 1001px)';

const useStyles = makeStyles({
  root: {
    padding: tokens.spacingHorizontalL,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
  },
  top: { display: 'flex', justifyContent: 'space-between', alignItems: 'start', gap: tokens.spacingHorizontalS },
  head: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, alignItems: 'start', minWidth: 0 },
  back: { alignSelf: 'start', marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})`, [wide]: { display: 'none' } },
  close: { flexShrink: 0, display: 'none', [wide]: { display: 'inline-flex' } },
  title: { ...typographyStyles.title3, margin: 0, outlineStyle: 'none', overflowWrap: 'anywhere' },
});

type PanelProps = {
  readonly run: number;
  /** Tells the list that the run is gone. */
  readonly deleted?: (run: number) => void;
};

export function RunPanel({ run, deleted }: PanelProps) {
  const styles = useStyles();
  const loaded = useRun(run);
  const { place, goTo } = useSession();
  const close = () => {
    goTo({ ...place, run: undefined });
    // The list may have been hidden until now.
    requestAnimationFrame(() => focusRunLink(run));
  };
  return (
    <section
      className={styles.root}
      aria-label={runStrings.number(run, 1)}
      onKeyDown={({ key, defaultPrevented }) => {
        if (key === 'Escape' && !defaultPrevented) close();
      }}
    >
      <Button className={styles.back} size="small" appearance="subtle" icon={<BackIcon />} onClick={close}>
        {appStrings.back}
      </Button>
      <div className={styles.top}>
        <RunHead run={loaded.value} />
        <Button
          className={styles.close}
          appearance="subtle"
          icon={<DismissIcon />}
          aria-label={appStrings.close}
          onClick={close}
        />
      </div>
      <FailureBar failure={loaded.failure} retry={loaded.reload} />
      {loaded.loading && <SkeletonRows rows={8} label={runStrings.loading(run)} />}
      {loaded.value && <RunContent key={run} run={loaded.value} loaded={loaded} deleted={deleted} />}
    </section>
  );
}

/** What it is and how it went; takes the keyboard once it is here. */
function RunHead({ run }: { readonly run: ApiRun | undefined }) {
  const styles = useStyles();
  const title = useRef<HTMLHeadingElement>(null);
  const isHere = run !== undefined;
  useEffect(() => {
    if (isHere) title.current?.focus({ preventScroll: true });
  }, [isHere]);
  if (!run) return <div />;
  return (
    <div className={styles.head}>
      <h2 ref={title} tabIndex={-1} className={styles.title}>
        {runStrings.title(run.reportTitle, periods(run.parameters))}
      </h2>
      <RunBadge status={run.status} verdict={run.verdict} />
    </div>
  );
}

type ContentProps = {
  readonly run: ApiRun;
  readonly loaded: LoadedRun;
  readonly deleted: PanelProps['deleted'];
};

function RunContent({ run, loaded, deleted }: ContentProps) {
  const isProved = run.status === 'succeeded' || run.checks.length > 0;
  return (
    <>
      <RunVoice run={run} progress={loaded.progress} />
      <RunActions run={run} reload={loaded.reload} deleted={deleted} />
      <RunFailure run={run} />
      <RunFacts run={run} />
      {/* Where there are checks the steps are through, and matter least. */}
      {!isProved && <Timeline run={run} progress={loaded.progress} />}
      <Checks run={run} />
      <Deliveries run={run} reload={loaded.reload} />
      <Sources run={run} />
      {isProved && <Timeline run={run} progress={loaded.progress} />}
    </>
  );
}
