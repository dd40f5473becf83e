// A bot on a test world, with a connector on the other side, and people who write to it.
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createLogger } from '@repsys/core/node';
import { type Bot, startBot } from '../../bot/src/bot.ts';
import { readBotConfig } from '../../bot/src/config.ts';
import { type Connector, type Posted, startConnector } from './connector.ts';
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

export type TestBot = {
  readonly bot: Bot;
  readonly connector: Connector;
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
  close(): Promise<void>;
};

/** A further bot takes the connector of the first; `credentials` sign what goes out. */
export type TestBotOptions = {
  readonly connector?: Connector;
  readonly credentials?: Parameters<typeof startBot>[2];
  /** Signs what comes in: the authorization header for a service address. */
  readonly authorize?: (serviceUrl: string) => Promise<string>;
};

/** Starts a bot on the world; `more` are further settings. */
export async function startTestBot(
  world: Pick<TestWorld, 'databaseUrl' | 'redis'>,
  more: Readonly<Record<string, string>> = {},
  options: TestBotOptions = {},
): Promise<TestBot> {
  const connector = options.connector ?? (await startConnector());
  const config = readBotConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.TEST_LOG ?? 'fatal',
    DATABASE_URL: world.databaseUrl,
    REDIS_URL: world.redis.url,
    REPSYS_TODAY: '2024-05-06',
    BOT_PORT: '0',
    SHUTDOWN_GRACE_S: '5',
    ...more,
  });
  const bot = await startBot(config, createLogger('bot', config.LOG_LEVEL), options.credentials);
  const signed = async (): Promise<Readonly<Record<string, string>>> =>
    options.authorize ? { authorization: await options.authorize(connector.url) } : {};
  const post: TestBot['post'] = async (activity, headers = {}) => {
    const response = await fetch(`${bot.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await signed()), ...headers },
      body: JSON.stringify(activity),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const base = (who: Chatter, place: Place) => activityFrom(connector.url, who, place);
  return {
    bot,
    connector,
    post,
    async meet(who, place = chatOf(who)) {
      await post({ ...base(who, place), type: 'conversationUpdate' });
    },
    async say(who, text, place = chatOf(who), id = randomUUID()) {
      const { status } = await post({ ...base(who, place), id, type: 'message', text });
      if (status !== 200) throw new Error(`The bot answered ${status} to "${text}".`);
    },
    async press(who, card, title, inputs = {}, place = chatOf(who)) {
      const action = actionOf(card, title);
      const value = { action: { type: 'Action.Execute', verb: action.verb, data: { ...action.data, ...inputs } } };
      const invoke = { ...base(who, place), type: 'invoke', name: 'adaptiveCard/action', replyToId: card.id, value };
      const { body } = await post(invoke);
      return body;
    },
    async refresh(who, card, place = chatOf(who)) {
      const { verb, data } = refreshOf(card);
      const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'automatic' };
      const invoke = { ...base(who, place), type: 'invoke', name: 'adaptiveCard/action', replyToId: card.id, value };
      return (await post(invoke)).body;
    },
    async consent(who, card, action, upload = {}, place = chatOf(who)) {
      const [attachment] = card.activity.attachments as [{ content: { acceptContext: unknown } }];
      const value = {
        type: 'fileUpload',
        action,
        context: attachment.content.acceptContext,
        ...(action === 'accept' && { uploadInfo: upload }),
      };
      const invoke = { ...base(who, place), type: 'invoke', name: 'fileConsent/invoke', replyToId: card.id, value };
      return (await post(invoke)).status;
    },
    until: (place, fits) => until(connector, place, fits),
    async close() {
      await bot.stop();
      if (!options.connector) await connector.close();
    },
  };
}

/** An activity as Teams sends it, without what makes it a message or an invoke. */
export function activityFrom(
  serviceUrl: string,
  { id, name }: Chatter,
  { id: conversation, kind, team }: Place,
): object {
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

function refreshOf(card: Posted): Pick<ActionModel, 'verb' | 'data'> {
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
