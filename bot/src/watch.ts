// What watches a bot: metrics, traces, and a small server of its own that tells metrics and health; the public door does not.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  annotate,
  countRecord,
  type Logger,
  type Metrics,
  openMetrics,
  openTracing,
  openWatchServer,
  type RecordObserver,
  type Tracing,
} from '@repsys/core/node';
import type { Health } from './api/health.ts';
import type { BotConfig } from './config.ts';

export type Watch = {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly observer: RecordObserver;
  /** Where the metrics are; none when no port is set. */
  readonly url: string | undefined;
  close(): Promise<void>;
};

/** Opens all of it; `health` is there once the bot is connected. */
export async function openWatch(
  config: BotConfig,
  version: string,
  log: Logger,
  health: () => Health | undefined,
): Promise<Watch> {
  const port = config.BOT_METRICS_PORT;
  const metrics = openMetrics('bot', { version, system: port !== undefined });
  // A counter that appears with its first event hides that event from `increase`.
  metrics.count('repsys_deliveries_total', { channel: 'chat', status: 'given-up' }, 0);
  const service = { name: 'repsys-bot', version, instance: `${hostname()}:${process.pid}` };
  const tracing = await openTracing(config, service, log);
  const ready = async () => (await health()?.ready()) ?? { ready: false };
  const host = config.BOT_METRICS_HOST;
  const server = port === undefined ? undefined : await openWatchServer({ host, port, metrics, ready });
  return {
    metrics,
    tracing,
    observer: countRecord(metrics, log),
    url: server?.url,
    async close() {
      await tracing.stop();
      await server?.close();
    },
  };
}

/** An id that an ingress has given is kept, so that its log and ours can be joined. */
export const callId = (given: string | undefined): string =>
  given !== undefined && /^[\w-]{8,100}$/.test(given) ? given : randomUUID();

/** A call at the door: `route` is its pattern. */
export type DoorCall = { readonly id: string; readonly method: string; readonly route: string };

/** Does the work of a call: its id in every log line, in a span of its own. What callers say of traces is not believed. */
export function answering(
  tracing: Tracing,
  { id, method, route }: DoorCall,
  work: () => Promise<number>,
): Promise<void> {
  const facts = { kind: 'server', attributes: { 'http.request.method': method, 'http.route': route } } as const;
  return tracing.enter(`${method} ${route}`, { ...facts, bound: { call: id } }, async () => {
    annotate({ 'http.response.status_code': await work() });
  });
}

const methods = ['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'];

export type EndedCall = {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
};

/** Counts a call that was answered. */
export function countCall(metrics: Metrics, { method: given, route, status, ms }: EndedCall): void {
  const method = methods.includes(given) ? given : 'other';
  metrics.count('repsys_http_requests_total', { method, route, status });
  metrics.observe('repsys_http_request_duration_seconds', { method, route }, ms / 1_000);
}
