// One run from top to bottom: what it is, what can be done, its steps, checks, deliveries.
import { Button, makeStyles, tokens, typographyStyles } from '@fluentui/react-components';
import type { ApiRun } from '@repsys/core';
import { useEffect, useRef } from 'react';
import { FailureBar } from '../../components/failure-bar.tsx';
import { BackIcon } from '../../components/icons.tsx';
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
import { Timeline } from './timeline.tsx';
import { type LoadedRun, useRun } from './use-run.ts';

const useStyles = makeStyles({
  root: {
    padding: tokens.spacingHorizontalL,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
  },
  head: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, alignItems: 'start' },
  title: { ...typographyStyles.title3, margin: 0, outlineStyle: 'none', overflowWrap: 'anywhere' },
});

export function RunPanel({ run }: { readonly run: number }) {
  const styles = useStyles();
  const loaded = useRun(run);
  const { place, goTo } = useSession();
  const close = () => {
    goTo({ page: place.page, run: undefined });
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
      <div>
        <Button size="small" appearance="subtle" icon={<BackIcon />} onClick={close}>
          {appStrings.back}
        </Button>
      </div>
      <FailureBar failure={loaded.failure} retry={loaded.reload} />
      {loaded.loading && <SkeletonRows rows={8} label={runStrings.loading(run)} />}
      {loaded.value && <RunContent key={run} run={loaded.value} loaded={loaded} />}
    </section>
  );
}

function RunContent({ run, loaded }: { readonly run: ApiRun; readonly loaded: LoadedRun }) {
  const styles = useStyles();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <div className={styles.head}>
        <h2 ref={title} tabIndex={-1} className={styles.title}>
          {runStrings.title(run.reportTitle, periods(run.parameters))}
        </h2>
        <RunBadge status={run.status} verdict={run.verdict} />
      </div>
      <RunVoice run={run} progress={loaded.progress} />
      <RunActions run={run} reload={loaded.reload} />
      <RunFailure run={run} />
      <RunFacts run={run} />
      <Timeline run={run} progress={loaded.progress} />
      <Checks checks={run.checks} />
      <Deliveries run={run} reload={loaded.reload} />
    </>
  );
}
