// Signals: the first one asks to drain, the second one to drop everything. A process on a leash drains when its starter is gone.

/** `draining` aborts at the first SIGTERM or SIGINT, `dropping` at the second or `graceMs` after the first. */
export type Shutdown = { readonly draining: AbortSignal; readonly dropping: AbortSignal; dispose(): void };

/** Resolves when `signal` has aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

/** Listens for SIGTERM and SIGINT of this process. */
export function watchShutdown(graceMs: number): Shutdown {
  const draining = new AbortController();
  const dropping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onSignal = () => {
    if (draining.signal.aborted) dropping.abort();
    draining.abort();
    timer ??= setTimeout(() => dropping.abort(), graceMs).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('disconnect', onSignal);
  const dispose = () => {
    clearTimeout(timer);
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
    process.off('disconnect', onSignal);
  };
  return { draining: draining.signal, dropping: dropping.signal, dispose };
}
