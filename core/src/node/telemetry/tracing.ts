// Traces of a process: off without an endpoint; sent in batches by OTLP over HTTP, from a bounded queue that an outage cannot fill further.
import { DiagLogLevel, diag, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import type { Logger } from '../log.ts';
import { atMost } from './remembered.ts';
import { binding, type Fields, scope } from './scope.ts';
import type { TraceSettings } from './settings.ts';
import { openSpan, type SpanFacts, spanning } from './span.ts';

/** `instance` tells apart those who run the same service. */
export type Service = { readonly name: string; readonly version: string; readonly instance: string };

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

const exportMs = 5_000;
const partingMs = 3_000;
const pauseMs = 1_000;
const mostWaiting = 4_096;
const longestText = 256;

/** Opens tracing as the settings say. Trouble on the way out is logged, at most once a minute, and hurts nobody. */
export function openTracing(settings: TraceSettings, service: Service, log: Logger): Tracing {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = settings;
  if (endpoint === undefined) return noTracing;
  tellTrouble(log);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: exportMs,
    concurrencyLimit: 2,
    ...(headers && { headers: { ...headers } }),
  });
  const provider = new NodeTracerProvider({
    resource: resourceOf(settings, service),
    spanLimits: { attributeValueLengthLimit: longestText },
    spanProcessors: [
      new BatchSpanProcessor(exporter, {
        maxQueueSize: mostWaiting,
        scheduledDelayMillis: pauseMs,
        exportTimeoutMillis: exportMs,
      }),
    ],
  });
  return tracingBy(provider.getTracer('repsys', service.version), () => provider.shutdown());
}

function tracingBy(tracer: Tracer, shutdown: () => Promise<void>): Tracing {
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

function resourceOf({ OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES }: TraceSettings, service: Service) {
  return resourceFromAttributes({
    ...OTEL_RESOURCE_ATTRIBUTES,
    [ATTR_SERVICE_NAME]: OTEL_SERVICE_NAME ?? service.name,
    [ATTR_SERVICE_VERSION]: service.version,
    [ATTR_SERVICE_INSTANCE_ID]: service.instance,
  });
}

const tellEveryMs = 60_000;

/** The library tells its trouble to one listener for the whole process; what it says may be long. */
function tellTrouble(log: Logger): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (reason: string) => {
    if (performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    log.warn({ reason: reason.slice(0, 300) }, 'traces could not be sent');
  };
  const quiet = () => undefined;
  const listener = { error: tell, warn: tell, info: quiet, debug: quiet, verbose: quiet };
  diag.setLogger(listener, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}
