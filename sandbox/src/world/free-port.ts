// Free ports on loopback.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const tries = 3;

/** Whether nobody listens on this port of loopback. */
async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

/** Ports of `npm start`, the same at every start where nobody else has taken them. */
export const usualPorts = { bot: 3978, chat: 3980, teams: 3981, plex: 3982, postgres: 3983 } as const;

/** `port` where it is free, else any free one. */
export const preferred = async (port: number): Promise<number> => ((await isFree(port)) ? port : freePort());

/**
 * Starts something on `wanted`, or on a free port, at first on `usual` when that is free; since another process may take
 * a free port first, there are three tries.
 */
export async function onSomePort<T>(
  wanted: number | undefined,
  start: (port: number) => Promise<T>,
  usual?: number,
): Promise<T> {
  if (wanted !== undefined) return start(wanted);
  for (let left = tries; ; left -= 1) {
    try {
      return await start(left === tries && usual !== undefined ? await preferred(usual) : await freePort());
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}
