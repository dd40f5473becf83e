// Doing something soon instead of at once: what comes in a bunch is done once, and not by all readers in the same instant.

const leastMs = 100;
const mostMs = 1_100;

/** When a reader fetches again after it has heard that something moved, in ms: a different moment for each. */
export const soonMs = (random = Math.random()): number => leastMs + random * (mostMs - leastMs);

export type Soon = { ask(): void; stop(): void };

/** `work` is done once for all who ask before its moment. */
export function soon(work: () => void, waitMs: () => number = soonMs): Soon {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ask() {
      timer ??= setTimeout(() => {
        timer = undefined;
        work();
      }, waitMs());
    },
    stop: () => clearTimeout(timer),
  };
}
