// Step 1, AccountingYearCategoryType: remembers for this year and the next which category every account has (rules 6, 7).
import { sqlFile } from '@repsys/core/node';
import type { Step } from '../../../engine/step.ts';
import type { ReportContext } from '../../report.ts';
import { yearCategoryTypeSource } from '../data-sources.ts';
import { assertNotEmpty, extract } from '../extract.ts';

const forgetOtherSource = sqlFile('./forget-other-source.sql', import.meta.url);
const remove = sqlFile('./accounting-year-category-type.delete.sql', import.meta.url);
const insert = sqlFile('./accounting-year-category-type.insert.sql', import.meta.url);
const name = 'AccountingYearCategoryType';

const thisYear = (context: ReportContext): number => Number(context.today.slice(0, 4));

export const accountingYearCategoryType: Step<ReportContext> = {
  name,
  title: 'Categories of the year',
  needs: [],
  reads: 'outside',
  inputs: (context) => [context.source, yearCategoryTypeSource(context.keys).key, thisYear(context)],
  async run(context, tools) {
    const { company, warehouse } = context;
    const source = yearCategoryTypeSource(context.keys);
    const stage = await extract(context, tools, { source, slices: [{ inputs: { PCNs: String(company) } }] });
    const year = thisYear(context);
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
