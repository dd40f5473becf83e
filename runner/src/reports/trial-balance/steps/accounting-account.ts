// Step 2, AccountingAccount: the chart of accounts, whole; accounts that left it but still have balances stay, marked (rule 12).
import { sqlFile } from '@repsys/core/node';
import type { Step } from '../../../engine/step.ts';
import type { ReportContext } from '../../report.ts';
import { accountSource } from '../data-sources.ts';
import { assertNotEmpty, extract } from '../extract.ts';

const remove = sqlFile('./accounting-account.delete.sql', import.meta.url);
const mark = sqlFile('./accounting-account.mark.sql', import.meta.url);
const insert = sqlFile('./accounting-account.insert.sql', import.meta.url);
const name = 'AccountingAccount';

export const accountingAccount: Step<ReportContext> = {
  name,
  title: 'Chart of accounts',
  needs: ['AccountingYearCategoryType'],
  reads: 'outside',
  inputs: (context) => [context.source, accountSource(context.keys).key],
  async run(context, tools) {
    const { company, warehouse } = context;
    const source = accountSource(context.keys);
    const stage = await extract(context, tools, { source, slices: [{ inputs: { PCNs: String(company) } }] });
    return warehouse.publish(
      name,
      tools.inputsHash,
      async (transaction) => {
        await transaction.run(remove, { company });
        await transaction.run(mark, { company });
        const inserted = await transaction.run(insert, { company });
        assertNotEmpty(inserted.length, source, company);
        return transaction.fingerprint('plex.accounting_account', { pcn: company });
      },
      { signal: tools.signal, stage },
    );
  },
};
