// Lists and runs that are fetched again and again while changes do not come by themselves.
import { useEffect } from 'react';
import { useLiveState } from './session.ts';

const lookAgainMs = 10_000;

/** Calls `reload` every few seconds as long as the page is not live. */
export function useLookingAgain(reload: () => void): void {
  const isLive = useLiveState() === 'live';
  useEffect(() => {
    if (isLive) return;
    const timer = setInterval(reload, lookAgainMs);
    return () => clearInterval(timer);
  }, [isLive, reload]);
}
