// Puts the chat together: adapter, messenger, cards, outbox, and the one function that takes in activities.
import type { ProgressEvent } from '@repsys/core';
import type { Clock, Database, Logger, Tracing } from '@repsys/core/node';
import type { Activity } from 'botbuilder';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { isFromDevelopment } from '../auth/development.ts';
import type { BotConfig } from '../config.ts';
import type { GroupLibrary } from '../group-library.ts';
import type { RequestDesk } from '../request-desk.ts';
import { type Answer, createAdapter } from './adapter.ts';
import { openAudience } from './audience.ts';
import { openModelMaker } from './card-model.ts';
import type { Chat } from './chat.ts';
import { openConsent } from './consent.ts';
import { converse } from './conversation.ts';
import { startDeliveries } from './deliveries.ts';
import { openMessenger } from './messenger.ts';
import { startNotifier } from './notifier.ts';
import { openRoster } from './roster.ts';
import { openSendBudget } from './send-budget.ts';

/** How calls to Teams are signed; without it by the bot's own identity. */
export type OutgoingCredentials = ServiceClientCredentialsFactory;

export type ChatParts = {
  readonly config: BotConfig;
  readonly database: Database;
  readonly redis: Redis;
  readonly desk: RequestDesk;
  readonly library: GroupLibrary | undefined;
  readonly log: Logger;
  readonly tracing: Tracing;
  readonly today: Clock;
};

export type OpenChat = {
  /** Takes in one call of the Bot Framework. */
  receive(authorization: string, body: unknown): Promise<Answer>;
  hear(event: ProgressEvent): void;
  /** Waits at most `patienceMs` for files in hand. */
  stop(patienceMs: number): Promise<void>;
};

/** Whose members count as ours. */
const tenantOf = ({ BOT_TENANT_ID, TAB_TENANT_ID }: BotConfig): string | undefined => BOT_TENANT_ID ?? TAB_TENANT_ID;

const hourMs = 3_600_000;
/** What botbuilder needs to find in every activity. */
const bodySchema = z.looseObject({
  type: z.string(),
  serviceUrl: z.string(),
  conversation: z.looseObject({ id: z.string() }),
});

/** Opens the chat. */
export function openChat(parts: ChatParts, credentials?: OutgoingCredentials): OpenChat {
  const { config, database, redis } = parts;
  const adapter = createAdapter(config, credentials, (error) =>
    parts.log.error({ error }, 'a message could not be taken in'),
  );
  const messenger = openMessenger({ adapter, appId: config.BOT_ID ?? '', database, budget: openSendBudget(redis) });
  const chat: Chat = {
    ...parts,
    messenger,
    roster: openRoster({ desk: parts.desk, messenger, log: parts.log, tenant: tenantOf(config) }),
    tabUrl: config.BOT_TAB_URL,
    botId: config.BOT_ID,
    fileHosts: config.BOT_FILE_HOSTS,
    offerMs: config.BOT_FILE_OFFER_HOURS * hourMs,
  };
  const audience = openAudience(chat);
  const modelOf = openModelMaker(chat, audience);
  const notifier = startNotifier(chat, modelOf);
  const consent = openConsent(chat, notifier.wake);
  const deliveries = startDeliveries({ chat, consent, audience }, notifier.wake);
  const tenant = config.BOT_ID ? config.BOT_TENANT_ID : undefined;
  const conversation = { chat, audience, notifier, consent, modelOf, tenant };
  return {
    async receive(authorization, body) {
      if (!bodySchema.safeParse(body).success) return { status: 400 };
      const credential = credentialFor(config, authorization);
      if (credential === undefined) return { status: 401 };
      return adapter.receive(credential, body as Activity, (context) => converse(conversation, context));
    },
    hear(event) {
      notifier.hear(event);
      if (event.status === 'succeeded') deliveries.wake();
    },
    async stop(patienceMs) {
      await deliveries.stop(patienceMs);
      await consent.stop(patienceMs);
      await notifier.stop();
    },
  };
}

/** What the adapter is to verify; undefined: nobody may pass. Without an identity it lets everybody pass, so the secret of this start decides. */
function credentialFor({ BOT_ID, REPSYS_DEVELOPMENT_SECRET: secret }: BotConfig, authorization: string) {
  if (BOT_ID) return authorization;
  return secret !== undefined && isFromDevelopment(secret, authorization) ? '' : undefined;
}
