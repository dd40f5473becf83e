// What one person may have at the same time: open runs and calls; told with 429, when to come again, and in plain words in the chat.
import { randomUUID } from 'node:crypto';
import { problemMediaType, problemSchema } from '@repsys/core';
import { accept } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submit } from '../../../sandbox/src/main-job.ts';
import { type Chatter, chatOf, startTestBot, type TestBot } from '../../../test/kit/bot.ts';
import { companies, openTabWorld, report, type TabWorld, type Who } from './testing/tab-world.ts';

let tab: TabWorld;
beforeAll(async () => {
  tab = await openTabWorld({ RUNS_PER_PERSON: '3', TAB_CALLS_PER_S: '20' });
});
afterAll(() => tab?.close());

const wish = (month: number, year = 2024) => ({
  report: 'TB',
  company: companies.own,
  from: year * 100 + month,
  to: year * 100 + month,
});
const ask = (who: Who, month: number, key: string = randomUUID()) =>
  tab.call('ask', who, { body: wish(month), headers: { 'idempotency-key': key } });
const openOf = async (person: string): Promise<number> => {
  const { rows } = await tab.world.database.pool.query(
    `select count(distinct run.id)::integer as open from record.run join record.request on request.run = run.id
     where run.status in ('queued', 'running') and request.person = $1`,
    [person],
  );
  return rows[0].open;
};

describe('the open runs of one person', () => {
  it('are as many as is set, however many are asked for at the same moment', async () => {
    const answers = await Promise.all([1, 2, 3, 4, 5].map((month) => ask('requester', month)));
    const refused = answers.filter(({ status }) => status === 429);
    expect([answers.length - refused.length, refused.length, await openOf('requester')]).toEqual([3, 2, 3]);
    const { headers, body } = refused[0] ?? expect.fail();
    expect(headers.get('content-type')).toContain(problemMediaType);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(problemSchema.parse(body)).toMatchObject({
      status: 429,
      code: 'REQUEST_TOO_MANY',
      detail: 'You have 3 reports waiting or running, and 3 is the most for one person.',
      move: expect.stringContaining('cancel a run'),
    });
  });

  it('do not count for others, nor against joining a run that is open', async () => {
    const { rows } = await tab.world.database.pool.query(`select parameters from record.run where status = 'queued'`);
    const month = Number(rows[0].parameters.from) % 100;
    expect((await ask('requester', month)).status).toBe(201);
    for (const free of [1, 2, 3]) expect((await ask('colleague', free)).status).toBe(201);
    expect(await openOf('requester')).toBe(3);
  });

  it('do not count against the same wish once more', async () => {
    const key = randomUUID();
    await tab.world.database.pool.query(`update record.run set status = 'cancelled', finished_at = now()`);
    const first = await ask('requester', 1, key);
    for (const month of [2, 3]) expect((await ask('requester', month)).status).toBe(201);
    await tab.world.database.pool.query(
      `update record.run set status = 'cancelled', finished_at = now() where id = $1`,
      [(first.body as { run: number }).run],
    );
    expect((await ask('requester', 4)).status).toBe(201);
    expect(await ask('requester', 1, key)).toMatchObject({
      status: 201,
      body: { run: (first.body as { run: number }).run },
    });
  });

  it('count when a failed run is resumed, and when a run is asked for again', async () => {
    const run = await tab.run({ status: 'failed', who: 'requester' });
    expect(await openOf('requester')).toBe(3);
    for (const name of ['resume', 'again'] as const)
      expect((await tab.call(name, 'requester', { params: { run } })).status).toBe(429);
  });

  it('are told on the command line in the same words', async () => {
    const { database, redis } = tab.world;
    const parameters = { from: 202301, to: 202301, allowUntied: false };
    const request = {
      report: report.id,
      company: companies.own,
      requester: 'ada',
      source: 'command-line',
      channel: 'download',
    };
    for (let month = 1; month <= 20; month += 1)
      await accept(database, {
        ...request,
        parameters: { ...parameters, from: 202200 + month, to: 202300 + month },
      } as never);
    const more = submit({ database, redisUrl: redis.url }, { ...request, parameters } as never);
    await expect(more).rejects.toMatchObject({
      code: 'REQUEST_TOO_MANY',
      message: 'You have 20 reports waiting or running, and 20 is the most for one person.',
    });
  });
});

describe('in the chat', () => {
  const mia: Chatter = { id: '55555555-5555-4555-8555-555555555555', name: 'Mia Larsen' };
  let bot: TestBot;
  beforeAll(async () => {
    bot = await startTestBot(tab.world, { RUNS_PER_PERSON: '1' });
  });
  afterAll(() => bot?.close());

  it('somebody who has enough under way is told so in plain words', async () => {
    await bot.say(mia, `run TB 2024-01 for ${companies.other}`);
    await bot.say(mia, `run TB 2024-02 for ${companies.other}`);
    const told = await bot.until(chatOf(mia), (text) => text.includes('the most for one person'));
    expect(JSON.stringify(told.activity)).toContain('You have 1 report waiting or running');
    expect(await openOf(mia.id)).toBe(1);
  });
});

describe('the calls of one person', () => {
  it('are let through up to a burst, then refused with the time to wait; a colleague is not kept out', async () => {
    const answers = await Promise.all(Array.from({ length: 400 }, () => tab.call('me', 'auditor')));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 429]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(200);
    const refused = answers.find(({ status }) => status === 429) ?? expect.fail();
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(refused.body).toMatchObject({ code: 'REQUEST_TOO_MANY', status: 429 });
    expect((await tab.call('me', 'operator')).status).toBe(200);
  });
});
