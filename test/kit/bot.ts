// A bot on a test world, with a connector on the other side, and people who write to it.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLogger, type Logger } from '@repsys/core/node';
import { type Bot, startBot } from '../../bot/src/bot.ts';
import { readBotConfig } from '../../bot/src/config.ts';
import { type Connector, type Posted, startConnector } from './connector.ts';
import { developmentHeader, startSecret } from './development.ts';
import type { TestWorld } from './world.ts';

export type Chatter = { readonly id: string; readonly name: string };
export const dana: Chatter = { id: '11111111-1111-4111-8111-111111111111', name: 'Dana Reyes' };
export const omar: Chatter = { id: '33333333-3333-4333-8333-333333333330', name: 'Omar Haddad' };

export type Place = {
  readonly id: string;
  readonly kind: 'personal' | 'groupChat' | 'channel';
  readonly team?: { readonly group: string; readonly channel: string };
};
export const chatOf = ({ id }: Chatter): Place => ({ id: `a:1-${id}`, kind: 'personal' });

export type Talk = {
  /** Posts an activity as Teams does; the status of the answer and its body. */
  post(activity: object, headers?: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }>;
  /** The bot comes to know a conversation, and says nothing. */
  meet(who: Chatter, place?: Place): Promise<void>;
  say(who: Chatter, text: string, place?: Place, id?: string): Promise<void>;
  /** Presses a button of a card, as an Action.Execute; what Teams would show. */
  press(who: Chatter, card: Posted, title: string, inputs?: object, place?: Place): Promise<unknown>;
  /** What Teams does by itself when the person looks at a card with `refresh`: asks for it anew; what would be shown. */
  refresh(who: Chatter, card: Posted, place?: Place): Promise<unknown>;
  /** Answers a consent card; `uploadUrl` is where the bytes go. */
  consent(who: Chatter, card: Posted, action: 'accept' | 'decline', upload?: object, place?: Place): Promise<number>;
  /** Waits until something in the conversation, now shown, fits. */
  until(place: Place, fits: (text: string, posted: Posted) => boolean): Promise<Posted>;
};

export type TestBot = Talk & {
  readonly bot: Bot;
  readonly connector: Connector;
  close(): Promise<void>;
};

export type BotGround = { readonly databaseUrl: string; readonly redis: { readonly url: string } };

/** A further bot takes the connector of the first; `credentials` sign what goes out. */
export type TestBotOptions = {
  readonly connector?: Connector;
  readonly credentials?: Parameters<typeof startBot>[2];
  /** Signs what comes in: the authorization header for a service address. */
  readonly authorize?: (serviceUrl: string) => Promise<string>;
  readonly log?: Logger;
};

/** Starts a bot on the world; `more` are further settings. */
export async function startTestBot(
  world: Pick<TestWorld, 'databaseUrl' | 'redis'>,
  more: Readonly<Record<string, string>> = {},
  options: TestBotOptions = {},
): Promise<TestBot> {
  const connector = options.connector ?? (await startConnector());
  const config = configOf(world, more);
  const bot = await startBot(config, options.log ?? createLogger('bot', config.LOG_LEVEL), options.credentials);
  return {
    bot,
    connector,
    ...talkTo(bot.url, connector, options.authorize),
    async close() {
      await bot.stop();
      if (!options.connector) await connector.close();
    },
  };
}

/** The way to talk to a bot at `url` that answers to the connector. */
export function talkTo(url: string, connector: Connector, authorize?: TestBotOptions['authorize']): Talk {
  const wire: Wire = { url, connector, serviceUrl: connector.url, ...(authorize && { authorize }) };
  return { ...deedsOver(wire), until: (place, fits) => until(connector, place, fits) };
}

function configOf(world: BotGround, more: object) {
  const everybody = fileURLToPath(new URL('./everybody.json', import.meta.url));
  const config = readBotConfig({
    ...('BOT_ID' in more ? { BOT_ACCESS_FILE: everybody } : { REPSYS_DEVELOPMENT_SECRET: startSecret }),
    ...botEnvironment(world),
    ...more,
  });
  // A bot that Teams knows takes no other day from its settings.
  return { ...config, REPSYS_TODAY: config.REPSYS_TODAY ?? '2024-05-06' };
}

/** The settings of any bot on the world. */
export function botEnvironment({ databaseUrl, redis }: BotGround): Readonly<Record<string, string>> {
  return {
    LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    BOT_PORT: '0',
    SHUTDOWN_GRACE_S: '5',
  };
}

/** The way from Teams to a bot. */
type Wire = Pick<TestBotOptions, 'authorize'> & {
  /** Where the bot listens. */
  readonly url: string;
  readonly connector: Connector;
  /** Where it is to answer. */
  readonly serviceUrl: string;
};

type Deeds = Pick<Talk, 'post' | 'meet' | 'say' | 'press' | 'refresh' | 'consent'>;

