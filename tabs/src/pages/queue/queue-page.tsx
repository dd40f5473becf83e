// The queue like that of a printer: what waits, what is at work, a run opened beside it.
import { Button, Caption1, makeStyles, Title3, tokens } from '@fluentui/react-components';
import type { QueueAnswer } from '@repsys/core';
import { FailureBar } from '../../components/failure-bar.tsx';
import { FullPage } from '../../components/full-page.tsx';
import { ListAndPanel } from '../../components/list-and-panel.tsx';
import { SkeletonRows } from '../../components/skeleton-rows.tsx';
import { startOf } from '../../place.ts';
import { useLiveState, useSession } from '../../session/session.ts';
import { queueStrings } from '../../strings.ts';
import { RunPanel } from '../run/run-panel.tsx';
import { QueueTable } from './queue-table.tsx';
import { type LoadedQueue, useQueue } from './use-queue.ts';

const useStyles = makeStyles({
  root: {
    padding: tokens.spacingHorizontalL,
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    gap: tokens.spacingVerticalM,
  },
});

export function QueuePage() {
  const { place } = useSession();
  const queue = useQueue();
  return (
    <ListAndPanel
      list={<QueueList queue={queue} />}
      panel={place.run === undefined ? undefined : <RunPanel key={place.run} run={place.run} />}
    />
  );
}

function QueueList({ queue }: { readonly queue: LoadedQueue }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <Title3 as="h2">{queueStrings.title}</Title3>
      <FailureBar failure={queue.failure} retry={queue.reload} />
      {queue.loading && <SkeletonRows />}
      {queue.value && <QueueContent queue={queue} value={queue.value} />}
    </div>
  );
}

type ContentProps = { readonly queue: LoadedQueue; readonly value: QueueAnswer };

function QueueContent({ queue, value: { runs, running, waiting } }: ContentProps) {
  const { goTo } = useSession();
  const isLive = useLiveState() === 'live';
  if (runs.length === 0) {
    const [title, text] = isLive
      ? [queueStrings.empty, queueStrings.emptyText]
      : [queueStrings.wasEmpty, queueStrings.wasEmptyText];
    return (
      <FullPage title={title} text={text}>
        <Button appearance="primary" onClick={() => goTo(startOf('request'))}>
          {queueStrings.ask}
        </Button>
      </FullPage>
    );
  }
  return (
    <>
      <Caption1 role="status">{queueStrings.caption(running, waiting, runs.length)}</Caption1>
      <QueueTable runs={runs} progress={queue.progress} reload={queue.reload} />
    </>
  );
}
