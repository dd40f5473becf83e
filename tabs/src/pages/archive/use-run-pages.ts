// The finished runs of a query, page after page as they come into view.
import type { ApiRunLine } from '@repsys/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { asFailure, type TabFailure } from '../../api/failure.ts';
import { useLiveMessages, useSession, useSoon } from '../../session/session.ts';
import type { RunsQueryText } from './filters.ts';

export type RunPages = {
  /** Undefined until the first page is here. */
  readonly runs: readonly ApiRunLine[] | undefined;
  readonly total: number;
  readonly failure: TabFailure | undefined;
  /** Fetches the next page, unless it is on its way or there is none. */
  more(): void;
  reload(): void;
  /** A run that is gone. */
  drop(run: number): void;
};

type Pages = {
  readonly key: string;
  readonly runs: readonly ApiRunLine[];
  readonly total: number;
  readonly next: string | null;
};

const pageSize = 250;

export function useRunPages(query: RunsQueryText): RunPages {
  const key = JSON.stringify(query);
  const [pages, setPages] = useState<Pages>();
  const [failure, setFailure] = useState<TabFailure>();
  const { fetchPage, isUnderWay } = useFetchPage(key, setPages, setFailure);
  const reload = useCallback(() => fetchPage(undefined), [fetchPage]);
  useEffect(reload, [reload]);
  const here = pages?.key === key ? pages : undefined;
  const more = useCallback(() => {
    if (here?.next && !isUnderWay() && !failure) fetchPage(here);
  }, [here, failure, fetchPage, isUnderWay]);
  const reloadSoon = useSoon(reload);
  // Whoever has scrolled on keeps their place; at the top what has just ended appears by itself.
  useLiveMessages((message) => {
    const ended = message.type === 'queue' && message.status !== 'queued' && message.status !== 'running';
    if ((ended || message.type === 'resync') && (here?.runs.length ?? 0) <= pageSize) reloadSoon();
  });
  const drop = useCallback((run: number) => setPages((before) => before && without(before, run)), []);
  // The old list stays until the new one is here, unless it never comes.
  const shown = here ?? (failure ? undefined : pages);
  return { runs: shown?.runs, total: shown?.total ?? 0, failure, more, reload, drop };
}

function without(pages: Pages, run: number): Pages {
  const runs = pages.runs.filter(({ id }) => id !== run);
  return { ...pages, runs, total: pages.total - (pages.runs.length - runs.length) };
}

type FetchPage = {
  /** The page after `before`, or the first; ends the one that is under way. */
  fetchPage(before: Pages | undefined): void;
  isUnderWay(): boolean;
};

function useFetchPage(
  key: string,
  setPages: (pages: Pages) => void,
  setFailure: (failure: TabFailure | undefined) => void,
): FetchPage {
  const { api } = useSession();
  const underWay = useRef<AbortController>(undefined);
  const fetchPage = useCallback(
    (before: Pages | undefined) => {
      underWay.current?.abort();
      const ended = new AbortController();
      underWay.current = ended;
      const query = { ...JSON.parse(key), limit: pageSize, cursor: before?.next ?? undefined };
      const settle = (work: () => void) => {
        if (ended.signal.aborted) return;
        underWay.current = undefined;
        work();
      };
      api.call('runs', { query, signal: ended.signal }).then(
        ({ runs, next, total }) =>
          settle(() => {
            setFailure(undefined);
            setPages({ key, runs: [...(before?.runs ?? []), ...runs], next, total });
          }),
        (error: unknown) => settle(() => setFailure(asFailure(error))),
      );
    },
    [api, key, setPages, setFailure],
  );
  useEffect(() => () => underWay.current?.abort(), []);
  const isUnderWay = useCallback(() => underWay.current !== undefined, []);
  return { fetchPage, isUnderWay };
}
