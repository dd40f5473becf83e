// Step 5, AccountingBalanceAppendPeriodRange: the movements of the closed periods, from the reporting replica (sparse, up to 4 h old).
import { AppError, formatPeriod, type Period, periodsBetween } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { Step } from '../../../engine/step.ts';
import type { ReportContext } from '../../report.ts';
import { readCalendar, readRanges } from '../calendar.ts';
import { balanceSource } from '../data-sources.ts';
import { extract, type Slice } from '../extract.ts';

const foreign = sqlFile('./accounting-balance.foreign.sql', import.meta.url);
const remove = sqlFile('./accounting-balance.delete.sql', import.meta.url);
const insert = sqlFile('./accounting-balance.insert.sql', import.meta.url);
const addMissing = sqlFile('./accounting-balance.accounts.sql', import.meta.url);
const name = 'AccountingBalanceAppendPeriodRange';

export const accountingBalanceAppendPeriodRange: Step<ReportContext> = {
  name,
  title: 'Movements of closed periods',
  needs: ['AccountingAccount', 'AccountingPeriodRanges'],
  reads: 'outside',
  inputs: (context) => [context.source, balanceSource(context.keys).key],
  async run(context, tools) {
    const { company, warehouse, slices } = context;
    const { start, end } = await readRanges(context);
    // A new company has nothing closed: then nothing is read.
    const periods =
      start === 0 || end === 0 ? [] : periodsBetween(await readCalendar(context), { from: start, to: end });
    const source = balanceSource(context.keys);
    const stage = await extract(context, tools, { source, slices: periodSlices(company, periods, slices.periods) });
    return warehouse.publish(
      name,
      tools.inputsHash,
      async (transaction) => {
        assertInRange(await transaction.run(foreign, { first: start, last: end }), source.name);
        await transaction.run(remove, { company, first: start, last: end });
        await transaction.run(addMissing, { company });
        await transaction.run(insert, { company });
        return transaction.fingerprint('plex.accounting_balance', { pcn: company, period: [start, end] });
      },
      { signal: tools.signal, stage },
    );
  },
};

function periodSlices(company: number, periods: readonly Period[], size: number): readonly Slice[] {
  const slices: Slice[] = [];
  for (let at = 0; at < periods.length; at += size) {
    const part = periods.slice(at, at + size);
    const [first = 0 as Period, last = first] = [part[0], part.at(-1)];
    slices.push({
      name: `${formatPeriod(first)}..${formatPeriod(last)}`,
      inputs: { PCN: String(company), Period_Start: String(first), Period_End: String(last) },
    });
  }
  return slices;
}

function assertInRange(rows: readonly { readonly period?: number }[], source: string): void {
  const [row] = rows;
  if (!row) return;
  throw new AppError(
    'PLEX_UNEXPECTED_SHAPE',
    `${source} answered with period ${row.period}, which was not asked for.`,
    {
      details: row,
    },
  );
}
