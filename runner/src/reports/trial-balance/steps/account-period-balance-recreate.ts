// Steps 7 and 8, AccountPeriodBalanceRecreate(Open)PeriodRange: balances rolled forward over the closed, then the open periods.
import type { Period } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { Step } from '../../../engine/step.ts';
import type { WarehouseTransaction } from '../../../warehouse/warehouse.ts';
import type { ReportContext } from '../../report.ts';
import { anchorOf, readCalendar, readRanges } from '../calendar.ts';

const fillCategories = sqlFile('./category-fill.sql', import.meta.url);
const remove = sqlFile('./account-period-balance.delete.sql', import.meta.url);
const stored = sqlFile('./account-period-balance.stored.sql', import.meta.url);
const rollFirst = sqlFile(['./roll-forward.sql', './roll-forward.first.sql'], import.meta.url);
const rollAgain = sqlFile(['./roll-forward.sql', './roll-forward.again.sql'], import.meta.url);

type Part = {
  readonly name: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly movements: 'closed' | 'open';
};

/** Both ranges are computed the same way; only the source of the movements differs, and the open chain stands on the closed one (rule 18). */
function recreate({ name, title, needs, movements }: Part): Step<ReportContext> {
  return {
    name,
    title,
    needs,
    reads: 'warehouse',
    inputs: (context) => [context.company],
    async run(context, tools) {
      const { company, warehouse } = context;
      const { first, last, anchor } = await rangeOf(context, movements);
      return warehouse.publish(
        name,
        tools.inputsHash,
        async (transaction) => {
          await transaction.run(fillCategories, { company, first, last });
          await rollForward(transaction, { company, first, last, anchor, movements });
          return transaction.fingerprint('plex.account_period_balance', { pcn: company, period: [first, last] });
        },
        { signal: tools.signal },
      );
    },
  };
}

type Roll = {
  readonly company: number;
  /** Periods; `anchor` is the one before `first`, or 0. */
  readonly first: number;
  readonly last: number;
  readonly anchor: number;
  readonly movements: Part['movements'];
};

/** Computes every row of the range and leaves exactly these stored; rows that are right already are not written again. */
export async function rollForward({ run }: Pick<WarehouseTransaction, 'run'>, roll: Roll): Promise<void> {
  const { company, first, last } = roll;
  await run(remove, { company, first, last });
  const [found] = await run(stored, { company, first, last });
  await run(found?.stored === true ? rollAgain : rollFirst, roll);
}

async function rangeOf(
  context: ReportContext,
  movements: Part['movements'],
): Promise<{ first: Period | 0; last: Period | 0; anchor: Period | 0 }> {
  const { start, end, startOpen, endOpen } = await readRanges(context);
  const [first, last] = movements === 'closed' ? [start, end] : [startOpen, endOpen];
  return { first, last, anchor: anchorOf(await readCalendar(context), first) };
}

export const accountPeriodBalanceRecreatePeriodRange = recreate({
  name: 'AccountPeriodBalanceRecreatePeriodRange',
  title: 'Balances of closed periods',
  needs: [
    'AccountingYearCategoryType',
    'AccountingAccount',
    'AccountingPeriod',
    'AccountingPeriodRanges',
    'AccountingBalanceAppendPeriodRange',
  ],
  movements: 'closed',
});

export const accountPeriodBalanceRecreateOpenPeriodRange = recreate({
  name: 'AccountPeriodBalanceRecreateOpenPeriodRange',
  title: 'Balances of open periods',
  needs: [
    'AccountingYearCategoryType',
    'AccountingAccount',
    'AccountingPeriod',
    'AccountActivitySummaryGetOpenPeriodRange',
    'AccountPeriodBalanceRecreatePeriodRange',
  ],
  movements: 'open',
});
