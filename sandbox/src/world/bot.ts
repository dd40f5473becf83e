// The bot of a world and the chat window before it.
import { join } from 'node:path';
import { type Chat, startChat } from '../chat/chat.ts';
import { onSomePort, usualPorts } from './free-port.ts';
import type { Microsoft } from './microsoft.ts';
import { type Ground, keepUp, type Running, startPart, type WorldOptions } from './parts.ts';

/** Starts the chat window; it answers for the bot until there is one. */
export async function ownChat({ folder, say }: WorldOptions, running: Running[]): Promise<Chat> {
  const line = (text: string) => say('chat', text);
  const chat = await startChat({ folder: join(folder, 'chat'), line, usualPort: usualPorts.chat });
  running.push({ part: 'chat', stop: chat.stop, exited: chat.exited });
  return chat;
}

/** What a bot is started with: its chat, the built tab, who signs people in there. */
export type BotParts = {
  readonly chat: Chat;
  readonly tabFolder: string;
  readonly microsoft: Microsoft | undefined;
  /** Of this start: without it the bot believes nobody. */
  readonly secret: string;
  readonly running: Running[];
};

/** Starts the bot, and connects the chat with it. Returns the bot's address. */
export async function startBot(
  options: WorldOptions,
  { databaseUrl, redisUrl }: Ground,
  { chat, tabFolder, microsoft, secret, running }: BotParts,
): Promise<string> {
  const { environment } = options;
  const wanted = environment.BOT_PORT ? Number(environment.BOT_PORT) : undefined;
  const start = (port: number) => {
    const settings = {
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      BOT_HOST: '127.0.0.1',
      BOT_PORT: String(port),
      BOT_FILE_HOSTS: microsoft ? `${chat.host},${microsoft.fileHost}` : chat.host,
      ...microsoft?.settings,
      TAB_FOLDER: tabFolder,
      // The playground cannot sign what it sends: this bot must not ask for it.
      BOT_ID: undefined,
      REPSYS_DEVELOPMENT_SECRET: secret,
    };
    return keepUp(options, running, 'bot', () => startPart('bot', options, settings)).then(() => port);
  };
  const url = `http://127.0.0.1:${await onSomePort(wanted, start, usualPorts.bot)}`;
  chat.talkTo(url, secret);
  return url;
}

/** Whether the settings name a bot that Teams knows. */
export const isRegistered = ({ BOT_ID }: WorldOptions['environment']): boolean => Boolean(BOT_ID);

/** Starts a bot that Teams knows, by its own settings; a tunnel leads to it. */
export function startRegisteredBot(
  options: WorldOptions,
  { databaseUrl, redisUrl }: Ground,
  tabFolder: string,
): Promise<Running> {
  const settings = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    BOT_HOST: '127.0.0.1',
    TAB_FOLDER: tabFolder,
    REPSYS_DEVELOPMENT_SECRET: undefined,
  };
  return startPart('bot', options, settings);
}
