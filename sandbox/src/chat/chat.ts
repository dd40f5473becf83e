// A chat window on a laptop without a tenant: the playground behind the bridge.
import { join } from 'node:path';
import { onSomePort, preferred } from '../world/free-port.ts';
import { supervise } from '../world/supervise.ts';
import { type Bridge, startBridge } from './bridge.ts';
import { startPlayground } from './playground.ts';

export type ChatOptions = {
  readonly folder: string;
  /** Where it is opened when nobody else listens there. */
  readonly usualPort?: number;
  line(text: string): void;
};

/** A running chat. `url` is the one address to open; `host` is what the bot must be allowed to send files to. */
export type Chat = Pick<Bridge, 'url' | 'host' | 'talkTo'> & {
  readonly exited: Promise<number | string>;
  stop(): Promise<void>;
};

/** Starts both on free loopback ports; `talkTo` then tells where the bot is. */
export function startChat({ folder, usualPort, line }: ChatOptions): Promise<Chat> {
  return onSomePort(undefined, async (port) => {
    const playgroundUrl = `http://127.0.0.1:${port}`;
    const bridge = await startBridge({
      playgroundUrl,
      folder: join(folder, 'onedrive'),
      port: usualPort === undefined ? 0 : await preferred(usualPort),
      line,
    });
    try {
      const page = await supervise(async () => {
        const child = await startPlayground({ folder, port, bridgeUrl: bridge.url, line });
        return { exited: child.exited, stop: () => child.stop('SIGTERM', 1_000) };
      }, line);
      const stop = async () => {
        await page.stop();
        await bridge.close();
      };
      return { url: bridge.url, host: bridge.host, talkTo: bridge.talkTo, exited: page.exited, stop };
    } catch (error) {
      await bridge.close();
      throw error;
    }
  });
}
