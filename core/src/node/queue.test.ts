// The queue by itself: what the library does when its connection is closed under it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectRedis, listen, openBell } from '@repsys/core/node';
import { expect, it } from 'vitest';
import { startRedis } from '../../../sandbox/src/world/redis.ts';

const quietly = () => undefined;

it('a listener takes what is rung while its connection has ended, as soon as it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-queue-'));
  const server = await startRedis(folder, quietly);
  const [ringing, listening] = [
    connectRedis(server.url, 'command', quietly),
    connectRedis(server.url, 'blocking', quietly),
  ];
  const bell = openBell(ringing);
  const answered: number[] = [];
  const listener = listen(listening, 1, async (run) => void answered.push(run), quietly);
  await bell.ring(1);
  await expect.poll(() => answered, { timeout: 20_000 }).toEqual([1]);
  const ended = new Promise((resolve) => listening.once('end', resolve));
  listening.once('connecting', () => listening.disconnect(true));
  listening.disconnect(true);
  await ended;
  await bell.ring(2);
  await expect.poll(() => answered, { timeout: 10_000 }).toEqual([1, 2]);
  await listener.close();
  await bell.close();
  for (const connection of [ringing, listening]) connection.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
