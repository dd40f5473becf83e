// The finished runs of a query, page after page as they come into view.
import type { ApiRunLine } from '@repsys/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { asFailure, type TabFailure } from '../../api/failure.ts';
import { useLiveMessages, useSession } from '../../session/session.ts';
import type { RunsQueryText } from './filters.ts';

export type RunPages = {
  /** Undefined until the first page is here. */
  readonly runs: readonly ApiRunLine[] | undefined;
  readonly total: number;
  readonly failure: TabFailure | undefined;
  /** Fetches the next page, unless it is on its way or there is none. */
  more(): void;
  reload(): void;
};

type Pages = {
  readonly key: string;
  readonly runs: readonly ApiRunLine[];
  readonly total: number;
  readonly next: string | null;
};

const pageSize = 250;

export function useRunPages(query: RunsQueryText): RunPages {
  const { api } = useSession();
  const key = JSON.stringify(query);
  const [pages, setPages] = useState<Pages>();
  const [failure, setFailure] = useState<TabFailure>();
  const underWay = useRef<AbortController>(undefined);

  const fetchPage = useCallback(
    (before: Pages | undefined) => {
      const ended = new AbortController();
      underWay.current = ended;
      const cursor = before?.next ?? undefined;
      api.call('runs', { query: { ...JSON.parse(key), limit: pageSize, cursor }, signal: ended.signal }).then(
        ({ runs, next, total }) => {
          if (ended.signal.aborted) return;
          underWay.current = undefined;
          setFailure(undefined);
          setPages({ key, runs: [...(before?.runs ?? []), ...runs], next, total });
        },
        (error: unknown) => {
          if (ended.signal.aborted) return;
          underWay.current = undefined;
          setFailure(asFailure(error));
        },
      );
    },
    [api, key],
  );
  const reload = useCallback(() => {
    underWay.current?.abort();
    fetchPage(undefined);
  }, [fetchPage]);
  useEffect(() => {
    reload();
    return () => underWay.current?.abort();
  }, [reload]);

  const here = pages?.key === key ? pages : undefined;
  const more = useCallback(() => {
    if (here?.next && !underWay.current && !failure) fetchPage(here);
  }, [here, failure, fetchPage]);
  // Whoever has scrolled on keeps their place; at the top what has just ended appears by itself.
  useLiveMessages((message) => {
    const ended = message.type === 'queue' && message.status !== 'queued' && message.status !== 'running';
    if ((ended || message.type === 'resync') && (here?.runs.length ?? 0) <= pageSize) reload();
  });
  return { runs: here?.runs, total: here?.total ?? 0, failure, more, reload };
}
