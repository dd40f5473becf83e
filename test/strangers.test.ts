// Who is not of the organization: guests, people of other tenants, people without an account, shared channels. Rights for everybody are not theirs.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityFrom, dana, omar, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import type { MemberRecord } from './kit/connector.ts';
import { openRecorder, type Recorder } from './kit/recorded-runs.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let recorder: Recorder;
let bot: TestBot;

beforeAll(async () => {
  world = await openWorld();
  recorder = openRecorder(world);
  const list = join(world.folder, 'access.json');
  const people = [{ person: '*', roles: ['requester'], companies: [111111] }];
  writeFileSync(list, JSON.stringify({ people }));
  bot = await startTestBot(world, { BOT_ACCESS_FILE: list, BOT_TENANT_ID: 'tenant' });
});
afterAll(async () => {
  await bot?.close();
  recorder?.close();
  await world?.close();
});

const ivo = 'd0a00000-0000-4000-8000-000000000006';
const member: MemberRecord = { id: '29:ivo', objectId: ivo, tenantId: 'tenant', userRole: 'user' };
const others: readonly { readonly what: string; readonly record: MemberRecord }[] = [
  { what: 'a guest', record: { ...member, userRole: 'guest' } },
  { what: 'somebody of another tenant', record: { ...member, tenantId: 'another-tenant' } },
  { what: 'an anonymous guest of the meeting', record: { id: '29:ivo', tenantId: 'tenant', userRole: 'anonymous' } },
  { what: 'somebody without an object id', record: { id: ivo, tenantId: 'tenant', userRole: 'user' } },
  { what: 'somebody of whom no tenant is told', record: { id: '29:ivo', objectId: ivo } },
];
let places = 0;
const place = (kind: Place['kind']): Place => {
  places += 1;
  return { id: `19:strangers-${places}`, kind };
};
const requests = async (): Promise<number> =>
  (await world.database.pool.query<{ n: number }>('select count(*)::int as n from record.request')).rows[0]?.n ?? 0;
const shown = ({ id }: Place) => JSON.stringify(bot.connector.shown(id).map(({ activity }) => activity));

describe('what a group reads', () => {
  it('is everything where all are members of the organization', async () => {
    const group = place('groupChat');
    bot.connector.members.set(group.id, [dana.id, omar.id, member]);
    await bot.meet(dana, group);
    const { run } = await recorder.asked(dana, group);
    await bot.until(group, (text) => text.includes(`run ${run}`) && text.includes('· 111111 ·'));
  });

  it.each(others)('is less as soon as $what reads along', async ({ record }) => {
    const group = place('groupChat');
    bot.connector.members.set(group.id, [dana.id, record]);
    await bot.meet(dana, group);
    const { run } = await recorder.asked(dana, group);
    await bot.until(group, (text) => text.includes(`run ${run}`) && text.includes('Not everyone in this chat'));
    expect(shown(group)).not.toContain('· 111111 ·');
  });
});

describe('somebody in a chat of their own', () => {
  const who = { id: ivo, name: 'Ivo' };

  it('may ask as a member of the organization', async () => {
    const chat = place('personal');
    bot.connector.members.set(chat.id, [member]);
    await bot.meet(who, chat);
    const { run } = await recorder.asked(who, chat);
    await bot.say(who, `cancel ${run}`, chat);
    expect(shown(chat)).toContain(`Run ${run} has been cancelled.`);
  });

  it.each(others)('has no rights as $what', async ({ record }) => {
    const chat = place('personal');
    bot.connector.members.set(chat.id, [record]);
    await bot.meet(who, chat);
    const { run } = await recorder.asked(who, chat);
    await bot.say(who, `cancel ${run}`, chat);
    expect(shown(chat)).toContain(`There is no run ${run}.`);
  });

  it('is not believed to be whom Teams’ own id of them names', async () => {
    const chat = place('groupChat');
    const before = await requests();
    const { from, ...activity } = activityFrom(bot.connector.url, dana, chat);
    const message = { ...activity, type: 'message', text: 'run TB 2024-03 for 111111' };
    await bot.post({ ...message, from: { id: dana.id, name: from.name } });
    expect(shown(chat)).toContain('Teams does not tell me who you are');
    expect(await requests()).toBe(before);
  });
});

describe('a shared channel', () => {
  const channel = place('channel');
  const activity = () => {
    const { channelData, ...rest } = activityFrom(bot.connector.url, dana, channel);
    return { ...rest, channelData: { ...channelData, channel: { id: channel.id, type: 'shared' } } };
  };

  it('gets one sentence and nothing else, and nothing is kept of it', async () => {
    const before = await requests();
    await bot.post({ ...activity(), type: 'message', text: 'run TB 2024-03 for 111111' });
    expect(shown(channel)).toContain('I do not work in shared channels');
    const action = { type: 'Action.Execute', verb: 'say', data: { command: 'run TB 2024-03 for 111111' } };
    const { body } = await bot.post({ ...activity(), type: 'invoke', name: 'adaptiveCard/action', value: { action } });
    expect(JSON.stringify(body)).toContain('I do not work in shared channels');
    expect(await requests()).toBe(before);
    const { rows } = await world.database.pool.query('select from record.conversation where id = $1', [channel.id]);
    expect(rows).toEqual([]);
  });
});
