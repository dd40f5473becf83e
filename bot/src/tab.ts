// Puts the tab together: sign-in, API, files, live feed, and how long runs are kept.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ProgressEvent } from '@repsys/core';
import { askersOf, clock, type Database, type Logger } from '@repsys/core/node';
import type { Access } from './access.ts';
import { consentRoute } from './api/consent.ts';
import { openFeed } from './api/live-feed.ts';
import type { Pulse } from './api/live-pulse.ts';
import { openLiveSocket } from './api/live-socket.ts';
import { openRateLimit } from './api/rate.ts';
import type { DoorRoute } from './api/reply.ts';
import { startRetention } from './api/retention.ts';
import { staticRoutes } from './api/static-files.ts';
import { openTabApi } from './api/tab-api.ts';
import type { CallerToken } from './auth/caller.ts';
import { openMemberships } from './auth/memberships.ts';
import { openSignIn, teamsTokensOf } from './auth/sign-in.ts';
import type { TeamsTokens } from './auth/teams-token.ts';
import type { BotConfig } from './config.ts';
import { purposes } from './graph/person-graph.ts';
import { openPersonGraph } from './person-graph.ts';
import type { RequestDesk } from './request-desk.ts';

export type TabParts = {
  readonly config: BotConfig;
  readonly database: Database;
  readonly desk: RequestDesk;
  readonly access: Access;
  readonly pulse: Pulse;
  readonly log: Logger;
};

export type OpenTab = {
  /** What the door serves for the tab. */
  readonly routes: readonly DoorRoute[];
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  hear(event: ProgressEvent): void;
  /** How many tabs are connected. */
  connections(): number;
  stop(): Promise<void>;
};

const dayMs = 86_400_000;
const groupsMs = 15_000;
/** A tab that opens asks for a lot at once: so many seconds' worth. */
const burstS = 10;

/** Opens it. */
export function openTab({ config, database, desk, access, pulse, log }: TabParts): OpenTab {
  const graph = openPersonGraph(config);
  const tokens = teamsTokensOf(config);
  const groupsOf = graph && ((token: CallerToken) => graph.groups(token, AbortSignal.timeout(groupsMs)));
  const signIn = openSignIn({ config, access, tokens, complete: openMemberships({ access, database, log, groupsOf }) });
  const keepMs = config.TAB_KEEP_DAYS === 0 ? null : config.TAB_KEEP_DAYS * dayMs;
  const oneDrive = graph && { graph, folder: config.GRAPH_FOLDER };
  const onTrouble = (error: unknown) => log.warn({ error }, 'a reader could not be told');
  const feed = openFeed({ askersOf: (runs) => askersOf(database, runs), onTrouble });
  const rate = openRateLimit({ perSecond: config.TAB_CALLS_PER_S, burst: config.TAB_CALLS_PER_S * burstS });
  const live = openLiveSocket({ feed, desk, signIn, pulse }, { domain: config.TAB_DOMAIN });
  const retention = startRetention(database, keepMs, log);
  return {
    routes: [
      ...openTabApi({ database, desk, signIn, rate, log, keepMs, oneDrive, today: clock(config) }),
      ...consentRoutes(config, tokens),
      ...staticRoutes(config.TAB_FOLDER, config.REPSYS_DEVELOPMENT_SECRET !== undefined),
    ],
    upgrade: live.upgrade,
    hear: feed.hear,
    connections: live.connections,
    async stop() {
      await live.close();
      await retention.stop();
      await feed.settled();
    },
  };
}

function consentRoutes(config: BotConfig, tokens: TeamsTokens | undefined): readonly DoorRoute[] {
  const { TAB_CLIENT_ID: clientId, TAB_DOMAIN: domain, GRAPH_URL: graphUrl } = config;
  const development = config.REPSYS_DEVELOPMENT_SECRET !== undefined;
  if (!clientId || !domain || !tokens) return [];
  const { authorizeUrl } = tokens;
  return [consentRoute({ clientId, domain, graphUrl, purposes, authorizeUrl, development })];
}
