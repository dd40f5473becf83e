// What has changed since the asker's last delivery of these periods (rule 42): the question of every close week.
import { type CheckResult, formatPeriod, type Period } from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { ReportContext } from '../../report.ts';

const earlierRun = sqlFile('./earlier-run.sql', import.meta.url);
const changes = sqlFile('./changes.sql', import.meta.url);
const most = 50;

type EarlierRun = {
  readonly id: number;
  readonly kept: boolean;
  readonly shared_from: Period;
  readonly shared_to: Period;
};

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
  const { from, to } = parameters;
  const [last] = await warehouse.query<EarlierRun>(earlierRun, { company, run, from, to }, signal);
  if (!last) return finding(true, 'This is the first report of these periods.', []);
  const { id: earlier, kept, shared_from, shared_to } = last;
  if (!kept) return finding(true, `Not compared: the numbers of run ${earlier} are no longer kept.`, []);
  const shared = { company, from: shared_from, to: shared_to };
  const rows = await warehouse.query<ChangeRow>(changes, { ...shared, earlier, most }, signal);
  const isWhole = shared_from === from && shared_to === to;
  const that = `run ${earlier}${isWhole ? '' : ` in ${formatPeriod(shared_from)} to ${formatPeriod(shared_to)}`}`;
  const [first] = rows;
  if (!first) return finding(true, `Nothing has changed since ${that}.`, []);
  const summary = `Since ${that}: ${first.movements} movements and ${first.found} balances changed.`;
  return finding(false, summary, rows, `; theirs: run ${earlier}`);
}

function finding(passed: boolean, summary: string, rows: readonly ChangeRow[], whose = ''): CheckResult {
  return {
    id: 'changes',
    title: 'Changed since the last report',
    severity: 'info',
    passed,
    summary,
    found: Number(rows[0]?.found ?? 0),
    differences: rows.map((row) =>
      row.balance === row.balance_before
        ? { account: row.account, period: row.period, ours: row.ytd, theirs: row.ytd_before, note: `balance${whose}` }
        : {
            account: row.account,
            period: row.period,
            ours: row.balance,
            theirs: row.balance_before,
            note: `movement${whose}`,
          },
    ),
  };
}
