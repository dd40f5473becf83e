// The page docs/metrics.md, written from the metric table.
import { type MetricRow, metricRows } from '@repsys/core/node';

const opening = `# Metrics

Runner and bot tell their numbers in the text format of Prometheus at \`/metrics\`, each on a small server of its own that is off until it has a port
([settings](settings.md#runner-watching)); the public door of the bot does not tell them. Scrape every process: what happened is counted once, in the process that did it,
when the record has changed. Gauges that are of *both* are read from record and queue at the scrape, so every process tells the same: take \`max\`, not \`sum\`.
They are looked up at most once a second, and left out when PostgreSQL or Redis does not answer within a second; the scrape itself always answers.

Labels are bounded by code and settings: never the number of a run, a person, or an address that somebody made up. Metrics that begin with \`process_\` and \`nodejs_\` are
those of prom-client: processor, memory, garbage collection, and \`nodejs_eventloop_lag_seconds\`. [Alert rules](../infra/prometheus/repsys.rules.yml) use these names.

Written from \`core/src/node/telemetry/metric-table.ts\`; after a change there: \`npx vitest run test/house/metrics.test.ts -u\`.
`;

const head = ['| Name | Kind | Of | Labels | What it tells |', '|---|---|---|---|---|'];

/** The whole page. */
export function metricsPage(): string {
  return [opening, ...head, ...metricRows.map(row), ''].join('\n');
}

function row({ name, kind, of, labels, help }: MetricRow): string {
  const written = labels.map((label) => `\`${label}\``).join(', ');
  return `| \`${name}\` | ${kind} | ${of} | ${written} | ${help} |`;
}
