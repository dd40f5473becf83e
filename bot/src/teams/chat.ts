// What all parts of the chat work with.
import type { Clock, Database, Logger, Tracing } from '@repsys/core/node';
import type { Redis } from 'ioredis';
import type { GroupLibrary } from '../group-library.ts';
import type { RequestDesk } from '../request-desk.ts';
import type { Messenger } from './messenger.ts';
import type { Roster } from './roster.ts';

/** `library` is where files for groups go; none: they go to the asker's own chat. `offerMs`: how long a file waits for an Allow. */
export type Chat = {
  readonly database: Database;
  readonly redis: Redis;
  readonly desk: RequestDesk;
  readonly messenger: Messenger;
  readonly roster: Roster;
  readonly library: GroupLibrary | undefined;
  readonly log: Logger;
  readonly tracing: Tracing;
  readonly tabUrl: string | undefined;
  readonly botId: string | undefined;
  readonly fileHosts: readonly string[];
  readonly offerMs: number;
  readonly today: Clock;
};
