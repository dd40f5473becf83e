// Step 1, AccountingYearCategoryType: remembers for this fiscal year and the next which category every account has (rules 6, 7).
import type { Calendar } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { Step, StepTools } from '../../../engine/step.ts';
import type { ReportContext } from '../../report.ts';
import { storedCalendar } from '../calendar.ts';
import { periodSource, yearCategoryTypeSource } from '../data-sources.ts';
import { assertNotEmpty, extract, readSmall } from '../extract.ts';
import { calendarOf } from '../period-rows.ts';

const forgetOtherSource = sqlFile('./forget-other-source.sql', import.meta.url);
const remove = sqlFile('./accounting-year-category-type.delete.sql', import.meta.url);
const insert = sqlFile('./accounting-year-category-type.insert.sql', import.meta.url);
const name = 'AccountingYearCategoryType';

export const accountingYearCategoryType: Step<ReportContext> = {
  name,
  title: 'Categories of the year',
  needs: [],
  reads: 'outside',
  inputs: (context) => [context.source, yearCategoryTypeSource(context.keys).key, context.today],
  async run(context, tools) {
    const { company, warehouse } = context;
    const source = yearCategoryTypeSource(context.keys);
    const stage = await extract(context, tools, { source, slices: [{ inputs: { PCNs: String(company) } }] });
    const year = await thisYear(context, tools);
    const publish = { signal: tools.signal, stage };
    return warehouse.publish(
      name,
      tools.inputsHash,
      async (transaction) => {
        await transaction.run(forgetOtherSource, { company, source: context.source });
        await transaction.run(remove, { company, year });
        await transaction.run(insert, { company, year });
        const outcome = await transaction.fingerprint('plex.accounting_account_year_category_type', {
          pcn: company,
          year: [year, year + 1],
        });
        assertNotEmpty(outcome.rows, source, company);
        return outcome;
      },
      publish,
    );
  },
};

/**
 * The fiscal year of today. The calendar of the last run knows it; only where it does not (before the first run, after years,
 * in the books of another system) Plex is asked for it here already.
 */
async function thisYear(context: ReportContext, tools: StepTools): Promise<number> {
  const { company, today } = context;
  const stored = await storedCalendar(context);
  if (stored.some(({ begin, end }) => begin <= today && today <= end)) return yearOfDay(stored, today);
  const rows = await readSmall(context, periodSource(context.keys), { PCNs: String(company) }, tools.signal);
  return yearOfDay(calendarOf(rows), today);
}

/** Where the calendar does not reach today, the step that needs today's period says so. */
const yearOfDay = (calendar: Calendar, day: string): number =>
  (calendar.find(({ end }) => day <= end) ?? calendar.at(-1))?.fiscalYear ?? 0;
