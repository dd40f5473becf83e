// The calendar straight from Plex's answer, before it is in the warehouse.
import { type Calendar, type Period, withFiscalYears } from '@repsys/core';
import type { SourceRow } from '../../plex/data-source.ts';
import { periodSource } from './data-sources.ts';
import { sortOut } from './odd-periods.ts';

const columns = periodSource({}).columns.map(({ name }) => name);

/** The rows of `Accounting_Period_Get` as a calendar, in order. */
export function calendarOf(rows: readonly SourceRow[]): Calendar {
  const ordered = rows.map(periodOf).toSorted((a, b) => Number(a.period) - Number(b.period));
  const { regular } = sortOut(ordered);
  return withFiscalYears(regular.map((each) => ({ ...each, period: Number(each.period) as Period })));
}

function periodOf(row: SourceRow) {
  const cell = (name: string): string => row[columns.indexOf(name)] ?? '';
  return {
    period: cell('Period'),
    display: cell('Period_Display'),
    begin: cell('Begin_Date').slice(0, 10),
    end: cell('End_Date').slice(0, 10),
    open: cell('Period_Status') === '1',
    fiscalOrder: cell('Fiscal_Order') === '' ? null : Number(cell('Fiscal_Order')),
  };
}
