// Redis with Sentinel, over TLS and with users that may do only what they need: its primary is lost in every way, and no run is.
import { redisKey } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HealthReport } from '../bot/src/api/health.ts';
import { findServer } from '../sandbox/src/world/redis.ts';
import { type Chatter, dana, omar, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import { type Drive, startDrive } from './kit/drive.ts';
import { type RunnerProcess, startRunnerProcess, untilStep } from './kit/runner-process.ts';
import { type RedisNode, type SentinelSet, startSentinelSet } from './kit/sentinel.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const hasRedis = (await findServer())?.endsWith('redis-server') ?? false;
const [company, otherCompany] = [111111, 222222];
/** From a new primary to a new wish at work; a machine that is busy with other things has more by this many times of what it needs undisturbed. */
const mostMs = 10_000;
const slowness = 10;
let usualMs = 0;

let set: SentinelSet;
let world: TestWorld;
let drive: Drive;
let runner: RunnerProcess;
let bot: TestBot;

beforeAll(async () => {
  if (!hasRedis) return;
  [set, world, drive] = await Promise.all([startSentinelSet(), openWorld(), startDrive()]);
  runner = await startRunnerProcess(world, 'runner', { ...set.settings, PLEX_TIMEOUT_S: '60' });
  bot = await startTestBot(world, { ...set.settings, BOT_METRICS_PORT: '0', BOT_FILE_HOSTS: drive.host });
  const { startedAt, acceptedAt } = await world.ended((await ask(omar, otherCompany)).run);
  usualMs = (startedAt ?? Number.POSITIVE_INFINITY) - acceptedAt;
});
afterAll(async () => {
  await bot?.close();
  await runner?.end();
  await drive?.close();
  await world?.close();
  await set?.close();
});

type Wish = { readonly who: Chatter; readonly place: Place; readonly run: number };

let asked = 0;
/** Each wish has a chat and a month of its own, so that nothing is joined. */
async function ask(who: Chatter, of: number): Promise<Wish> {
  asked += 1;
  const place: Place = { id: `a:sentinel-${asked}`, kind: 'personal' };
  await bot.say(who, `run TB 2023-${String(asked).padStart(2, '0')} for ${of}`, place);
  const text = 'select run from record.request where conversation = $1';
  const { rows } = await world.database.pool.query(text, [place.id]);
  expect(rows).toHaveLength(1);
  return { who, place, run: rows[0].run };
}

/** A run that is accepted and rung for: the runner is held still, so that it does not take it. */
async function accepted(): Promise<Wish> {
  runner.signal('SIGSTOP');
  return ask(dana, company);
}

/** A run in hand: Plex takes its time for the first step. */
async function begun(): Promise<Wish> {
  await world.fault('slow', { key: '18001', company: String(company), times: 1, delayMs: 3_000 });
  const wish = await ask(dana, company);
  await untilStep(world, wish.run, 'AccountingYearCategoryType', ['running']);
  return wish;
}

/** How many connections bot and runner have at the primary, how many of them hear what, and how much was refused to them. */
async function guests(): Promise<object> {
  const node = await set.primary();
  const list = String(await node.ask('client', 'list'));
  const hearing = await node.ask('pubsub', 'numsub', redisKey('progress'), redisKey('cancel'));
  const refused = JSON.stringify(await node.ask('acl', 'log')).split('"repsys"').length - 1;
  return { clients: list.match(/ user=repsys /g)?.length, hearing, refused };
}

/** When the canary last came through the queue. */
async function canaryAt(): Promise<number> {
  const response = await fetch(`${bot.bot.watchUrl}/health/ready`);
  const { ready, canaryAgeMs } = (await response.json()) as HealthReport;
  return ready && canaryAgeMs !== null ? Date.now() - canaryAgeMs : 0;
}

/** Ended once, told on one card, and its file offered, taken and shown once. */
async function expectDeliveredOnce({ who, place, run }: Wish): Promise<void> {
  await bot.until(place, (text) => /TIED/.test(text) && text.includes('AdaptiveCard'));
  const consent = await bot.until(place, (text) => text.includes('card.file.consent'));
  const upload = drive.place();
  expect(await bot.consent(who, consent, 'accept', upload, place)).toBe(200);
  await bot.until(place, (text) => text.includes('card.file.info'));
  expect(drive.puts.filter((url) => url === upload.uploadUrl)).toHaveLength(1);
  const { posted } = bot.connector;
  const texts = posted.filter(({ conversation }) => conversation === place.id).map((each) => JSON.stringify(each));
  for (const kind of ['card.file.consent', 'card.file.info', 'card.adaptive'])
    expect(texts.filter((text) => text.includes(kind))).toHaveLength(1);
  const { rows } = await world.database.pool.query(
    `select run.status, run.starts, run.attempt, delivery.status as delivery
     from record.run join record.delivery on delivery.run = run.id where run.id = $1`,
    [run],
  );
  expect(rows).toEqual([{ status: 'succeeded', starts: 1, attempt: 1, delivery: 'confirmed' }]);
}

const kill = async (primary: RedisNode) => primary.signal('SIGKILL');
const comeBack = async (old: RedisNode) => old.restart(await set.primary());

describe.skipIf(!hasRedis)('no run is lost or made twice, everything moves again, and no connection stays dead', () => {
  it.each([
    { what: 'killed between accepted and started', before: accepted, strike: kill, after: comeBack },
    { what: 'killed in mid-run', before: begun, strike: kill, after: comeBack },
    {
      what: 'changed as planned in mid-run',
      before: begun,
      strike: () => set.failover(),
      after: async () => undefined,
    },
    {
      what: 'frozen in mid-run',
      before: begun,
      strike: async (primary: RedisNode) => primary.signal('SIGSTOP'),
      after: async (old: RedisNode) => old.signal('SIGCONT'),
    },
  ])('when the primary is $what', async ({ before, strike, after }) => {
    await set.whole();
    const primary = await set.primary();
    const everybody = await guests();
    expect(everybody).toMatchObject({ refused: 0 });
    const wish = await before();
    await strike(primary);
    try {
      runner.signal('SIGCONT');
      const [since, later] = await Promise.all([
        set.primaryAfter(primary).then(() => Date.now()),
        ask(omar, otherCompany),
      ]);
      const views = await Promise.all([wish, later].map(({ run }) => world.ended(run)));
      expect(views.map(({ verdict }) => verdict)).toEqual(['tied', 'tied']);
      expect((views[1]?.startedAt ?? Number.POSITIVE_INFINITY) - since).toBeLessThan(mostMs + slowness * usualMs);
      await Promise.all([wish, later].map(expectDeliveredOnce));
      await expect.poll(guests, { timeout: 30_000 }).toEqual(everybody);
      await expect.poll(canaryAt, { timeout: 30_000 }).toBeGreaterThan(since);
    } finally {
      await after(primary);
    }
  });

  it('and a runner that is asked to end while there is no primary ends', async () => {
    (await set.primary()).signal('SIGKILL');
    runner.signal('SIGTERM');
    expect(await runner.child.exited).toBe(0);
  });
});
