// Sending spans: in batches, by OTLP over HTTP, from a bounded queue that an outage cannot fill further. Loaded only when there is where to.
import { DiagLogLevel, diag, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from '@opentelemetry/semantic-conventions';
import type { Logger } from '../log.ts';
import type { Service, TraceSettings } from './settings.ts';

const exportMs = 5_000;
const pauseMs = 1_000;
const mostWaiting = 4_096;
const longestText = 256;

/** `shutdown` sends what is left. */
export type Exporting = { readonly tracer: Tracer; shutdown(): Promise<void> };

/** Opens it. Trouble on the way out is logged, at most once a minute, and hurts nobody. */
export function openExporting(endpoint: string, settings: TraceSettings, service: Service, log: Logger): Exporting {
  const { OTEL_EXPORTER_OTLP_HEADERS: headers } = settings;
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
  return { tracer: provider.getTracer('repsys', service.version), shutdown: () => provider.shutdown() };
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
