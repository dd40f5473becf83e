// The rows' source, sync or async, read so that an abort is heard even while the source is silent.
import type { Sheet, SheetRow } from './sheet.ts';

type Batch = readonly SheetRow[];
type Source = Iterator<Batch> | AsyncIterator<Batch>;

/** The batches in order. Throws the signal's reason as soon as it aborts; the source is told to stop in any case. */
export async function* rowBatches(rows: Sheet['rows'], signal: AbortSignal | undefined): AsyncGenerator<Batch> {
  const source: Source = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  let ended = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await heard(source.next(), signal);
      ended = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    const stopped = ended ? undefined : stop(source);
    // A source that hangs must not be waited for.
    if (!signal?.aborted) await stopped;
  }
}

async function stop(source: Source): Promise<void> {
  try {
    await source.return?.();
  } catch {
    // What fails while it is given up is of no interest: the first failure is on its way.
  }
}

type Next = IteratorResult<Batch>;

function heard(next: Next | Promise<Next>, signal: AbortSignal | undefined): Next | Promise<Next> {
  if (!(next instanceof Promise) || !signal) return next;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    next.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
