// What no version of ours has written, on every channel, in the queue and under every key of Redis: it is dropped and counted, and nothing ends.
import { redisKey } from '@repsys/core/node';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../sandbox/src/world/free-port.ts';
import { dana } from './kit/bot.ts';
import { type BotProcess, startBotProcess } from './kit/bot-process.ts';
import { type Connector, startConnector } from './kit/connector.ts';
import { type RunnerProcess, startRunnerProcess } from './kit/runner-process.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const event = { run: 1, company: 111111, status: 'running' };
/** Some of it is what a version to come might say. */
const garbage: readonly string[] = [
  '',
  'not json',
  'null',
  '[]',
  '{}',
  '"12"',
  '-1',
  '1.5',
  '1e999',
  '\u0000\uffff',
  '{"__proto__":{"run":1}}',
  JSON.stringify({ ...event, status: 'sleeping' }),
  JSON.stringify({ ...event, run: 'one' }),
  JSON.stringify({ ...event, step: 3 }),
  `[${'['.repeat(50_000)}`,
  'x'.repeat(1_000_000),
];
const company = 111111;

let world: TestWorld;
let connector: Connector;
let bot: BotProcess;
let runner: RunnerProcess;
let direct: Redis;
let ports: readonly number[];
beforeAll(async () => {
  world = await openWorld();
  connector = await startConnector();
  direct = new Redis(world.redis.url);
  ports = [await freePort(), await freePort()];
  const [botPort = 0, runnerPort = 0] = ports;
  [bot, runner] = await Promise.all([
    startBotProcess(world, connector, { BOT_METRICS_PORT: String(botPort) }),
    startRunnerProcess(world, 'runner', { RUNNER_HTTP_PORT: String(runnerPort) }),
  ]);
});
afterAll(async () => {
  await bot?.end();
  await runner?.end();
  direct?.disconnect();
  await connector?.close();
  await world?.close();
});

/** How many messages of a channel both have dropped. */
async function dropped(channel: string): Promise<number> {
  const pages = ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  const line = new RegExp(`repsys_messages_dropped_total{channel="${channel}",reason="unknown"} (\\d+)`);
  return (await Promise.all(pages)).reduce((sum, page) => sum + Number(line.exec(page)?.[1] ?? 0), 0);
}

/** A job as the library of the queue keeps it. */
async function putJob(id: string, data: string): Promise<void> {
  const key = redisKey('runs');
  await direct.hset(`${key}:${id}`, { name: 'run', data, opts: '{}', timestamp: 0, delay: 0, priority: 0 });
  await direct.lpush(`${key}:wait`, id);
  await direct.zadd(`${key}:marker`, 0, '0');
}

it('is dropped and counted, nobody ends, and what is asked for afterwards is made and shown step by step', async () => {
  const subscribed = async () => ((await direct.pubsub('CHANNELS')) as string[]).sort();
  await expect.poll(subscribed).toEqual(['cancel', 'progress', 'pulse'].map((name) => redisKey(name)));
  for (const channel of await subscribed()) for (const text of garbage) await direct.publish(channel, text);
  for (const channel of ['cancel', 'progress']) await expect.poll(() => dropped(channel)).toBe(garbage.length);

  const jobs = ['{"run":"one"}', '{"run":-1}', '{}', 'null', '[]'];
  for (const [index, data] of jobs.entries()) await putJob(`odd-${index}`, data);
  await expect.poll(() => dropped('runs')).toBe(jobs.length);
  await putJob('no-json', 'not json');

  const keys = [
    ['mutex', company],
    ['runners', 'seen'],
    ['canary', 'seen'],
    ['sends', `a:1-${dana.id}`],
  ] as const;
  for (const key of keys) await direct.set(redisKey(...key), 'not ours');

  await bot.say(dana, `run TB 2024-03 for ${company}`);
  const place = { id: `a:1-${dana.id}`, kind: 'personal' } as const;
  await bot.until(place, (text) => text.includes('TIED'));
  await bot.until(place, (text) => text.includes('file.consent'));
  expect([bot.child.process.exitCode, runner.child.process.exitCode]).toEqual([null, null]);
});
