// Asking something outside for a scrape: at most once a second, never twice at once, and nobody waits long.
import { atMost } from '../at-most.ts';

const keptMs = 1_000;
const patienceMs = 1_000;

/**
 * The answer of `ask`, kept for a second and shared by all who want it meanwhile. Undefined when it failed or takes longer
 * than a second; a question that is still open is not asked again.
 */
export function remembered<T>(ask: () => Promise<T>): () => Promise<T | undefined> {
  let pending: Promise<T | undefined> | undefined;
  let answeredAt = 0;
  return () => {
    if (pending === undefined || (answeredAt > 0 && performance.now() - answeredAt >= keptMs)) {
      answeredAt = 0;
      pending = ask()
        .catch(() => undefined)
        .finally(() => {
          answeredAt = performance.now();
        });
    }
    return atMost(pending, patienceMs);
  };
}
