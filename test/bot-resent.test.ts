// A message that a bot had in hand when it died: Teams sends it again, to another bot, and it is accepted there at once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dana, type Place } from './kit/bot.ts';
import { type BotProcess, startBotProcess } from './kit/bot-process.ts';
import { type Connector, startConnector } from './kit/connector.ts';
import { endWaiting, openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let connector: Connector;
let bots: readonly BotProcess[] = [];
beforeAll(async () => {
  world = await openWorld();
  await world.runner();
  connector = await startConnector();
  bots = await Promise.all([startBotProcess(world, connector), startBotProcess(world, connector)]);
});
afterAll(async () => {
  for (const bot of bots) await bot.end();
  await connector?.close();
  await world?.close();
});

const [place, other]: readonly Place[] = ['a:resent', 'a:resent-words'].map((id) => ({ id, kind: 'personal' }));

it('what a dead bot had in hand is accepted when it is sent again: one request, one card, one file', async () => {
  const [first, second] = bots;
  if (!first || !second || !place) throw new Error('no bots');
  await first.meet(dana, place);
  const client = await world.database.pool.connect();
  await client.query('begin');
  await client.query('set local idle_in_transaction_session_timeout = 0');
  await client.query('lock table record.request in share mode');
  const id = randomUUID();
  const lost = first.say(dana, 'run TB 2024-03 for 111111', place, id).catch(() => 'lost');
  const text = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%insert into record.run %' and datname = current_database()`;
  await expect.poll(async () => (await world.database.pool.query(text)).rows.length).toBeGreaterThan(0);
  await first.end();
  await endWaiting(world, 'insert into record.run ');
  await client.query('rollback');
  client.release();
  expect(await lost).toBe('lost');
  const asked = 'select count(*)::int as asked from record.request';
  expect((await world.database.pool.query(asked)).rows).toEqual([{ asked: 0 }]);
  await second.say(dana, 'run TB 2024-03 for 111111', place, id);
  await second.say(dana, 'run TB 2024-03 for 111111', place, id);
  await second.until(place, (shown) => shown.includes('TIED'));
  await second.until(place, (shown) => shown.includes('file.consent'));
  expect((await world.database.pool.query(asked)).rows).toEqual([{ asked: 1 }]);
  expect(connector.shown(place.id)).toHaveLength(2);
});

it('what is answered in words is answered once, however often and at once it is sent', async () => {
  const [, bot] = bots;
  if (!bot || !other) throw new Error('no bots');
  await bot.meet(dana, other);
  const id = randomUUID();
  await Promise.all([1, 2, 3].map(() => bot.say(dana, 'help', other, id)));
  await bot.say(dana, 'help', other, id);
  expect(connector.shown(other.id)).toHaveLength(1);
});
