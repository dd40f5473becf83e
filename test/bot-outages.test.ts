// What somebody writes while parts of the house are away, and activities that Teams sends more than once: nothing lost, nothing double.
import { randomUUID } from 'node:crypto';
import { connectRedis } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dana, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import type { Posted } from './kit/connector.ts';
import { type Gate, openGate } from './kit/gate.ts';
import { openRecorder, type Recorder } from './kit/recorded-runs.ts';
import { openSilentProxy, type SilentProxy } from './kit/silent-proxy.ts';
import { endWaiting, openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let recorder: Recorder;
let postgres: Gate;
let redis: Gate;
let bot: TestBot;
let silence: SilentProxy;

beforeAll(async () => {
  world = await openWorld();
  await world.runner();
  recorder = openRecorder(world);
  const address = new URL(world.databaseUrl);
  postgres = await openGate(Number(address.port));
  redis = await openGate(world.redis.port);
  silence = await openSilentProxy(redis.port);
  address.port = String(postgres.port);
  address.hostname = '127.0.0.1';
  const redisUrl = `redis://127.0.0.1:${silence.port}`;
  bot = await startTestBot(world, { DATABASE_URL: address.href, REDIS_URL: redisUrl });
});
afterAll(async () => {
  await bot?.close();
  recorder?.close();
  await silence?.close();
  await postgres?.close();
  await redis?.close();
  await world?.close();
});

let places = 0;
function newPlace(): Place {
  places += 1;
  return { id: `a:outage-${places}`, kind: 'personal' };
}

const requestsOf = async ({ id }: Place): Promise<number> => {
  const { rows } = await world.database.pool.query(
    'select count(*)::int as asked from record.request where conversation = $1',
    [id],
  );
  return rows[0].asked;
};
const isRunCard = ({ activity }: Posted) => JSON.stringify(activity).includes('AdaptiveCard');
const cards = ({ id }: Place) => bot.connector.posted.filter((each) => each.conversation === id && isRunCard(each));
const tied = (place: Place) => bot.until(place, (text) => /TIED/i.test(text) && /AdaptiveCard/.test(text));

describe('an activity that comes more than once', () => {
  it.each([
    { what: 'twice, one after the other', times: 2, period: '2024-03', atOnce: false },
    { what: 'five times at one instant', times: 5, period: '2024-02', atOnce: true },
  ])('$what, is one run and one card', async ({ times, period, atOnce }) => {
    const place = newPlace();
    const id = randomUUID();
    const say = () => bot.say(dana, `run TB ${period} for 111111`, place, id);
    if (atOnce) await Promise.all(Array.from({ length: times }, say));
    else for (let time = 0; time < times; time += 1) await say();
    await tied(place);
    expect(await requestsOf(place)).toBe(1);
    expect(cards(place)).toHaveLength(1);
  });

  it('while Redis is away, is one run and one card all the same', async () => {
    const place = newPlace();
    const id = randomUUID();
    redis.shut();
    await Promise.all(Array.from({ length: 5 }, () => bot.say(dana, 'run TB 2024-01 for 111111', place, id)));
    await bot.until(place, (text) => text.includes('Cancel') || /TIED/i.test(text));
    redis.open();
    await tied(place);
    expect(await requestsOf(place)).toBe(1);
    expect(cards(place)).toHaveLength(1);
  });
});

describe('while Redis hangs', () => {
  it('what somebody writes is accepted and answered long before a command to Redis is given up', async () => {
    const place = newPlace();
    await bot.meet(dana, place);
    silence.silenceAll();
    // Of our own kind, and one after the other: so long somebody waited who waited for three of them.
    const given = connectRedis(`redis://127.0.0.1:${silence.port}`, 'command', () => undefined);
    const patience = (async () => {
      for (let command = 0; command < 3; command += 1) await given.ping().catch(() => undefined);
      return 'given up';
    })();
    const said = Promise.all([
      bot.say(dana, 'run TB 2023-11 for 111111', place),
      bot.say(dana, 'status', place),
      bot.say(dana, 'run TB', place),
    ]);
    expect(await Promise.race([said.then(() => 'answered'), patience])).toBe('answered');
    expect(await requestsOf(place)).toBe(1);
    await tied(place);
    await bot.until(place, (text) => text.includes('file.consent'));
    given.disconnect();
    silence.heal();
    expect(await requestsOf(place)).toBe(1);
    expect(cards(place).filter(({ activity }) => JSON.stringify(activity).includes('TIED'))).toHaveLength(1);
  });
});

describe('while PostgreSQL is away', () => {
  it('a wish is answered with what is the matter, is not accepted, and works when it is written again', async () => {
    const place = newPlace();
    await bot.meet(dana, place);
    postgres.shut();
    await bot.say(dana, 'run TB 2023-12 for 111111', place);
    const told = await bot.until(place, (text) => text.includes('WAREHOUSE_UNREACHABLE'));
    expect(told.activity.text).toMatch(/PostgreSQL did not answer.*write it again/);
    postgres.open();
    expect(await requestsOf(place)).toBe(0);
    await bot.say(dana, 'run TB 2023-12 for 111111', place);
    await tied(place);
    expect(await requestsOf(place)).toBe(1);
    expect(cards(place)).toHaveLength(1);
  });

  it('for a moment, a file that is handed over just then is handed over all the same', async () => {
    const place = newPlace();
    await bot.meet(dana, place);
    const client = await world.database.pool.connect();
    await client.query('begin');
    await client.query('set local idle_in_transaction_session_timeout = 0');
    await client.query('lock table record.offer in share mode');
    await recorder.finished(dana, place);
    await expect.poll(() => endWaiting(world, 'update "record"."offer"'), { timeout: 20_000 }).toBe(1);
    await client.query('rollback');
    client.release();
    await bot.until(place, (text) => text.includes('card.file.consent'));
  });

  it('a card that has just been posted keeps its id', async () => {
    const place = newPlace();
    await bot.meet(dana, place);
    const run = { method: 'POST', conversation: place.id } as const;
    bot.connector.fail({
      ...run,
      meanwhile: () => {
        postgres.shut();
        setTimeout(postgres.open, 1_500);
      },
    });
    const asked = await recorder.asked(dana, place);
    const card = await bot.until(place, () => true);
    await recorder.ended(asked, 'failed');
    await bot.until(place, (text, posted) => posted.id === card.id && text.includes('Plex answered with a fault'));
    expect(cards(place)).toEqual([card]);
  });
});
