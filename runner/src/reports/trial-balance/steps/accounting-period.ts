// Step 3, AccountingPeriod: the calendar, in two generations; it is published for forms and commands.

import { withFiscalYears } from '@repsys/core';
import { publishCalendar, sqlFile } from '@repsys/core/node';
import type { Step } from '../../../engine/step.ts';
import type { ReportContext } from '../../report.ts';
import type { CalendarRow } from '../calendar.ts';
import { periodSource } from '../data-sources.ts';
import { assertNotEmpty, extract } from '../extract.ts';
import { type DatedNumber, describeOdd, sortOut } from '../odd-periods.ts';

const forget = sqlFile('./accounting-period.forget.sql', import.meta.url);
const age = sqlFile('./accounting-period.age.sql', import.meta.url);
const insert = sqlFile('./accounting-period.insert.sql', import.meta.url);
const staged = sqlFile('./accounting-period.staged.sql', import.meta.url);
const forgetOdd = sqlFile('./accounting-period.forget-odd.sql', import.meta.url);
const keepOdd = sqlFile('./accounting-period.odd.sql', import.meta.url);
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
        const { odd } = sortOut(await transaction.run<DatedNumber>(staged, {}));
        const oddities = { periods: odd.map(({ period }) => period), reasons: odd.map(({ reason }) => reason) };
        await transaction.run(forgetOdd, { company });
        await transaction.run(keepOdd, { company, ...oddities });
        const inserted = await transaction.run(insert, { company });
        assertNotEmpty(inserted.length, source, company);
        const calendar = withFiscalYears(await transaction.run<CalendarRow>(calendarStatement, { company }));
        const [periods, years] = [calendar.map((each) => each.period), calendar.map((each) => each.fiscalYear)];
        await transaction.run(nameYears, { company, periods, years });
        await publishCalendar(transaction.client, company, calendar);
        const outcome = await transaction.fingerprint('plex.accounting_period', { pcn: company, ordinal: 1 });
        return odd.length === 0 ? outcome : { ...outcome, note: describeOdd(odd) };
      },
      { signal: tools.signal, stage },
    );
  },
};
