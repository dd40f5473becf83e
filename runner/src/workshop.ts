// What a runner lends to every run.
import type { Bell, Claimant, Database, Logger, Metrics, Tracing } from '@repsys/core/node';
import type { Redis } from 'ioredis';
import type { Hold } from './hold.ts';
import type { Plex } from './plex/data-source.ts';
import type { Reach } from './reach.ts';
import type { DataSourceKeys, Report, SliceSettings } from './reports/report.ts';

/** Everything a run needs of its runner. `folder` holds files being written. */
export type Workshop = {
  /** What it is called, and which runs it may do. */
  readonly claimant: Claimant;
  readonly version: string;
  readonly database: Database;
  readonly redis: Redis;
  readonly bell: Bell;
  /** Whether this runner reaches PostgreSQL. */
  readonly reach: Reach;
  readonly plex: Plex;
  readonly reports: readonly Report[];
  readonly keys: DataSourceKeys;
  readonly slices: SliceSettings;
  readonly source: string;
  readonly folder: string;
  readonly extraChannels: readonly string[];
  readonly runTimeoutMs: number;
  readonly plexTimeoutMs: number;
  readonly resumeMaxAgeMs: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Runs in hand, so that a cancel wish finds them. */
  readonly holds: Map<number, Hold>;
  /** The day of a company. */
  today(company: number): string;
};
