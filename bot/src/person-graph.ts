// Microsoft Graph in a person's name, as the settings of the tab have it.
import { readFileSync } from 'node:fs';
import type { BotConfig } from './config.ts';
import { openLine } from './files/line.ts';
import type { AppIdentity } from './graph/credentials.ts';
import type { GraphTokens } from './graph/on-behalf-of.ts';
import { graphTokens } from './graph/open-tokens.ts';
import { type PersonGraph, personGraph } from './graph/person-graph.ts';

/** Undefined without a secret to exchange tokens with: then nothing is asked in anybody's name. */
export function openPersonGraph(config: BotConfig): PersonGraph | undefined {
  const identity = identityOf(config);
  if (!identity) return undefined;
  const { GRAPH_AUTHORITY: authority, GRAPH_URL: url, GRAPH_CA_FILE, BOT_FILE_HOSTS: allowedHosts } = config;
  const ca = GRAPH_CA_FILE && readFileSync(GRAPH_CA_FILE, 'utf8');
  const line = openLine({ ca });
  let opened: Promise<GraphTokens> | undefined;
  const tokens = () => {
    opened ??= graphTokens(config.TAB_TOKENS_BY, identity, { line, authority, resource: url });
    return opened;
  };
  return personGraph({ tokens, line, url, upload: { allowedHosts, ca } });
}

function identityOf(config: BotConfig): AppIdentity | undefined {
  const { TAB_CLIENT_ID: clientId, TAB_CLIENT_SECRET, BOT_ID, BOT_PASSWORD } = config;
  const tenantId = config.TAB_TENANT_ID ?? config.BOT_TENANT_ID;
  // Bot and tab may be one app, and then have one secret.
  const secret = TAB_CLIENT_SECRET ?? (clientId === BOT_ID ? BOT_PASSWORD : undefined);
  if (!clientId || !tenantId || !secret) return undefined;
  return { kind: 'secret', clientId, tenantId, secret };
}
