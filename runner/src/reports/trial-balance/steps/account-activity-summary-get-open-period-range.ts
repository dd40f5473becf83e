// Step 6, AccountActivitySummaryGetOpenPeriodRange: the open periods, live and dense, one call per period and account range.
import { AppError, formatPeriod, type Period, periodsBetween } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { Step, StepTools } from '../../../engine/step.ts';
import type { DataSource } from '../../../plex/data-source.ts';
import type { Stage, WarehouseTransaction } from '../../../warehouse/warehouse.ts';
import type { ReportContext } from '../../report.ts';
import { accountRanges } from '../account-ranges.ts';
import { readCalendar, readRanges } from '../calendar.ts';
import { activitySource } from '../data-sources.ts';
import { extract, type Slice } from '../extract.ts';

const chart = sqlFile('./account-activity.chart.sql', import.meta.url);
const missing = sqlFile('./account-activity.missing.sql', import.meta.url);
const moved = sqlFile('./account-activity.moved.sql', import.meta.url);
const remove = sqlFile('./account-activity.delete.sql', import.meta.url);
const insert = sqlFile('./account-activity.insert.sql', import.meta.url);
const addMissing = sqlFile('./account-activity.accounts.sql', import.meta.url);
const name = 'AccountActivitySummaryGetOpenPeriodRange';
/** How often the open periods are read again when somebody posted while they were being read. */
const readings = 3;

export const accountActivitySummaryGetOpenPeriodRange: Step<ReportContext> = {
  name,
  title: 'Open periods, live',
  needs: ['AccountingAccount', 'AccountingPeriodRanges'],
  reads: 'outside',
  inputs: (context) => [context.source, activitySource(context.keys).key],
  async run(context, tools) {
    const { startOpen, endOpen } = await readRanges(context);
    const periods = periodsBetween(await readCalendar(context), { from: startOpen, to: endOpen });
    for (let reading = 1; ; reading += 1) {
      const stage = await readOpenPeriods(context, tools, periods);
      const outcome = await publishActivity(context, tools, periods, stage, reading === readings);
      if (outcome) return outcome;
      context.log.warn({ reading }, 'somebody posted while the open periods were read; they are read again');
    }
  },
};

async function readOpenPeriods(context: ReportContext, tools: StepTools, periods: readonly Period[]): Promise<Stage> {
  const rows = await context.warehouse.query<{ account_no: string }>(chart, { company: context.company });
  const ranges = accountRanges(
    rows.map((row) => row.account_no),
    context.slices.accounts,
  );
  const slices = periods.flatMap((period) => ranges.map((range) => slice(context.company, period, range)));
  return extract(context, tools, {
    source: activitySource(context.keys),
    slices,
    extraColumns: [{ name: 'Period', kind: 'integer' }],
  });
}

type AccountRange = ReturnType<typeof accountRanges>[number];

function slice(company: number, period: Period, { from, to }: AccountRange): Slice {
  return {
    name: `${formatPeriod(period)}, accounts ${from ?? 'first'} to ${to ?? 'last'}`,
    inputs: {
      PCNs: String(company),
      Period_Start: String(period),
      Period_End: String(period),
      Account_No_From: from,
      Account_No_To: to,
    },
    extra: [String(period)],
    // The next range begins with this range's last account: it comes twice and is taken once.
    ...(to !== undefined && { keep: (row) => row[0] !== to }),
  };
}

/** Replaces the open periods; undefined when the answers do not join because somebody posted meanwhile (and `last` is false). */
async function publishActivity(
  context: ReportContext,
  tools: StepTools,
  periods: readonly Period[],
  stage: Stage,
  last: boolean,
): Promise<{ rows: number; hash: string } | undefined> {
  const { company, warehouse } = context;
  const source = activitySource(context.keys);
  const [first, end] = [Math.min(...periods), Math.max(...periods)];
  const publish = async (transaction: WarehouseTransaction) => {
    assertComplete(await transaction.run(missing, { company, periods }), source);
    if (!last && (await transaction.run(moved, { company })).length > 0) throw new LedgerMoved();
    await transaction.run(remove, { company, first, last: end });
    await transaction.run(addMissing, { company });
    await transaction.run(insert, { company });
    return transaction.fingerprint('plex.account_activity_summary', { pcn: company, period: [first, end] });
  };
  try {
    return await warehouse.publish(name, tools.inputsHash, publish, { signal: tools.signal, stage });
  } catch (error) {
    if (error instanceof LedgerMoved) return undefined;
    throw error;
  }
}

/** Ends the transaction of a reading that does not join. */
class LedgerMoved extends Error {}

/** Rule 25: the union of all slices gives each account of the chart once per period. */
function assertComplete(
  rows: readonly { readonly account_no?: string; readonly period?: Period; readonly found?: string }[],
  source: DataSource,
): void {
  const [row] = rows;
  if (!row?.account_no || !row.period) return;
  throw new AppError(
    'PLEX_INCOMPLETE',
    `${source.name} (${source.key}) left out ${row.found} account balances that the chart of accounts has, first ${row.account_no} in ${formatPeriod(row.period)}.`,
    { details: { source: source.key, missing: rows.slice(0, 20) } },
  );
}
