// A bot in a process of its own, to be killed and frozen, and the way to talk to it.
import { freePort } from '../../sandbox/src/world/free-port.ts';
import { type BotGround, botEnvironment, type Talk, talkTo } from './bot.ts';
import type { Connector } from './connector.ts';
import { startSecret } from './development.ts';
import { type OwnProcess, startOwnProcess } from './own-process.ts';

export type BotProcess = OwnProcess & Talk & { readonly url: string };

/** Starts bot/src/main.ts on the world, answering to the connector, and waits until it is ready. */
export async function startBotProcess(
  world: BotGround,
  connector: Connector,
  more: Readonly<Record<string, string>> = {},
): Promise<BotProcess> {
  const port = await freePort();
  const env = {
    ...botEnvironment(world),
    LOG_LEVEL: 'info',
    BOT_PORT: String(port),
    REPSYS_DEVELOPMENT_SECRET: startSecret,
    REPSYS_TODAY: '2024-05-06',
    ...more,
  };
  const started = await startOwnProcess('bot', '../../bot/src/main.ts', env);
  const url = `http://127.0.0.1:${port}`;
  return { ...started, ...talkTo(url, connector), url };
}
