// What somebody edits, and what is too long to be read: both are answered, neither is done.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityFrom, chatOf, dana, startTestBot, type TestBot } from './kit/bot.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let bot: TestBot;
beforeAll(async () => {
  world = await openWorld();
  bot = await startTestBot(world);
});
afterAll(async () => {
  await bot?.close();
  await world?.close();
});

const requests = async (): Promise<number> =>
  (await world.database.pool.query('select from record.request')).rowCount ?? 0;

describe('a message that is not carried out', () => {
  it('because it was edited is answered with what to do', async () => {
    const place = { ...chatOf(dana), id: `a:${randomUUID()}` };
    const activity = { ...activityFrom(bot.connector.url, dana, place), type: 'messageUpdate', text: 'run TB 2024-03' };
    expect((await bot.post({ ...activity, channelData: { eventType: 'editMessage' } })).status).toBe(200);
    await bot.until(place, (text) => text.includes('write it again as a new message'));
    expect(await requests()).toBe(0);
  });

  it('because it is too long is answered, too', async () => {
    const place = { ...chatOf(dana), id: `a:${randomUUID()}` };
    await bot.say(dana, `run TB 2024-03 ${'x'.repeat(60_000)}`, place);
    await bot.until(place, (text) => /long/.test(text));
    expect(await requests()).toBe(0);
  });
});
