// Something from the server, as a page shows it: loading, failed, or here; what is here stays while it is fetched again.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { asFailure, mayPass, type TabFailure } from './failure.ts';
import { backoff } from './live.ts';

export type Loaded<Value> = {
  readonly value: Value | undefined;
  readonly failure: TabFailure | undefined;
  readonly loading: boolean;
  reload(): void;
};

/**
 * Loads when mounted and whenever `key` changes (its old value then goes away); undefined loads nothing. What may pass by
 * itself is tried again by itself.
 */
export function useLoaded<Value>(
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> {
  const [held, setHeld] = useState<Held<Value>>({});
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const tries = useRef(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round loads again
  useEffect(() => {
    if (key === undefined) return;
    const ended = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    latest.current(ended.signal).then(
      (value) => {
        tries.current = 0;
        if (!ended.signal.aborted) setHeld({ key, value });
      },
      (error: unknown) => {
        if (ended.signal.aborted) return;
        const failure = asFailure(error);
        setHeld((before) => ({ key, failure, ...(before.key === key && { value: before.value }) }));
        if (mayPass(failure)) retry = setTimeout(reload, backoff(tries.current++));
      },
    );
    return () => {
      clearTimeout(retry);
      ended.abort();
    };
  }, [key, round, reload]);
  return useMemo(() => {
    const here = held.key === key && key !== undefined;
    return {
      value: here ? held.value : undefined,
      failure: here ? held.failure : undefined,
      loading: key !== undefined && !here,
      reload,
    };
  }, [held, key, reload]);
}

type Held<Value> = { readonly key?: string; readonly value?: Value | undefined; readonly failure?: TabFailure };
