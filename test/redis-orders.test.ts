// A bot and a runner as processes, begun in every state of Redis, that go on into every other: they answer, and what is asked for is made.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, it as test } from 'vitest';
import { findServer } from '../sandbox/src/world/redis.ts';
import { dana, type Place } from './kit/bot.ts';
import { type BotProcess, startBotProcess } from './kit/bot-process.ts';
import { type Connector, startConnector } from './kit/connector.ts';
import { createDatabase } from './kit/database.ts';
import type { OwnProcess } from './kit/own-process.ts';
import { openRedisInStates, type RedisInStates, redisStates } from './kit/redis-states.ts';
import { startRunnerProcess } from './kit/runner-process.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

/** Longer than any client of ours waits before it gives its connection up. */
const restMs = 5_000;
/** As a cluster asks whether a bot is ready, only more often. */
const probeMs = 250;
const orders = redisStates.flatMap((first) =>
  redisStates.filter((second) => second !== first).map((second) => [first, second] as const),
);
const it = test.skipIf((await findServer()) === undefined);

let world: TestWorld;
let connector: Connector;
beforeAll(async () => {
  world = await openWorld();
  connector = await startConnector();
});
afterAll(async () => {
  await connector?.close();
  await world?.close();
});

/** A database and a Redis, and the processes begun on them: those of one test, which ends them. */
type Scene = {
  readonly redis: RedisInStates;
  startBot(): Promise<BotProcess>;
  startRunner(): Promise<void>;
  kill(process: OwnProcess): Promise<void>;
  /** The last words of those that have ended by themselves. */
  dead(): readonly string[];
};

let places = 0;

async function openScene(onTestFinished: (end: () => Promise<void>) => void): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-orders-'));
  const redis = await openRedisInStates(join(folder, 'redis'));
  const database = await createDatabase();
  const ground = { databaseUrl: database.url, redis };
  const processes = new Set<OwnProcess>();
  const probes: NodeJS.Timeout[] = [];
  onTestFinished(async () => {
    for (const probe of probes) clearInterval(probe);
    for (const each of processes) await each.end();
    await redis.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    redis,
    async startBot() {
      const bot = await startBotProcess(ground, connector);
      processes.add(bot);
      probes.push(setInterval(() => void fetch(`${bot.url}/health/ready`).catch(() => undefined), probeMs));
      return bot;
    },
    async startRunner() {
      const own = { DATABASE_URL: database.url, REDIS_URL: redis.url, RUNNER_FOLDER: join(folder, 'runner') };
      processes.add(await startRunnerProcess(world, 'runner', own));
    },
    async kill(process) {
      processes.delete(process);
      await process.end();
    },
    dead: () =>
      [...processes].filter(({ child }) => child.process.exitCode !== null).flatMap(({ lines }) => lines.slice(-9)),
  };
}

/** Asks in a chat of its own. */
async function ask(bot: BotProcess, month: string): Promise<Place> {
  places += 1;
  const place: Place = { id: `a:order-${places}`, kind: 'personal' };
  await bot.say(dana, `run TB ${month} for 111111`, place);
  return place;
}

/** One card and one file for each that was asked. */
async function untilDelivered({ dead }: Scene, bot: BotProcess, asked: readonly Place[]): Promise<void> {
  for (const { id } of asked) {
    await bot.until({ id, kind: 'personal' }, (text) => text.includes('file.consent') || dead().length > 0);
    await bot.until({ id, kind: 'personal' }, (text) => text.includes('TIED') || dead().length > 0);
    if (dead().length > 0) throw new Error(`A process has ended:\n${dead().join('\n')}`);
    const shown = connector.shown(id).map(({ activity }) => JSON.stringify(activity));
    const cards = shown.filter((text) => text.includes('TIED'));
    const files = shown.filter((text) => text.includes('file.consent'));
    if (cards.length !== 1 || files.length !== 1) throw new Error(`Not one card and one file:\n${shown.join('\n')}`);
  }
}

describe.concurrent('a bot and a runner', { timeout: 400_000 }, () => {
  it.for(orders)(
    'that begin while Redis is %s, then find it %s, then up',
    async ([first, second], { onTestFinished }) => {
      const scene = await openScene(onTestFinished);
      const { redis, startBot, startRunner } = scene;
      await redis.become(first);
      const [bot] = await Promise.all([startBot(), startRunner()]);
      const asked = [await ask(bot, '2024-02')];
      await delay(restMs);
      await redis.become(second);
      await delay(restMs);
      asked.push(await ask(bot, '2024-03'));
      await redis.become('up');
      await untilDelivered(scene, bot, asked);
      await untilDelivered(scene, bot, [await ask(bot, '2024-04')]);
    },
  );

  it('outlive a Redis that hangs just when one bot has been killed and another has begun', async ({
    onTestFinished,
  }) => {
    const scene = await openScene(onTestFinished);
    const { redis, startBot, startRunner } = scene;
    await redis.become('up');
    const [first, second] = await Promise.all([startBot(), startBot(), startRunner()]);
    await untilDelivered(scene, second, [await ask(second, '2024-02')]);
    await scene.kill(first);
    const starting = startBot();
    await delay(2_500);
    await redis.become('hung');
    const third = await starting;
    const asked = [await ask(second, '2024-03'), await ask(third, '2024-04')];
    await delay(11_000);
    await redis.become('up');
    await untilDelivered(scene, third, asked);
  });
});
