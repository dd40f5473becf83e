// Somebody comes to a group or leaves it: every bot forgets at once who was there.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityFrom, dana, omar, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import { openRecorder, type Recorder } from './kit/recorded-runs.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let recorder: Recorder;
let bot: TestBot;
let other: TestBot;

beforeAll(async () => {
  world = await openWorld();
  recorder = openRecorder(world);
  const list = join(world.folder, 'access.json');
  const role = { roles: ['requester'], companies: [111111] };
  const people = [dana, omar].map(({ id }) => ({ person: id, ...role }));
  writeFileSync(list, JSON.stringify({ people }));
  bot = await startTestBot(world, { BOT_ACCESS_FILE: list });
  other = await startTestBot(world, { BOT_ACCESS_FILE: list }, { connector: bot.connector });
});
afterAll(async () => {
  await other?.close();
  await bot?.close();
  recorder?.close();
  await world?.close();
});

const stranger = 'd0a00000-0000-4000-8000-000000000006';
const group: Place = { id: '19:finance@thread.v2', kind: 'groupChat' };
const team = { group: 'a2c1f0de-0000-4000-8000-000000000007', channel: '19:finance@thread.tacv2' };
const thread: Place = { id: `${team.channel};messageid=7`, kind: 'channel', team };

/** What a bot answers in a place about what is queued. */
async function queueBy(each: TestBot, place: Place): Promise<string> {
  const before = bot.connector.shown(place.id).length;
  await each.say(dana, '<at>Reports</at> queue', place);
  // The run's own card may come at any time.
  const since = bot.connector
    .shown(place.id)
    .slice(before)
    .map(({ activity }) => JSON.stringify(activity));
  return since.filter((text) => text.includes('"text":"Queue"')).join();
}

const added = { membersAdded: [{ id: '29:somebody' }] };
const removed = { membersRemoved: [{ id: '29:somebody' }] };
const update = (place: Place, more: object) =>
  bot.post({ ...activityFrom(bot.connector.url, omar, place), type: 'conversationUpdate', ...more });

describe.each([
  { what: 'a group', place: group, event: group },
  // Teams tells of a team's members in its first channel, whatever thread was spoken in.
  { what: 'a team', place: thread, event: { ...thread, id: '19:general@thread.tacv2' } },
])('the members of $what', ({ place, event }) => {
  it('are forgotten in all bots when one of them hears that somebody has come or gone', async () => {
    bot.connector.members.set(place.id, [dana.id, omar.id]);
    const { run } = await recorder.asked(dana, place);
    for (const each of [bot, other]) expect(await queueBy(each, place)).toContain(`· run ${run}"`);
    bot.connector.members.set(place.id, [dana.id, omar.id, stranger]);
    await update(event, added);
    for (const each of [bot, other]) expect(await queueBy(each, place)).not.toContain(`· run ${run}"`);
    bot.connector.members.set(place.id, [dana.id, omar.id]);
    await update(event, removed);
    for (const each of [bot, other]) expect(await queueBy(each, place)).toContain(`· run ${run}"`);
  });
});

it('members of a team are forgotten by an event of the team that names nobody', async () => {
  bot.connector.members.set(thread.id, [dana.id, omar.id]);
  const { run } = await recorder.asked(dana, thread);
  expect(await queueBy(other, thread)).toContain(`· run ${run}"`);
  bot.connector.members.set(thread.id, [dana.id, stranger]);
  const { channelData } = activityFrom(bot.connector.url, omar, thread);
  await update(thread, { channelData: { ...channelData, eventType: 'teamMemberAdded' } });
  expect(await queueBy(other, thread)).not.toContain(`· run ${run}"`);
});
