// Something the reader does: at work, failed, or done; never twice at once.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../session/session.ts';
import { failureStrings } from '../strings.ts';
import { asFailure, TabFailure } from './failure.ts';
import { untilAnswered } from './until-answered.ts';

export type Action = {
  readonly busy: string | undefined;
  readonly failure: TabFailure | undefined;
  /**
   * Does it under a name; a second one waits for the first to end. `button`: what it is called where it may be sent twice, as
   * one request: then it is sent again by itself while nobody answers.
   */
  act(name: string, work: () => Promise<void>, button?: string): void;
  forget(): void;
};

export function useAction(): Action {
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<TabFailure>();
  const isBusy = useRef(false);
  const { tell } = useSession();
  const isShown = useIsShown();
  const act = useCallback(
    (name: string, work: () => Promise<void>, button?: string) => {
      if (isBusy.current) return;
      isBusy.current = true;
      setBusy(name);
      setFailure(undefined);
      const onSilence = () => setFailure(new TabFailure('offline', failureStrings.sending));
      const doing = button === undefined ? work() : untilAnswered(work, { onSilence });
      doing
        .then(() => setFailure(undefined))
        .catch((error: unknown) => {
          const failure = inVain(asFailure(error), button);
          // Whoever has gone to another page meanwhile has to know too.
          if (isShown.current) setFailure(failure);
          else tell(failure.message);
        })
        .finally(() => {
          isBusy.current = false;
          setBusy(undefined);
        });
    },
    [tell, isShown],
  );
  const forget = useCallback(() => setFailure(undefined), []);
  return { busy, failure, act, forget };
}

function useIsShown(): { readonly current: boolean } {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return isShown;
}

/** Nothing is tried again any more, so whoever pressed the button has to know. */
function inVain(failure: TabFailure, button: string | undefined): TabFailure {
  if (failure.kind !== 'offline') return failure;
  return new TabFailure('offline', button === undefined ? failureStrings.notDone : failureStrings.notSent(button));
}
