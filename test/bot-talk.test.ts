// What people write to the bot and what it answers, on real servers: asking for what is missing, mending, cancelling, resuming, joining, groups.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityFrom, chatOf, dana, omar, type Place, startTestBot, type TestBot } from './kit/bot.ts';
import type { Posted } from './kit/connector.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const leo = { id: '33333333-3333-4333-8333-333333333332', name: 'Leo Novak' };
const nobody = { id: '99999999-9999-4999-8999-999999999999', name: 'No Body' };

const tabUrl = 'https://reports.example.com/tab';

let world: TestWorld;
let bot: TestBot;

beforeAll(async () => {
  world = await openWorld();
  const access = join(world.folder, 'access.json');
  writeFileSync(
    access,
    JSON.stringify({
      people: [
        { person: dana.id, roles: ['requester'], companies: [111111, 222222] },
        { person: omar.id, roles: ['requester'], companies: [111111] },
        { person: leo.id, roles: ['operator'], companies: 'all' },
      ],
    }),
  );
  await world.runner();
  bot = await startTestBot(world, { BOT_ACCESS_FILE: access, BOT_TAB_URL: tabUrl });
  // The calendar of a company is known once something of it has run.
  await world.report({ company: 111111, from: 202402 });
});
afterAll(async () => {
  await bot?.close();
  await world?.close();
});

const place = (name: string): Place => ({ id: `a:${name}`, kind: 'personal' });
const answer = (where: Place, words: RegExp | string) =>
  bot.until(where, (text) => (typeof words === 'string' ? text.includes(words) : words.test(text)));
/** Files of other runs may be offered in the same chat. */
const offerOf = (period: string) =>
  bot.until(chatOf(dana), (text) => text.includes('card.file.consent') && text.includes(period));
const runs = async (): Promise<number> => {
  const { rows } = await world.database.pool.query('select count(*)::int as runs from record.run');
  return rows[0].runs;
};
const textOf = ({ activity }: Posted): string => JSON.stringify(activity);

describe('a wish with something missing', () => {
  it('is answered with a card that asks for exactly that', async () => {
    const where = place('missing-company');
    await bot.say(dana, 'run TB 2024-03', where);
    const card = await answer(where, 'Input.ChoiceSet');
    expect(textOf(card)).toContain('"id":"company"');
    expect(textOf(card)).not.toContain('"id":"from"');
    expect(textOf(card)).not.toContain('"id":"report"');
    await bot.press(dana, card, 'Run', { company: '111111' }, where);
    await answer(where, /TIED/);
  });

  it('is one request however often its card is sent', async () => {
    const where = place('asked-twice');
    await bot.say(dana, 'run TB 2024-01', where);
    const card = await answer(where, 'Input.ChoiceSet');
    const before = await runs();
    await Promise.all([1, 2, 3].map(() => bot.press(dana, card, 'Run', { company: '111111' }, where)));
    await answer(where, /TIED/);
    expect(await runs()).toBe(before + 1);
  });

  it('asks for periods with the calendar of the company, its last closed month chosen', async () => {
    const where = place('missing-periods');
    await bot.say(omar, 'run tb', where);
    const card = textOf(await answer(where, 'Input.ChoiceSet'));
    expect(card).not.toContain('"id":"company"');
    expect(card).toContain('2024-05 · open');
    expect(card).toContain('"placeholder":"Choose one","value":"2024-04"');
  });

  it('does not take the answer of somebody else', async () => {
    const where = place('foreign-answer');
    await bot.say(dana, 'run TB 2023-05', where);
    const card = await answer(where, 'Input.ChoiceSet');
    const before = await runs();
    const shown = JSON.stringify(await bot.press(leo, card, 'Run', { company: '111111' }, where));
    expect(shown).toContain('made for somebody else');
    expect(await runs()).toBe(before);
  });
});

