// Sending one and the same request again until the server answers, or for so long that its reader has to know.
import { asFailure, type TabFailure } from './failure.ts';
import { backoff } from './live.ts';

/** How a request is sent again: `patienceMs` in all, told each time that it got no answer. */
export type Persistence = {
  readonly patienceMs?: number;
  readonly pauseMs?: (tries: number) => number;
  onSilence(): void;
};

const usualPatienceMs = 120_000;
const longestPauseMs = 5_000;

/** The server was not reached, or could not do its work just now: what was sent may have arrived all the same. */
const isSilence = ({ kind, problem }: TabFailure): boolean => kind === 'offline' || problem?.status === 503;

/** Does `work`, which must bear being done twice, again and again while nobody answers. Rejects with the last failure. */
export async function untilAnswered<T>(work: () => Promise<T>, persistence: Persistence): Promise<T> {
  const { patienceMs = usualPatienceMs, onSilence } = persistence;
  const pauseOf = persistence.pauseMs ?? ((tries: number) => Math.min(backoff(tries), longestPauseMs));
  const end = Date.now() + patienceMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = pauseOf(tries);
      if (!isSilence(asFailure(error)) || Date.now() + pauseMs > end) throw error;
      onSilence();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
