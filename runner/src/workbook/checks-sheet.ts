// The Checks sheet: every check with its verdict and, below it, its differences.
import {
  type CheckResult,
  type Difference,
  formatPeriod,
  type Period,
  proofOf,
  proofWords,
  verdictOf,
} from '@repsys/core';
import { isShownExactly, type RowStyle, type Sheet, type SheetColumn, type SheetRow } from './sheet.ts';

const columns: readonly SheetColumn[] = [
  { header: 'Check', kind: 'text', width: 46 },
  { header: 'Result', kind: 'text', width: 10 },
  { header: 'What it means', kind: 'text', width: 110 },
  { header: 'Account No', kind: 'text', width: 20 },
  { header: 'Period', kind: 'text', width: 10 },
  { header: 'Ours', kind: 'exact', width: 18 },
  { header: 'Theirs', kind: 'exact', width: 18 },
];

/** How the verdict reads on a sheet, a card and a terminal. */
export function verdictWords(checks: readonly CheckResult[]): string {
  const words = { tied: 'TIED', warnings: 'TIED, WITH WARNINGS', 'not-tied': 'NOT TIED' }[verdictOf(checks)];
  return `${words}: ${proofWords(proofOf(checks))}`;
}

/** The style that a verdict has. */
export function verdictStyle(checks: readonly CheckResult[]): RowStyle {
  return ({ tied: 'good', warnings: 'warning', 'not-tied': 'bad' } as const)[verdictOf(checks)];
}

/** One row per check, in the colour of its result, and one per difference. */
export function checksSheet(checks: readonly CheckResult[], stamp: string | undefined): Sheet {
  const verdict: SheetRow = { style: verdictStyle(checks), cells: [verdictWords(checks)] };
  return {
    name: 'Checks',
    columns,
    rows: [[verdict, ...checks.flatMap(checkRows)]],
    ...(stamp !== undefined && { stamp }),
  };
}

function checkRows(check: CheckResult): readonly SheetRow[] {
  const [style, word] = resultOf(check);
  const head: SheetRow = { style, cells: [check.title, word, check.summary] };
  const more = check.found - check.differences.length;
  const rest: SheetRow = { style: 'note', cells: [`  and ${more} more`] };
  return [head, ...check.differences.map(differenceRow), ...(more > 0 && check.differences.length > 0 ? [rest] : [])];
}

function resultOf(check: CheckResult): readonly [RowStyle, string] {
  if (check.severity === 'info') return ['plain', 'note'];
  if (check.passed) return ['good', 'passed'];
  return check.severity === 'blocking' ? ['bad', 'failed'] : ['warning', 'warning'];
}

function differenceRow({ account, period, ours, theirs, note }: Difference): SheetRow {
  const shown = period === undefined ? null : formatPeriod(period as Period);
  const exact = [ours, theirs].filter((text) => text !== undefined && !isShownExactly(text));
  const told = [note, ...(exact.length > 0 ? [`exactly ${exact.join(' and ')}`] : [])].filter(Boolean).join('; ');
  return [null, null, told || null, account ?? null, shown, ours ?? null, theirs ?? null];
}
