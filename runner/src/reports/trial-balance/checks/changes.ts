// What has changed since the last delivery of the same periods (rule 42): the question of every close week.
import type { CheckResult } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { ReportContext } from '../../report.ts';

const earlierRun = sqlFile('./earlier-run.sql', import.meta.url);
const changes = sqlFile('./changes.sql', import.meta.url);
const most = 50;

type ChangeRow = {
  account: string;
  period: number;
  balance: string;
  balance_before: string;
  ytd: string;
  ytd_before: string;
  movements: string;
  found: string;
};

/** Good to know, never a verdict. */
export async function changesCheck(context: ReportContext, signal: AbortSignal): Promise<CheckResult> {
  const { company, run, parameters, warehouse } = context;
  const values = { company, run, from: parameters.from, to: parameters.to };
  const [last] = await warehouse.query<{ id: number; kept: boolean }>(earlierRun, values, signal);
  if (!last) return finding(true, 'This is the first report of these periods.', []);
  const { id: earlier, kept } = last;
  if (!kept) return finding(true, `Not compared: the numbers of run ${earlier} are no longer kept.`, []);
  const rows = await warehouse.query<ChangeRow>(changes, { ...values, earlier, most }, signal);
  const [first] = rows;
  if (!first) return finding(true, `Nothing has changed since run ${earlier}.`, []);
  const summary = `Since run ${earlier}: ${first.movements} movements and ${first.found} balances changed.`;
  return finding(false, summary, rows);
}

function finding(passed: boolean, summary: string, rows: readonly ChangeRow[]): CheckResult {
  return {
    id: 'changes',
    title: 'Changed since the last report',
    severity: 'info',
    passed,
    summary,
    found: Number(rows[0]?.found ?? 0),
    differences: rows.map((row) =>
      row.balance === row.balance_before
        ? { account: row.account, period: row.period, ours: row.ytd, theirs: row.ytd_before, note: 'balance' }
        : { account: row.account, period: row.period, ours: row.balance, theirs: row.balance_before, note: 'movement' },
    ),
  };
}