describe('a wish that is wrong', () => {
  it.each([
    ['a report that is not there', 'run PQ 2024-03', /There is no report/, 'run TB 2024-03'],
    ['a company that is not there', 'run TB 2024-03 for 999999', /no company/, 'for 111111'],
    ['a period without numbers', 'run TB 2031-01 for 111111', /2031-01/, 'run TB'],
    ['a month that does not exist', 'run TB 2024-14 for 111111', /2024-14/, 'run TB'],
  ])('%s gets one sentence and a button that repairs it', async (name, text, problem, repair) => {
    const where = place(name);
    const before = await runs();
    await bot.say(dana, text, where);
    const card = await answer(where, problem);
    expect(textOf(card)).toContain('"verb":"say"');
    expect(textOf(card)).toContain(repair);
    expect(await runs()).toBe(before);
  });

  it('is repaired by its button', async () => {
    const where = place('repaired');
    await bot.say(dana, 'run PQ 2024-02 for 111111', where);
    const card = await answer(where, /There is no report/);
    await bot.press(dana, card, 'run TB 2024-02 for 111111', {}, where);
    await answer(where, /TIED/);
  });

  it('of which nothing is understood gets suggestions, never silence', async () => {
    const where = place('nonsense');
    await bot.say(dana, 'qwertz', where);
    expect(textOf(await answer(where, 'did not understand'))).toContain('help');
    await bot.say(dana, '', place('empty'));
    await answer(place('empty'), 'run TB 2024-03');
  });

  it('of somebody without rights says whom to ask', async () => {
    const where = place('nobody');
    await bot.say(nobody, 'run TB 2024-03 for 111111', where);
    await answer(where, 'no right');
    await bot.say(omar, 'run TB 2024-03 for 222222', place('not-his'));
    await answer(place('not-his'), /no company .*222222/);
  });
});

describe('questions', () => {
  it.each([
    ['help', /run TB 2024-03/],
    ['reports', /Trial balance/],
    ['queue', /queue/i],
    ['status', /run/i],
    ['history', /Trial balance/],
  ])('%s is answered', async (command, words) => {
    const where = place(`question-${command}`);
    await bot.say(dana, command, where);
    await answer(where, words);
  });

  it('about a run of a company that is not one’s own are answered as if there was none', async () => {
    const run = await world.ask({ company: 222222, from: 202403 });
    const where = place('foreign-run');
    for (const verb of ['status', 'send', 'cancel', 'again', 'resume']) await bot.say(omar, `${verb} ${run}`, where);
    await bot.until(where, () => bot.connector.shown(where.id).length === 5);
    for (const posted of bot.connector.shown(where.id)) expect(textOf(posted)).toContain(`There is no run ${run}.`);
    await world.ended(run);
  });
});

describe('a run under way', () => {
  it('is cancelled from its card, and the card says so', async () => {
    await world.fault('hang', { key: '18005', company: '222222', times: 1 });
    const where = place('cancelled');
    await bot.say(dana, 'run TB 2023-11 for 222222', where);
    const card = await answer(where, /Step \d of 8/);
    const shown = await bot.press(dana, card, 'Cancel', {}, where);
    expect(JSON.stringify(shown)).toContain('cancelled');
    await bot.until(
      where,
      (text, { id }) => id === card.id && text.includes(`Cancelled by ${dana.name}`) && text.includes('Resume'),
    );
    await world.clearFaults();
  });

  it('that failed is resumed from its card, which says what that saves', async () => {
    await world.fault('soap-fault', { key: '4814', company: '222222', times: 1 });
    const where = place('resumed');
    await bot.say(dana, 'run TB 2023-10 for 222222', where);
    const card = await answer(where, 'Resume');
    expect(textOf(card)).toMatch(/keeps steps 1 to \d as finished/);
    expect(textOf(card)).toContain('Plex');
    await bot.press(dana, card, 'Resume', {}, where);
    await answer(where, /TIED/);
    const { rows } = await world.database.pool.query('select attempt, status from record.run order by id desc limit 1');
    expect(rows[0]).toEqual({ attempt: 2, status: 'succeeded' });
  });

  it('that two people ask for is one run, and each has a card and a file of their own', async () => {
    await world.fault('slow', { key: '18005', company: '111111', times: 1, delayMs: 8_000 });
    const before = await runs();
    await bot.say(dana, 'run TB 2023-07 for 111111', place('before-joined'));
    await answer(place('before-joined'), /Step \d of 8/);
    await bot.say(dana, 'run TB 2023-08..2023-09 for 111111', place('joined-dana'));
    await answer(place('joined-dana'), /2023-09/);
    await bot.say(omar, 'run TB 2023-08..2023-09 for 111111', chatOf(omar));
    const card = await answer(chatOf(omar), /omebody/);
    await bot.press(omar, card, 'Cancel', {}, chatOf(omar));
    expect(await runs()).toBe(before + 2);
    for (const where of [place('joined-dana'), chatOf(omar)]) {
      await answer(where, /TIED/);
      await answer(where, 'card.file.consent');
    }
  });
});

