// Every metric by its name: what it tells, its labels, which process has it. docs/metrics.md is written from this table.

/** Seconds, for what people wait for at the door. */
const quick = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Seconds, for work of a report. */
const lasting = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

type Place = 'runner' | 'bot' | 'both';

const counter = <const Labels extends readonly string[]>(of: Place, labels: Labels, help: string) =>
  ({ kind: 'counter', of, labels, help }) as const;
const gauge = <const Labels extends readonly string[]>(of: Place, labels: Labels, help: string) =>
  ({ kind: 'gauge', of, labels, help }) as const;
const histogram = <const Labels extends readonly string[]>(
  of: Place,
  labels: Labels,
  buckets: readonly number[],
  help: string,
) => ({ kind: 'histogram', of, labels, buckets, help }) as const;

/**
 * Labels hold what is bounded by code or settings (report, company, step, data source, channel, code, route pattern), never
 * a number of a run, a person or a text from outside.
 */
export const metricTable = {
  repsys_build_info: gauge('both', ['version'], 'Always 1; the version that runs.'),
  repsys_dependency_up: gauge('both', ['dependency'], '1 when postgres or redis answered at this scrape, else 0.'),
  repsys_requests_total: counter(
    'both',
    ['source', 'outcome'],
    'Requests accepted: new, joined to an equal run, or repeated.',
  ),
  repsys_runs_total: counter(
    'both',
    ['report', 'company', 'status'],
    'Runs that ended: succeeded, failed or cancelled.',
  ),
  repsys_run_failures_total: counter(
    'both',
    ['report', 'company', 'code'],
    'Runs that failed or were cancelled, by error code.',
  ),
  repsys_run_duration_seconds: histogram(
    'both',
    ['report', 'status'],
    lasting,
    'From the first claim of a run to its end.',
  ),
  repsys_mutex_wait_seconds: histogram(
    'runner',
    ['report'],
    lasting,
    'From acceptance of a run until it first held its company.',
  ),
  repsys_runs_in_hand: gauge('runner', [], 'Runs that this runner works on.'),
  repsys_runs_open: gauge(
    'both',
    ['company', 'status'],
    'Runs that wait (queued) or are at work (running), from the record.',
  ),
  repsys_oldest_waiting_run_age_seconds: gauge('both', [], 'Age of the oldest run that waits; 0 when none does.'),
  repsys_queue_jobs: gauge(
    'both',
    ['state'],
    'Jobs in the queue: waiting, active, delayed; the canary is one of them.',
  ),
  repsys_messages_dropped_total: counter(
    'both',
    ['channel', 'reason'],
    'Messages over Redis (progress, cancel, runs) that were dropped: unknown, such as those of another version during an upgrade, or failed in their follower.',
  ),
  repsys_steps_total: counter('runner', ['report', 'step', 'status'], 'Steps that ended: done, skipped or failed.'),
  repsys_step_duration_seconds: histogram('runner', ['report', 'step'], lasting, 'Time of steps that were done.'),
  repsys_step_rows_total: counter('runner', ['report', 'step'], 'Rows that steps have left in the warehouse.'),
  repsys_plex_calls_total: counter(
    'runner',
    ['source', 'outcome'],
    'Calls to Plex by data source: ok, stopped by us, or the error code.',
  ),
  repsys_plex_call_duration_seconds: histogram(
    'runner',
    ['source'],
    lasting,
    'From the call to the last row of its answer.',
  ),
  repsys_plex_retries_total: counter('runner', ['source', 'code'], 'Slices asked for again, by the reason.'),
  repsys_plex_rows_total: counter('runner', ['source'], 'Rows read from Plex.'),
  repsys_plex_received_bytes_total: counter('runner', ['source'], 'Bytes of XML read from Plex, unpacked.'),
  repsys_deliveries_total: counter(
    'both',
    ['channel', 'status'],
    'Deliveries that moved: sent, confirmed, failed (a try) or given-up.',
  ),
  repsys_deliveries_open: gauge(
    'both',
    ['channel', 'status'],
    'Deliveries by chat and folder that are due or sent, not yet confirmed.',
  ),
  repsys_http_requests_total: counter(
    'bot',
    ['method', 'route', 'status'],
    'Calls at the door; the route is a pattern, none where there is none.',
  ),
  repsys_http_request_duration_seconds: histogram('bot', ['method', 'route'], quick, 'Time of a call at the door.'),
  repsys_websocket_connections: gauge('bot', [], 'Tabs that are connected now.'),
} as const;

type Table = typeof metricTable;
export type MetricName = keyof Table;
type NameOf<Kind> = { [Name in MetricName]: Table[Name]['kind'] extends Kind ? Name : never }[MetricName];
export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;
export type LabelsOf<Name extends MetricName> = Readonly<Record<Table[Name]['labels'][number], string | number>>;

export type MetricRow = {
  readonly name: MetricName;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly of: Place;
  readonly labels: readonly string[];
  readonly help: string;
  readonly buckets?: readonly number[];
};

/** The table as rows, in its order. */
export const metricRows: readonly MetricRow[] = (Object.keys(metricTable) as MetricName[]).map((name) => ({
  name,
  ...metricTable[name],
}));
