// What would happen to the wish: how long it takes, how many come first, who asked for the same.
import {
  Body1,
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  Skeleton,
  SkeletonItem,
  tokens,
} from '@fluentui/react-components';
import type { OutlookAnswer, ReportWish } from '@repsys/core';
import { type Loaded, useLoaded } from '../../api/use-loaded.ts';
import { useSettled } from '../../components/use-settled.ts';
import { startOf } from '../../place.ts';
import { useLiveMessages, useSession, useSoon } from '../../session/session.ts';
import { appStrings, requestStrings } from '../../strings.ts';
import { expectation } from '../../words.ts';

/** Asked for whenever the wish has settled, and again when the queue moves. */
export function useOutlook(wish: ReportWish | undefined): Loaded<OutlookAnswer> {
  const { api } = useSession();
  const key = useSettled(wish && JSON.stringify({ ...wish, deliver: undefined }));
  const outlook = useLoaded(key, (signal) => api.call('outlook', { query: JSON.parse(key ?? '{}'), signal }));
  const reloadSoon = useSoon(outlook.reload);
  useLiveMessages(({ type }) => {
    if (type === 'queue' || type === 'resync') reloadSoon();
  });
  return outlook;
}

const useStyles = makeStyles({
  root: { minHeight: '44px', display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
});

export function Outlook({ outlook }: { readonly outlook: Loaded<OutlookAnswer> }) {
  const styles = useStyles();
  const { value, loading } = outlook;
  return (
    <div className={styles.root} aria-live="polite">
      {loading && (
        <Skeleton aria-label={appStrings.loading}>
          <SkeletonItem size={16} />
        </Skeleton>
      )}
      {value && !value.open && (
        <Body1>
          {value.expected ? requestStrings.usually(expectation(value.expected)) : requestStrings.never}{' '}
          {requestStrings.ahead(value.ahead)}
        </Body1>
      )}
      {value?.open && <JoinHint open={value.open} />}
    </div>
  );
}

function JoinHint({ open }: { readonly open: NonNullable<OutlookAnswer['open']> }) {
  const { goTo } = useSession();
  const text = open.mine ? requestStrings.mine(open.run) : requestStrings.join(open.requesters.join(', '), open.run);
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{open.mine ? undefined : requestStrings.joinTitle}</MessageBarTitle>
        {text}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={() => goTo({ ...startOf('queue'), run: open.run })}>
          {requestStrings.openRun(open.run)}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