/** Two runs of 222222, asked for by Dana in a chat of her own: one has failed, one does not come on. */
async function failedAndHanging(): Promise<{ readonly failed: number; readonly hangs: number }> {
  const where = place(`failed-and-hanging-${await runs()}`);
  const newest = async (): Promise<number> =>
    (await world.database.pool.query('select max(id) as run from record.run')).rows[0].run;
  await world.fault('soap-fault', { key: '4814', company: '222222', times: 1 });
  await bot.say(dana, 'run TB 2023-04 for 222222', where);
  await answer(where, 'FAILED');
  const failed = await newest();
  await world.fault('hang', { key: '18005', company: '222222', times: 1 });
  await bot.say(dana, 'run TB 2023-03 for 222222', where);
  await answer(where, /Step \d of 8/);
  return { failed, hangs: await newest() };
}

describe('in a group', () => {
  const group: Place = { id: '19:group@thread.v2', kind: 'groupChat' };

  it('where everybody may see the company the card says all', async () => {
    const where = { ...group, id: '19:open@thread.v2' };
    bot.connector.members.set(where.id, [dana.id, omar.id]);
    await bot.say(dana, '<at>Reports</at> run TB 2024-03 for 111111', where);
    await answer(where, /TIED/);
  });

  it('a thread of a channel is read by the members of the channel', async () => {
    const where: Place = { id: '19:channel@thread.tacv2;messageid=1', kind: 'channel' };
    bot.connector.members.set('19:channel@thread.tacv2', [dana.id, omar.id]);
    await bot.say(dana, '<at>Reports</at> run TB 2024-03 for 111111', where);
    await answer(where, /TIED/);
  });

  it('where somebody may not, the card says less', async () => {
    bot.connector.members.set(group.id, [dana.id, omar.id]);
    await bot.say(dana, '<at>Reports</at> run TB 2023-12 for 222222', group);
    const card = await bot.until(group, (text) => text.includes('Run again'));
    expect(textOf(card)).not.toMatch(/TIED|checks passed/);
  });

  it('where somebody may not, an answer tells of the company no more than how its run stands', async () => {
    const where = { ...group, id: '19:narrowed@thread.v2' };
    bot.connector.members.set(where.id, [dana.id, omar.id]);
    const { failed, hangs } = await failedAndHanging();
    const commands = [`status ${failed}`, `status ${hangs}`, 'status', 'queue', 'history'];
    const wishes = ['run TB 2024-03 for nonsense', 'run TB 2024-03', 'run TB for 222222'];
    for (const each of [...commands, ...wishes]) await bot.say(dana, `<at>Reports</at> ${each}`, where);
    await answer(where, `Run ${failed} failed. Not everyone`);
    await answer(where, `Run ${hangs} is at work. Not everyone`);
    const said = bot.connector.shown(where.id).map(textOf);
    expect(said).toHaveLength(commands.length + wishes.length);
    for (const each of said) expect(each).not.toMatch(/222222|SOAP/);
    expect(said.filter((each) => each.includes('are left out. Ask me in the 1:1 chat.'))).toHaveLength(4);
    expect(said.join()).toContain('TB 2024-03 for 111111');
    await bot.say(dana, `cancel ${hangs}`, place('cancels'));
    await world.clearFaults();
  });

  it('where everybody may, an answer is the same as in one’s own chat', async () => {
    const where = { ...group, id: '19:wide@thread.v2' };
    bot.connector.members.set(where.id, [dana.id, leo.id]);
    const { failed, hangs } = await failedAndHanging();
    for (const each of [where, place('wide-own')]) {
      for (const wish of [`status ${failed}`, 'queue', 'history', 'run TB 2024-03 for nonsense'])
        await bot.say(dana, wish, each);
      const said = bot.connector.shown(each.id).map(textOf);
      expect(said).toHaveLength(4);
      for (const answered of said) expect(answered).toContain('222222');
      expect(said.join()).not.toContain('1:1 chat');
    }
    await bot.say(dana, `cancel ${hangs}`, place('cancels'));
    await world.clearFaults();
  });

  it('the file goes to the asker’s own chat while there is no library', async () => {
    const own = chatOf(dana);
    await bot.say(dana, 'help', own);
    bot.connector.members.set('19:third@thread.v2', [dana.id]);
    await bot.say(dana, '<at>Reports</at> run TB 2023-07 for 111111', { ...group, id: '19:third@thread.v2' });
    await offerOf('202307');
    expect(bot.connector.shown('19:third@thread.v2').some((posted) => textOf(posted).includes('file.consent'))).toBe(
      false,
    );
  });

  it('the card of a file that its asker declined tells nobody else what “you” did', async () => {
    const where = { ...group, id: '19:third@thread.v2' };
    await bot.consent(dana, await offerOf('202307'), 'decline');
    const card = textOf(await answer(where, 'Whoever asked has not taken the file.'));
    expect(card).not.toMatch(/\b[Yy]ou\b/);
  });

  it('the card is asked for anew by its asker alone', async () => {
    const where = { ...group, id: '19:looked-at@thread.v2' };
    bot.connector.members.set(where.id, [dana.id, omar.id]);
    await bot.say(dana, '<at>Reports</at> run TB 2023-02 for 111111', where);
    const card = await answer(where, 'TIED');
    expect(textOf(card)).toContain(`"userIds":["29:${dana.id}"]`);
    expect(JSON.stringify(await bot.refresh(dana, card, where))).toContain('TIED');
    const refusal = { statusCode: 200, value: expect.stringContaining('status') };
    expect(await bot.refresh(omar, card, where)).toMatchObject(refusal);
    await world.database.pool.query("update record.action set expires_at = now() where verb = 'refresh'");
    expect(await bot.refresh(dana, card, where)).toMatchObject(refusal);
  });

  it('whose members cannot be asked for they are not asked for again and again, and nobody is shown anything', async () => {
    const where = { ...group, id: '19:unknown@thread.v2' };
    bot.connector.fail({ method: 'GET', conversation: where.id, status: 500, times: 1_000 });
    for (const each of ['history', 'queue', 'status']) await bot.say(dana, `<at>Reports</at> ${each}`, where);
    const said = bot.connector.shown(where.id).map(textOf);
    expect(said.filter((each) => each.includes('are left out'))).toHaveLength(3);
    expect(said.join()).not.toMatch(/Company \d/);
    expect(
      bot.connector.calls.filter(({ conversation, method }) => conversation === where.id && method === 'GET'),
    ).toHaveLength(1);
  });
});

