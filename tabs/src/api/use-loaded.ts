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

type Held<Value> = { readonly key?: string; readonly value?: Value | undefined; readonly failure?: TabFailure };
type Load<Value> = (signal: AbortSignal) => Promise<Value>;

/**
 * Loads when mounted and whenever `key` changes (its old value then goes away); undefined loads nothing. What may pass by
 * itself is tried again by itself.
 */
export function useLoaded<Value>(key: string | undefined, load: Load<Value>): Loaded<Value> {
  const [held, setHeld] = useState<Held<Value>>({});
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const tries = useRef(0);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round loads again
  useEffect(() => {
    if (key === undefined) return;
    return begin(latest.current, {
      done: (value) => {
        tries.current = 0;
        setHeld({ key, value });
      },
      failed: (failure) => {
        setHeld((before) => ({ key, failure, ...(before.key === key && { value: before.value }) }));
        return mayPass(failure) ? setTimeout(reload, backoff(tries.current++)) : undefined;
      },
    });
  }, [key, round, reload]);
  return useMemo(() => ({ ...shown(held, key), reload }), [held, key, reload]);
}

type Outcome<Value> = {
  done(value: Value): void;
  /** Answers with the timer of the next try. */
  failed(failure: TabFailure): ReturnType<typeof setTimeout> | undefined;
};

/** Loads, unless what is returned is called first. */
function begin<Value>(load: Load<Value>, { done, failed }: Outcome<Value>): () => void {
  const ended = new AbortController();
  let retry: ReturnType<typeof setTimeout> | undefined;
  load(ended.signal).then(
    (value) => {
      if (!ended.signal.aborted) done(value);
    },
    (error: unknown) => {
      if (!ended.signal.aborted) retry = failed(asFailure(error));
    },
  );
  return () => {
    clearTimeout(retry);
    ended.abort();
  };
}

function shown<Value>(held: Held<Value>, key: string | undefined): Omit<Loaded<Value>, 'reload'> {
  const isHere = held.key === key && key !== undefined;
  return {
    value: isHere ? held.value : undefined,
    failure: isHere ? held.failure : undefined,
    loading: key !== undefined && !isHere,
  };
}
