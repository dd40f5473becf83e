// A network that goes silent between a bot and Redis: what is asked for meanwhile is accepted, answered and made, once; nothing ends.
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { dana, type Place } from './kit/bot.ts';
import { type BotProcess, startBotProcess } from './kit/bot-process.ts';
import { type Connector, startConnector } from './kit/connector.ts';
import { openSilentProxy, type SilentProxy } from './kit/silent-proxy.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let connector: Connector;
let proxy: SilentProxy;
let direct: Redis;
let bot: BotProcess;
beforeAll(async () => {
  world = await openWorld();
  await world.runner();
  connector = await startConnector();
  proxy = await openSilentProxy(world.redis.port);
  direct = new Redis(world.redis.url);
  bot = await startBotProcess(
    { databaseUrl: world.databaseUrl, redis: { url: `redis://127.0.0.1:${proxy.port}` } },
    connector,
  );
});
afterAll(async () => {
  await bot?.end();
  direct?.disconnect();
  await proxy?.close();
  await connector?.close();
  await world?.close();
});
beforeEach(() => proxy.heal());

/** The connections that hear channels, or all others that are not ours; those of the runner do no harm. */
async function portsOf(hearing: boolean): Promise<readonly number[]> {
  const clients = String(await direct.client('LIST'))
    .trim()
    .split('\n');
  const fits = clients.filter((line) => hearing === !/ sub=0 /.test(line));
  return fits.map((line) => Number(/ addr=[^ ]*:(\d+) /.exec(line)?.[1]));
}

/** Of those, the ones that go through the proxy. */
async function silence(hearing: boolean): Promise<void> {
  let silent = 0;
  for (const port of await portsOf(hearing)) {
    try {
      proxy.silenceOne(port);
      silent += 1;
    } catch {
      // Somebody else's.
    }
  }
  expect(silent).toBeGreaterThan(0);
}

const silences: Readonly<Record<string, () => Promise<void>>> = {
  'every connection': async () => proxy.silenceAll(),
  'the connections by which it asks': () => silence(false),
  'the connections by which it hears': () => silence(true),
  'every new connection, after the old ones have broken': async () => {
    proxy.silenceNew();
    for (const port of [...(await portsOf(true)), ...(await portsOf(false))])
      await direct.call('CLIENT', 'KILL', 'ADDR', `127.0.0.1:${port}`, 'SKIPME', 'yes').catch(() => undefined);
  },
};

it.each(Object.keys(silences))('%s is silent: what is asked for is made all the same, once', async (what) => {
  const place: Place = { id: `a:silence-${what.length}`, kind: 'personal' };
  await silences[what]?.();
  await bot.say(dana, 'run TB 2024-03 for 111111', place);
  await bot.until(place, (text) => text.includes('TIED'));
  await bot.until(place, (text) => text.includes('file.consent'));
  expect(connector.shown(place.id)).toHaveLength(2);
  proxy.heal();
  await bot.say(dana, 'run TB 2024-02 for 111111', place);
  await expect.poll(() => connector.shown(place.id).length).toBe(4);
  expect(bot.child.process.exitCode).toBeNull();
});
