// Puts the tab together: sign-in, API, files, live feed, and how long runs are kept.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProgressEvent } from '@repsys/core';
import { askersOf, clock, type Database, type Logger } from '@repsys/core/node';
import type { Access } from './access.ts';
import { openFeed } from './api/live-feed.ts';
import { openLiveSocket } from './api/live-socket.ts';
import type { DoorRoute } from './api/reply.ts';
import { startRetention } from './api/retention.ts';
import { staticRoutes } from './api/static-files.ts';
import { openTabApi } from './api/tab-api.ts';
import { openSignIn } from './auth/sign-in.ts';
import type { BotConfig } from './config.ts';
import type { RequestDesk } from './request-desk.ts';

export type TabParts = {
  readonly config: BotConfig;
  readonly database: Database;
  readonly desk: RequestDesk;
  readonly access: Access;
  readonly log: Logger;
};

export type OpenTab = {
  /** What the door serves for the tab. */
  readonly routes: readonly DoorRoute[];
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  hear(event: ProgressEvent): void;
  stop(): Promise<void>;
};

const dayMs = 86_400_000;

/** Opens it. */
export function openTab({ config, database, desk, access, log }: TabParts): OpenTab {
  const signIn = openSignIn(config, access);
  const keepMs = config.TAB_KEEP_DAYS === 0 ? null : config.TAB_KEEP_DAYS * dayMs;
  const feed = openFeed({ askersOf: (runs) => askersOf(database, runs) });
  const live = openLiveSocket({ feed, desk, signIn }, { domain: config.TAB_DOMAIN });
  const retention = startRetention(database, keepMs, log);
  return {
    routes: [
      ...openTabApi({ database, desk, signIn, log, keepMs, today: clock(config) }),
      ...staticRoutes(config.TAB_FOLDER, config.NODE_ENV === 'production'),
    ],
    upgrade: live.upgrade,
    hear: feed.hear,
    async stop() {
      await live.close();
      await retention.stop();
      await feed.settled();
    },
  };
}
