// The queue by itself: what the library does when its connection is closed under it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { aborted, connectRedis, listen, openBell } from '@repsys/core/node';
import { expect, it, onTestFinished } from 'vitest';
import { findServer, startRedis } from '../../../sandbox/src/world/redis.ts';

const quietly = () => undefined;

/** A Redis of its own, with both ends of the queue; closed when the test has ended, however it ended. */
async function openQueue() {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-queue-'));
  const server = await startRedis(folder, quietly);
  const [ringing, listening] = [
    connectRedis(server.url, 'command', quietly),
    connectRedis(server.url, 'blocking', quietly),
  ];
  const bell = openBell(ringing);
  onTestFinished(async () => {
    await bell.close();
    for (const connection of [ringing, listening]) connection.disconnect();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { ringing, listening, bell };
}

const hasRedis = (await findServer()) !== undefined;

it.skipIf(!hasRedis)(
  'a bell opened while Redis hangs neither breaks nor waits for ever, and rings when it is back',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'repsys-queue-'));
    const server = await startRedis(folder, quietly);
    const pid = Number(await readFile(join(folder, 'redis.pid'), 'utf8'));
    process.kill(pid, 'SIGSTOP');
    const redis = connectRedis(server.url, 'command', quietly);
    const bell = openBell(redis);
    // Commands of other kinds are under way all the time, before and after the queue's own are known to the client.
    const others = setInterval(() => void redis.set('kept', '1').catch(quietly), 20);
    onTestFinished(async () => {
      clearInterval(others);
      process.kill(pid, 'SIGCONT');
      await bell.close();
      redis.disconnect();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    });
    const early = await Promise.allSettled([bell.ring(1), bell.ringCanary(), bell.jobs()]);
    expect(early.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const waiting = [bell.ring(2), bell.ringCanary(), bell.jobs()];
    process.kill(pid, 'SIGCONT');
    await Promise.allSettled(waiting);
    await bell.ring(3);
    expect((await bell.jobs()).waiting).toBeGreaterThan(0);
  },
);

it('a listener takes what is rung while its connection has ended, as soon as it is back', async () => {
  const { listening, bell } = await openQueue();
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
});

it.skipIf(!hasRedis)('a listener that closes takes nothing more, also not what Redis hands it late', async () => {
  const { ringing, listening, bell } = await openQueue();
  const answered: number[] = [];
  const first = new AbortController();
  const listener = listen(
    listening,
    1,
    async (run) => {
      answered.push(run);
      if (run === 1) await aborted(first.signal);
    },
    quietly,
  );
  for (const run of [1, 2]) await bell.ring(run);
  await expect.poll(() => answered, { timeout: 20_000 }).toEqual([1]);
  await ringing.client('PAUSE', 1_000, 'WRITE');
  // Redis is told that the first is done, and asked for the next; its answer comes after the pause.
  first.abort();
  await delay(300);
  await listener.close();
  await delay(1_000);
  expect(answered).toEqual([1]);
});

it('a run that is to be taken over is heard, though whoever was cut off still has its first job in hand', async () => {
  const { ringing, listening, bell } = await openQueue();
  const answered: string[] = [];
  const cutOff = new AbortController();
  const first = listen(
    listening,
    1,
    async (run) => {
      answered.push(`first ${run}`);
      await aborted(cutOff.signal);
    },
    quietly,
  );
  await bell.ring(1);
  await expect.poll(() => answered, { timeout: 20_000 }).toEqual(['first 1']);
  const blocking = ringing.duplicate({
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
    socketTimeout: undefined,
  });
  const second = listen(blocking, 1, async (run) => void answered.push(`second ${run}`), quietly);
  await bell.ring(1);
  await bell.ring(1, '1');
  await expect.poll(() => answered, { timeout: 20_000 }).toEqual(['first 1', 'second 1']);
  cutOff.abort();
  await first.close();
  await second.close();
});

it('a listener that is paused leaves what is rung to others, and takes again when it is resumed', async () => {
  const { listening, bell } = await openQueue();
  const answered: number[] = [];
  const listener = listen(listening, 1, async (run) => void answered.push(run), quietly);
  await bell.ring(1);
  await expect.poll(() => answered, { timeout: 20_000 }).toEqual([1]);
  listener.pause();
  expect(listener.isTaking()).toBe(false);
  // A job may still be on its way to it.
  await delay(3_000);
  await bell.ring(2);
  await delay(1_000);
  expect(answered).toEqual([1]);
  listener.resume();
  await expect.poll(() => answered, { timeout: 20_000 }).toEqual([1, 2]);
  await listener.close();
});
