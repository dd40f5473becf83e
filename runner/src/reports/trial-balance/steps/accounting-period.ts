// Step 3, AccountingPeriod: the calendar, in two generations; it is published for forms and commands.

import { withFiscalYears } from '@repsys/core';
import { publishCalendar, sqlFile } from '@repsys/core/node';
import type { Step } from '../../../engine/step.ts';
import type { ReportContext } from '../../report.ts';
import type { CalendarRow } from '../calendar.ts';
import { periodSource } from '../data-sources.ts';
import { assertNotEmpty, extract } from '../extract.ts';

const forget = sqlFile('./accounting-period.forget.sql', import.meta.url);
const age = sqlFile('./accounting-period.age.sql', import.meta.url);
const insert = sqlFile('./accounting-period.insert.sql', import.meta.url);
const nameYears = sqlFile('./accounting-period.years.sql', import.meta.url);
const calendarStatement = sqlFile('../calendar.sql', import.meta.url);
const name = 'AccountingPeriod';

export const accountingPeriod: Step<ReportContext> = {
  name,
  title: 'Accounting calendar',
  needs: [],
  reads: 'outside',
  inputs: (context) => [context.source, periodSource(context.keys).key, 'fiscal years'],
  async run(context, tools) {
    const { company, warehouse } = context;
    const source = periodSource(context.keys);
    const stage = await extract(context, tools, { source, slices: [{ inputs: { PCNs: String(company) } }] });
    return warehouse.publish(
      name,
      tools.inputsHash,
      async (transaction) => {
        await transaction.run(forget, { company });
        await transaction.run(age, { company });
        const inserted = await transaction.run(insert, { company });
        assertNotEmpty(inserted.length, source, company);
        const calendar = withFiscalYears(await transaction.run<CalendarRow>(calendarStatement, { company }));
        const [periods, years] = [calendar.map((each) => each.period), calendar.map((each) => each.fiscalYear)];
        await transaction.run(nameYears, { company, periods, years });
        await publishCalendar(transaction.client, company, calendar);
        return transaction.fingerprint('plex.accounting_period', { pcn: company, ordinal: 1 });
      },
      { signal: tools.signal, stage },
    );
  },
};