describe('the bot', () => {
  const place: Place = { id: '19:coming@thread.v2', kind: 'groupChat' };
  const activity = <More extends object>(more: More) => ({ ...activityFrom(bot.connector.url, dana, place), ...more });
  const itself = '28:bot';
  const isOpen = async (): Promise<boolean> => {
    const text = 'select 1 from record.conversation where id = $1 and dropped_at is null';
    return (await world.database.pool.query(text, [place.id])).rows.length > 0;
  };

  it('says hello with the way to the tab', async () => {
    await bot.post(activity({ type: 'installationUpdate', action: 'add' }));
    expect(textOf(await answer(place, 'Action.OpenUrl'))).toContain(tabUrl);
    expect(await isOpen()).toBe(true);
  });

  it('is out once it was removed, in whatever order Teams says so', async () => {
    await bot.post(activity({ type: 'installationUpdate', action: 'remove' }));
    expect(await isOpen()).toBe(false);
    const removed = (id: string) => bot.post(activity({ type: 'conversationUpdate', membersRemoved: [{ id }] }));
    await removed(itself);
    expect(await isOpen()).toBe(false);
    await removed('29:somebody else');
    expect(await isOpen()).toBe(true);
    await removed(itself);
    expect(await isOpen()).toBe(false);
  });

  it('takes a conversation of no known kind for one that others read', async () => {
    const { conversation, ...rest } = activity({ type: 'conversationUpdate' });
    await bot.post({ ...rest, conversation: { ...conversation, id: 'a:unknown', conversationType: 'meeting' } });
    const { rows } = await world.database.pool.query(`select kind from record.conversation where id = 'a:unknown'`);
    expect(rows).toEqual([{ kind: 'groupChat' }]);
  });
});
