// What a runner would have published: the report, two companies, and a calendar of twenty years for the one that is asked about.
import { type Calendar, type Period, parsePeriod } from '@repsys/core';
import { type Database, migrate, publish, publishCalendar, withClient } from '@repsys/core/node';
import { trialBalance } from '../../runner/src/reports/trial-balance/index.ts';

export const company = 111111;
export const today = '2024-05-06';

const firstYear = 2005;
const months = 232;

/** The first `count` periods of the calendar. */
export const periods = (count: number): readonly Period[] => calendar.slice(0, count).map(({ period }) => period);

const calendar: Calendar = Array.from({ length: months }, (_, at) => {
  const year = firstYear + Math.floor(at / 12);
  const month = (at % 12) + 1;
  const day = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const text = `${year}-${String(month).padStart(2, '0')}`;
  return {
    period: parsePeriod(year * 100 + month),
    fiscalYear: year,
    fiscalOrder: month,
    display: text,
    begin: `${text}-01`,
    end: `${text}-${day}`,
    open: at >= months - 2,
  };
});

/** Makes the schemas and publishes. */
export async function publishCatalogue(database: Database): Promise<void> {
  await migrate(database);
  const companies = [
    { company, name: 'Main Plant' },
    { company: 222222, name: 'Second Plant' },
  ];
  await publish(database, [trialBalance.description], companies);
  await withClient(database, (client) => publishCalendar(client, company, calendar));
}