function deedsOver(wire: Wire): Deeds {
  return {
    post: (activity, headers = {}) => post(wire, activity, headers),
    async meet(who, place = chatOf(who)) {
      await post(wire, { ...activityFrom(wire.serviceUrl, who, place), type: 'conversationUpdate' });
    },
    async say(who, text, place = chatOf(who), id = randomUUID()) {
      const message = { ...activityFrom(wire.serviceUrl, who, place), id, type: 'message', text };
      const { status } = await post(wire, message);
      if (status !== 200) throw new Error(`The bot answered ${status} to "${text}".`);
    },
    async press(who, card, title, inputs = {}, place = chatOf(who)) {
      const { verb, data } = actionOf(card, title);
      const value = { action: { type: 'Action.Execute', verb, data: { ...data, ...inputs } } };
      return (await invoke(wire, { who, place, card, name: 'adaptiveCard/action', value })).body;
    },
    async refresh(who, card, place = chatOf(who)) {
      const { verb, data } = refreshOf(card);
      const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'automatic' };
      return (await invoke(wire, { who, place, card, name: 'adaptiveCard/action', value })).body;
    },
    async consent(who, card, action, upload = {}, place = chatOf(who)) {
      const value = consentOf(card, action, upload);
      return (await invoke(wire, { who, place, card, name: 'fileConsent/invoke', value })).status;
    },
  };
}

type HeaderLines = Readonly<Record<string, string>>;

async function post({ url, connector, serviceUrl, authorize }: Wire, activity: object, headers: HeaderLines = {}) {
  noteSpeaker(connector, activity);
  const signed: HeaderLines = { authorization: authorize ? await authorize(serviceUrl) : developmentHeader };
  const response = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed, ...headers },
    body: JSON.stringify(activity),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Whoever speaks somewhere is a member there. */
export function noteSpeaker(
  connector: Connector,
  activity: { conversation?: { id?: string }; from?: { aadObjectId?: string } },
) {
  const { conversation, from } = activity;
  if (conversation?.id && from?.aadObjectId) connector.spoke(conversation.id, from.aadObjectId);
}

type Invoke = {
  readonly who: Chatter;
  readonly place: Place;
  readonly card: Posted;
  readonly name: 'adaptiveCard/action' | 'fileConsent/invoke';
  readonly value: object;
};

function invoke(wire: Wire, { who, place, card, name, value }: Invoke) {
  const base = activityFrom(wire.serviceUrl, who, place);
  return post(wire, { ...base, type: 'invoke', name, replyToId: card.id, value });
}

export function consentOf(card: Posted, action: 'accept' | 'decline', upload: object): object {
  const [attachment] = card.activity.attachments as [{ content: { acceptContext: unknown } }];
  const context = attachment.content.acceptContext;
  return { type: 'fileUpload', action, context, ...(action === 'accept' && { uploadInfo: upload }) };
}

/** An activity as Teams sends it, without what makes it a message or an invoke. */
export function activityFrom(serviceUrl: string, { id, name }: Chatter, { id: conversation, kind, team }: Place) {
  return {
    id: randomUUID(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${id}`, aadObjectId: id, name },
    recipient: { id: '28:bot', name: 'Reports' },
    conversation: { id: conversation, conversationType: kind, tenantId: 'tenant', isGroup: kind !== 'personal' },
    channelData: {
      tenant: { id: 'tenant' },
      ...(team && { team: { id: team.channel, aadGroupId: team.group }, channel: { id: team.channel } }),
    },
  };
}

type ActionModel = { readonly type: string; readonly title: string; readonly verb: string; readonly data: object };

/** The button of this title, wherever it stands in the card. */
export function actionOf(card: Posted, title: string): ActionModel {
  const found = actionsIn(card.activity).find((action) => action.title === title);
  if (found) return found;
  throw new Error(`No button "${title}" in ${JSON.stringify(card.activity).slice(0, 2_000)}`);
}

export function refreshOf(card: Posted): Pick<ActionModel, 'verb' | 'data'> {
  const [attachment] = card.activity.attachments as [{ content: { refresh?: { action: ActionModel } } }];
  const { refresh } = attachment.content;
  if (refresh) return refresh.action;
  throw new Error('The card has no refresh.');
}

/** All buttons of a card that the bot answers. */
export function actionsIn(value: unknown): readonly ActionModel[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'Action.Execute' ? [value as ActionModel] : [];
  return [...own, ...Object.values(value).flatMap(actionsIn)];
}

const patienceMs = 60_000;

async function until(
  connector: Connector,
  place: Place,
  fits: (text: string, posted: Posted) => boolean,
): Promise<Posted> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(50)) {
    const found = connector.shown(place.id).find((posted) => fits(JSON.stringify(posted.activity), posted));
    if (found) return found;
  }
  const shown = connector.shown(place.id).map((posted) => JSON.stringify(posted.activity).slice(0, 3_000));
  throw new Error(`Nothing like that is shown:\n${shown.join('\n')}`);
}
