// The clock of a page: moves once a second while something on it counts time.
import { useEffect, useState } from 'react';

/** Now, in ms since the epoch; renewed every second while `running`. */
export function useNow(running: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
