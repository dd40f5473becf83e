// A month in words, in a company whose fiscal year begins in April and numbers its own periods: chat and tab mean the same month.
import { type Calendar, type Period, parseCommand } from '@repsys/core';
import { publish, publishCalendar, publishedReports, withClient } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatOf, dana, startTestBot, type TestBot } from './kit/bot.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const company = 333333;
const today = '2024-10-15';
const months = ['04-30', '05-31', '06-30', '07-31', '08-31', '09-30', '10-31', '11-30', '12-31'];
const calendar: Calendar = months.map((end, at) => ({
  period: (202401 + at) as Period,
  display: `FY24 P${at + 1}`,
  begin: `2024-${end.slice(0, 2)}-01`,
  end: `2024-${end}`,
  open: at >= 5,
  fiscalYear: 2024,
  fiscalOrder: at + 1,
}));

let world: TestWorld;
let bot: TestBot;

beforeAll(async () => {
  world = await openWorld();
  const report = {
    id: 'trial-balance',
    title: 'Trial balance',
    aliases: ['TB'],
    parameters: [],
    steps: [],
  };
  await publish(world.database, [report], [{ company, name: 'April Works' }]);
  await withClient(world.database, (client) => publishCalendar(client, company, calendar));
  bot = await startTestBot(world, { REPSYS_TODAY: today });
});
afterAll(async () => {
  await bot?.close();
  await world?.close();
});

const newestRun = async () => {
  const { rows } = await world.database.pool.query('select parameters from record.run order by id desc limit 1');
  return rows[0]?.parameters;
};

describe('June 2024 of a fiscal year from April', () => {
  it('is period 2024-03 in the chat, and the card says so', async () => {
    await bot.say(dana, `run TB jun 2024 for ${company}`);
    await bot.until(chatOf(dana), (text) => text.includes('June 2024 = period 2024-03'));
    expect(await newestRun()).toMatchObject({ from: 202403, to: 202403 });
  });

  it('can be chosen by its month from the card that asks', async () => {
    const place = { id: 'a:choose', kind: 'personal' } as const;
    await bot.say(dana, `run TB for ${company}`, place);
    await bot.until(place, (text) => text.includes('2024-03 · June 2024 · closed'));
  });

  it('as a number stays the number of a period, and the card says which month that is', async () => {
    const place = { id: 'a:number', kind: 'personal' } as const;
    await bot.say(dana, `run TB 2024-06 for ${company}`, place);
    await bot.until(place, (text) => text.includes('September 2024 = period 2024-06'));
    expect(await newestRun()).toMatchObject({ from: 202406, to: 202406 });
  });

  it('that the calendar does not have is refused in words', async () => {
    const place = { id: 'a:outside', kind: 'personal' } as const;
    await bot.say(dana, `run TB march 2024 for ${company}`, place);
    await bot.until(place, (text) => text.includes('You asked for march 2024'));
    const command = parseCommand('run TB march 2024', await publishedReports(world.database));
    expect(command).toMatchObject({ verb: 'run', periods: { kind: 'calendarMonth', year: 2024, month: 3 } });
  });
});
