// Traces of a process: off, and free of charge, without an endpoint.
import { atMost } from '../at-most.ts';
import type { Logger } from '../log.ts';
import { binding, type Fields, scope } from './scope.ts';
import type { Service, TraceSettings } from './settings.ts';
import { openSpan, type SpanFacts, spanning } from './span.ts';

export type Tracing = {
  /** Does `work` as the beginning of something: in a span of its own, with `bound` in every log line. */
  enter<T>(name: string, facts: SpanFacts & { readonly bound?: Fields }, work: () => Promise<T>): Promise<T>;
  /** Sends what is left, if that is quickly done. */
  stop(): Promise<void>;
};

/** Nothing is traced; log lines have their fields all the same. */
export const noTracing: Tracing = {
  enter: (_name, { bound = {} }, work) => binding(bound, work),
  stop: async () => undefined,
};

const partingMs = 3_000;

/** Opens tracing as the settings say. */
export async function openTracing(settings: TraceSettings, service: Service, log: Logger): Promise<Tracing> {
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return noTracing;
  const { openExporting } = await import('./exporting.ts');
  const { tracer, shutdown } = openExporting(endpoint, settings, service, log);
  return {
    enter: (name, { bound = {}, ...facts }, work) =>
      spanning(openSpan(tracer, name, facts, undefined), tracer, { ...scope().bound, ...bound }, work),
    stop: () =>
      atMost(
        shutdown().catch(() => undefined),
        partingMs,
      ),
  };
}
