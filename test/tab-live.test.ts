// What the tab says while it cannot know, and what becomes of a request that nobody answers: in a real browser, on a real bot.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WebSocket } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findServer } from '../sandbox/src/world/redis.ts';
import { hasChromium } from './kit/chromium.ts';
import { openTabStage, type TabStage } from './kit/tab.ts';
import type { TestWorld } from './kit/world.ts';

const hasRedis = (await findServer()) !== undefined;

describe.skipIf(!hasChromium())('the tab', { timeout: 300_000 }, () => {
  let stage: TabStage;
  let world: TestWorld;
  let redis: number;
  beforeAll(async () => {
    stage = await openTabStage();
    world = stage.world;
    redis = Number(await readFile(join(world.folder, 'redis', 'redis.pid'), 'utf8'));
  });
  afterAll(() => stage?.close());
  afterEach(async () => {
    await world.clearFaults();
    await stage.settle();
  });

  const away = /WebSocket|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/;
  /** As the browser says it, some times at once. */
  const changes = `for (let change = 0; change < 5; change += 1) dispatchEvent(new Event('online'))`;
  const isStale = /Live updates are interrupted|The server does not answer/;
  const requests = async (): Promise<number> =>
    (await world.database.pool.query('select count(*)::int as asked from record.request')).rows[0].asked;

  it('has one socket and no other after the network has changed, however often', async () => {
    const { page, tab } = await stage.alone('#/queue');
    const sockets: WebSocket[] = [];
    page.on('websocket', (socket) => sockets.push(socket));
    await tab.getByText('Live', { exact: true }).waitFor();
    stage.announce(away);
    await stage.stopBot();
    await tab.getByText(isStale).first().waitFor();
    await stage.startBot();
    await page.evaluate(changes);
    await tab.getByText('Live', { exact: true }).waitFor();
    await expect.poll(() => sockets.filter((socket) => !socket.isClosed()).length).toBe(1);
    await page.evaluate(changes);
    await expect.poll(() => sockets.filter((socket) => !socket.isClosed()).length).toBe(1);
    await tab.getByText('Live', { exact: true }).waitFor();
    expect(await tab.getByText(isStale).count()).toBe(0);
  });

  it.skipIf(!hasRedis)(
    'does not say “Live” or that the queue is empty while Redis hangs, and shows what waits',
    async () => {
      const { tab } = await stage.alone('#/queue');
      await tab.getByText('Live', { exact: true }).waitFor();
      await tab.getByText('The queue is empty').waitFor();
      process.kill(redis, 'SIGSTOP');
      try {
        await tab.getByText('Live', { exact: true }).waitFor({ state: 'detached' });
        await tab.getByText('Live updates are interrupted').waitFor();
        await tab.getByText('The queue is empty').waitFor({ state: 'detached' });
        const run = await world.ask({ from: 202309 });
        await tab.getByRole('button', { name: `Trial balance 2023-09, run ${run}` }).waitFor();
      } finally {
        process.kill(redis, 'SIGCONT');
      }
      await tab.getByText('Live', { exact: true }).waitFor();
      await tab.getByText('The queue is empty').waitFor();
    },
  );

  it('sends a request again by itself until the bot that was killed is back: one request, accepted', async () => {
    const { tab } = await stage.alone();
    await tab.getByRole('button', { name: 'Run', exact: true }).waitFor();
    await tab.getByText('Live', { exact: true }).waitFor();
    const before = await requests();
    stage.announce(away);
    await stage.stopBot();
    await tab.getByRole('button', { name: 'Run', exact: true }).click();
    await tab.getByText('This is sent again by itself').waitFor();
    await stage.startBot();
    await tab.getByText(/^Accepted as run \d+/).waitFor();
    expect(await requests()).toBe(before + 1);
  });
});
