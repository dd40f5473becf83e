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

/** Starts something on `wanted`, or on a free port; since another process may take a free port first, there are three tries. */
export async function onSomePort<T>(wanted: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  if (wanted !== undefined) return start(wanted);
  for (let left = tries; ; left -= 1) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}
