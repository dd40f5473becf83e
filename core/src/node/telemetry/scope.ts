// What is at work now, known to everything that it calls: fields for every log line, and the span for traces.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Span, Tracer } from '@opentelemetry/api';

export type Fields = Readonly<Record<string, string | number>>;

/** Without a tracer nothing is traced. */
export type Scope = { readonly bound: Fields; readonly tracer?: Tracer | undefined; readonly span?: Span | undefined };

const storage = new AsyncLocalStorage<Scope>();
const nothing: Scope = { bound: {} };

/** The scope of the caller. */
export const scope = (): Scope => storage.getStore() ?? nothing;

/** Calls `work` in a scope, and all that it calls. */
export const within = <T>(inner: Scope, work: () => T): T => storage.run(inner, work);

/** Calls `work` in no scope: for what is begun by one wish and serves all. */
export const outside = <T>(work: () => T): T => storage.run(nothing, work);

/** Calls `work` with fields for every log line in it. */
export const binding = <T>(bound: Fields, work: () => T): T => {
  const outer = scope();
  return within({ ...outer, bound: { ...outer.bound, ...bound } }, work);
};

/** The fields for a log line now; `trace` is the id of the trace, where there is one. */
export function boundFields(): object {
  const { bound, span } = scope();
  return span ? { ...bound, trace: span.spanContext().traceId } : { ...bound };
}
