// Runs some things at the same time, not too many; the first failure stops the others.

/** Calls `work` for every item, at most `limit` at once, results in order. The first failure aborts the rest and is thrown. */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<readonly Result[]> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const results: Result[] = [];
  const queue = items.entries();
  let failure: { readonly error: unknown } | undefined;
  const worker = async () => {
    for (const [index, item] of queue) {
      if (both.aborted) return;
      results[index] = await work(item, both);
    }
  };
  const guarded = () =>
    worker().catch((error: unknown) => {
      failure ??= { error };
      stop.abort(error);
    });
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, guarded));
  signal.throwIfAborted();
  if (failure) throw failure.error;
  return results;
}
