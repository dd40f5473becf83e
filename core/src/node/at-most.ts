// Waiting, but not for ever.

/** Resolves with undefined when `work` takes longer. */
export async function atMost<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** How long somebody who waits for an answer may wait for Redis. */
const briefMs = 1_000;

/** The same for a word with Redis, on behalf of somebody who waits; rejects when it is away or takes longer than a second. */
export const briefly = <T>(work: Promise<T>): Promise<T> => inTime(work, briefMs, 'Redis');

/** The same, but rejects when `work` takes longer. */
export async function inTime<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  const settled = await atMost(
    work.then((value) => ({ value })),
    ms,
  );
  if (settled) return settled.value;
  throw new Error(`${what} took longer than ${ms} ms.`);
}
