// Two hundred runs end in one group chat at one instant: every card tells how its run ended, within what Teams allows a bot to write.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dana, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import type { Connector } from './kit/connector.ts';
import { openRecorder, type RecordedRun, type Recorder } from './kit/recorded-runs.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const runs = 200;
/** 200 edits at 60 in 30 s take at least 70 s; the bot stays a little below that pace. */
const patienceMs = 145_000;
const place: Place = { id: '19:load@thread.v2', kind: 'groupChat' };

let world: TestWorld;
let recorder: Recorder;
let bots: readonly TestBot[];
let connector: Connector;

beforeAll(async () => {
  world = await openWorld();
  recorder = openRecorder(world);
});
afterAll(async () => {
  await Promise.all((bots ?? []).map(({ bot }) => bot.stop()));
  await connector?.close();
  recorder?.close();
  await world?.close();
});

/** Cards as they stand while their runs are at work: posted long ago, and not due. */
async function postedCards(): Promise<readonly RecordedRun[]> {
  const asked: RecordedRun[] = [];
  for (let count = 0; count < runs; count += 1) asked.push(await recorder.asked(dana, place));
  const ids = asked.map(() => connector.place(place.id, { text: 'at work' }).id);
  await world.database.pool.query(
    `update record.card set activity = given.id, posted_at = clock_timestamp(), edited_at = clock_timestamp(),
       due_at = clock_timestamp() + interval '1 hour'
     from unnest($1::int[], $2::text[]) given (request, id) where card.request = given.request`,
    [asked.map(({ request }) => request), ids],
  );
  return asked;
}

async function unsettled(): Promise<number> {
  const { rows } = await world.database.pool.query('select count(*)::int from record.card where not settled');
  return rows[0].count;
}

describe('two hundred runs that end in one conversation', () => {
  it(
    'are all told of on their cards by two bots that keep to what Teams allows, and a question in between is answered',
    async () => {
      const before = await startTestBot(world);
      connector = before.connector;
      await before.meet(dana, place);
      await before.bot.stop();
      const asked = await postedCards();
      bots = await Promise.all([startTestBot(world, {}, { connector }), startTestBot(world, {}, { connector })]);
      for (const run of asked) await recorder.ended(run, 'failed');
      await world.database.pool.query('update record.card set due_at = clock_timestamp()');
      await bots[0]?.say(dana, 'help', place);
      for (const end = Date.now() + patienceMs; Date.now() < end && (await unsettled()) > 0; ) await delay(250);
      const shown = connector.shown(place.id);
      const told = shown.filter(({ activity }) => JSON.stringify(activity).includes('Plex answered with a fault'));
      expect(told).toHaveLength(runs);
      expect(shown).toHaveLength(runs + 1);
      expect(connector.busiest(place.id, 1_000)).toBeLessThanOrEqual(7);
      expect(connector.busiest(place.id, 2_000)).toBeLessThanOrEqual(8);
      expect(connector.busiest(place.id, 30_000)).toBeLessThanOrEqual(60);
      expect(connector.calls.filter(({ method }) => method === 'PUT').length).toBeLessThanOrEqual(runs + 10);
    },
    patienceMs + 60_000,
  );
});
