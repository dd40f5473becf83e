// Counts what changes in the record, and says in the log which call became which run.
import type { Logger } from '../log.ts';
import type { Dropped } from '../progress.ts';
import type { RecordObserver } from '../record/observer.ts';
import type { Metrics } from './metrics.ts';

/** The observer for a process that counts. */
export function countRecord(metrics: Metrics, log: Logger): RecordObserver {
  return {
    requestAccepted({ run, request, source, outcome }) {
      metrics.count('repsys_requests_total', { source, outcome });
      log.info({ run, request, outcome }, 'request accepted');
    },
    runStarted: ({ report, seconds }) => metrics.observe('repsys_mutex_wait_seconds', { report }, seconds),
    runEnded({ report, company, status, seconds, code }) {
      metrics.count('repsys_runs_total', { report, company, status });
      if (code !== undefined) metrics.count('repsys_run_failures_total', { report, company, code });
      if (seconds !== null) metrics.observe('repsys_run_duration_seconds', { report, status }, seconds);
    },
    deliveryMoved: ({ channel, status }) => metrics.count('repsys_deliveries_total', { channel, status }),
  };
}

/** Counts what came over Redis and was dropped, and says so. */
export function countDropped(metrics: Metrics, log: Logger): Dropped {
  return (channel, reason, error) => {
    metrics.count('repsys_messages_dropped_total', { channel, reason });
    log.warn({ channel, reason, ...(error !== undefined && { error }) }, 'a message was dropped');
  };
}
