// Something the reader does: at work, failed, or done; never twice at once.
import { useCallback, useRef, useState } from 'react';
import { asFailure, type TabFailure } from './failure.ts';

export type Action = {
  readonly busy: string | undefined;
  readonly failure: TabFailure | undefined;
  /** Does it under a name; a second one waits for the first to end. */
  act(name: string, work: () => Promise<void>): void;
  forget(): void;
};

export function useAction(): Action {
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<TabFailure>();
  const isBusy = useRef(false);
  const act = useCallback((name: string, work: () => Promise<void>) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setBusy(name);
    setFailure(undefined);
    work()
      .catch((error: unknown) => setFailure(asFailure(error)))
      .finally(() => {
        isBusy.current = false;
        setBusy(undefined);
      });
  }, []);
  const forget = useCallback(() => setFailure(undefined), []);
  return { busy, failure, act, forget };
}
