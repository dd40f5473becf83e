// Words such as `last closed` mean what Plex says at this moment, and a day is the day of the company.
import { clock, freshCalendar } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatOf, dana, startTestBot, type TestBot } from './kit/bot.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const company = 111111;
let world: TestWorld;
let bot: TestBot;

beforeAll(async () => {
  world = await openWorld({ today: '2024-04-03' });
  bot = await startTestBot(world, { REPSYS_TODAY: '2024-04-10' });
});
afterAll(async () => {
  await bot?.close();
  await world?.close();
});

const asked = async () => {
  const { rows } = await world.database.pool.query(
    `select parameters ->> 'from' as period from record.run order by id desc`,
  );
  return rows.map(({ period }) => period);
};

describe('last closed', () => {
  it('is said to be understood by old knowledge where no runner can ask Plex', async () => {
    const known = await freshCalendar(world.database, company, 100);
    expect(known).toMatchObject({ calendar: [], fresh: false, readAt: null });
  });

  it('means the new month in the second request, when Plex has closed a month between the two', async () => {
    await world.runner();
    const place = chatOf(dana);
    await bot.say(dana, `run TB last closed for ${company}`, place, 'first');
    await bot.until(place, (text) => text.includes('Trial balance · 2024-02'));
    world.plex.setToday('2024-04-10');
    await bot.say(dana, `run TB last closed for ${company}`, place, 'second');
    await bot.until(place, (text) => text.includes('Trial balance · 2024-03'));
    expect(await asked()).toEqual(['202403', '202402']);
  });

  it('says how old its knowledge is where Plex does not answer', async () => {
    await world.fault('slow', { times: 'all', delayMs: 8_000 });
    const place = { id: 'a:slow', kind: 'personal' } as const;
    await bot.say(dana, `run TB last closed for ${company}`, place);
    await bot.until(place, (text) =>
      /Plex could not be asked just now: “last closed” was understood by the calendar of 20/.test(text),
    );
    await world.clearFaults();
  });
});

describe('a calendar', () => {
  it('is refreshed by itself, without any run', async () => {
    const other = await openWorld({ today: '2024-04-03' });
    try {
      await other.runner({ PLEX_CALENDAR_REFRESH_S: '1' });
      const open = () =>
        other.database.pool.query('select open from record.calendar where company = $1 and period = 202403', [company]);
      await expect.poll(async () => (await open()).rows, { timeout: 30_000 }).toEqual([{ open: true }]);
      other.plex.setToday('2024-04-10');
      await expect.poll(async () => (await open()).rows, { timeout: 30_000 }).toEqual([{ open: false }]);
    } finally {
      await other.close();
    }
  });
});

describe('today', () => {
  it('is the day of the company: half past seven in Chicago on 31 January is not 1 February', () => {
    const today = clock({}, () => new Date('2024-02-01T01:30:00Z'));
    expect([today('America/Chicago'), today('UTC'), today('Asia/Tokyo')]).toEqual([
      '2024-01-31',
      '2024-02-01',
      '2024-02-01',
    ]);
    expect(clock({ REPSYS_TODAY: '2024-05-06' })('America/Chicago')).toBe('2024-05-06');
  });

  it('comes from the time zone that the runner has published for the company', async () => {
    const { rows } = await world.database.pool.query('select company, time_zone from record.company order by company');
    expect(rows[0]).toEqual({ company, time_zone: 'UTC' });
    await world.runner({ PLEX_111111_TIME_ZONE: 'America/Chicago' });
    const again = await world.database.pool.query('select time_zone from record.company order by company');
    expect(again.rows).toEqual([{ time_zone: 'America/Chicago' }, { time_zone: 'UTC' }]);
  });
});
