// Counting, for Prometheus: a registry of its own for each process part. The only importer of prom-client.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type LabelsOf,
  type MetricName,
  type MetricRow,
  metricRows,
} from './metric-table.ts';

/** What a gauge shows at a scrape. */
export type Reading = {
  [Name in GaugeName]: { readonly name: Name; readonly labels: LabelsOf<Name>; readonly value: number };
}[GaugeName];

/** Looks something up for a scrape; must not throw. */
export type Reader = () => Promise<readonly Reading[]> | readonly Reading[];

export type Metrics = {
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  /** `value` in the unit of the name. */
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Called at every scrape, for gauges; what it does not tell is not shown. */
  read(reader: Reader): void;
  /** Everything in the text format, and its media type. */
  text(): Promise<{ readonly type: string; readonly body: string }>;
};

/** Gauges of prom-client's own that end in `_total`, against the conventions; each has a twin without it. */
const misnamed = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

type Instrument = Counter | Gauge | Histogram;

/** Opens the metrics of a runner or a bot. `system`: with those of the Node process (memory, processor, event loop). */
export function openMetrics(
  part: 'runner' | 'bot',
  { version, system = false }: { readonly version: string; readonly system?: boolean },
): Metrics {
  const registry = new Registry();
  const rows = metricRows.filter(({ of }) => of === part || of === 'both');
  const instruments = new Map(rows.map((row) => [row.name, instrumentOf(row, registry)]));
  if (system) collectDefaultMetrics({ register: registry });
  for (const name of misnamed) registry.removeSingleMetric(name);
  const readers: Reader[] = [() => [{ name: 'repsys_build_info', labels: { version }, value: 1 }]];
  return {
    count: (name, labels, by = 1) => asCounter(instruments, name)?.inc({ ...labels }, by),
    observe: (name, labels, value) => asHistogram(instruments, name)?.observe({ ...labels }, value),
    read: (reader) => void readers.push(reader),
    async text() {
      const readings = (await Promise.all(readers.map((reader) => reader()))).flat();
      show(instruments, readings);
      return { type: registry.contentType, body: await registry.metrics() };
    },
  };
}

function instrumentOf({ name, kind, labels, help, buckets }: MetricRow, registry: Registry): Instrument {
  const facts = { name, help, labelNames: [...labels], registers: [registry] };
  if (kind === 'counter') return new Counter(facts);
  return kind === 'gauge' ? new Gauge(facts) : new Histogram({ ...facts, ...(buckets && { buckets: [...buckets] }) });
}

type Instruments = ReadonlyMap<MetricName, Instrument>;

function asCounter(all: Instruments, name: MetricName): Counter | undefined {
  const found = all.get(name);
  return found instanceof Counter ? found : undefined;
}

function asHistogram(all: Instruments, name: MetricName): Histogram | undefined {
  const found = all.get(name);
  return found instanceof Histogram ? found : undefined;
}

/** All at once, so that a second scrape at the same time does not see half of it. */
function show(all: Instruments, readings: readonly Reading[]): void {
  for (const each of all.values()) if (each instanceof Gauge) each.reset();
  for (const { name, labels, value } of readings) {
    const found = all.get(name);
    if (found instanceof Gauge) found.set({ ...labels }, value);
  }
}
