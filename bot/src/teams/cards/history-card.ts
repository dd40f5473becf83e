// Past runs, newest first, each with the way to have its file again or to run it again.
import { type CheckResult, type Failure, failureWords, type RunStatus, type Verdict } from '@repsys/core';
import { say } from './actions.ts';
import { type Card, type Element, line, momentLine, piece, quiet } from './card.ts';
import { provedWords } from './findings.ts';
import { type ListedRun, listCard, runLines } from './lists.ts';
import { runStrings, listStrings as strings } from './strings.ts';
import { duration, moment } from './words.ts';

/** One past run. `finishedAt` in ms since the epoch, `tookMs` in ms. `hasFile`: its workbook is kept and can be sent. */
export type HistoryRow = ListedRun & {
  readonly status: RunStatus;
  readonly verdict: Verdict | null;
  readonly finishedAt: number | null;
  readonly tookMs?: number;
  readonly hasFile: boolean;
};

const most = 8;

/** The last runs. `narrowed`: some companies are left out. */
export function historyCard(rows: readonly HistoryRow[], narrowed = false): Card {
  const text = rows.length === 0 ? strings.historyEmpty : strings.historyText(rows.length);
  return listCard({
    title: strings.history,
    text,
    rows: rows.map((row) => rowOf(row)),
    most,
    total: rows.length,
    narrowed,
  });
}

/** What came of a run that has ended. */
export type EndedRun = { readonly checks: readonly CheckResult[]; readonly failure: Failure | null };

/** One run that has ended: how, when, what was proved or why it failed, and the way to its file or to a new run. */
export function endedCard(row: HistoryRow, { checks, failure }: EndedRun): Card {
  const words = failure && failureWords(failure);
  const told = words ? `${words.sentence} ${words.move}`.trim() : checks.length > 0 ? provedWords(checks) : '';
  const lines = told ? [line([piece(told, {}, 400)], { spacing: 'Small' })] : [];
  const text = strings.endedText(row.run, stateOf(row));
  return listCard({
    title: strings.run(row.run),
    text,
    rows: [rowOf(row, lines)],
    most: 1,
    total: 1,
    narrowed: false,
  });
}

function rowOf(row: HistoryRow, told: readonly Element[] = []): readonly Element[] {
  const { finishedAt, tookMs } = row;
  return [
    ...runLines(`${signOf(row)} ${stateOf(row)}`, row),
    ...told,
    ...(finishedAt === null ? [] : [momentLine(strings.finished(moment(finishedAt)))]),
    ...(tookMs === undefined ? [] : [quiet(strings.took(duration(tookMs)), { spacing: 'None' })]),
    actionOf(row),
  ];
}

const stateOf = ({ status, verdict }: HistoryRow): string =>
  status === 'succeeded' && verdict ? runStrings.verdict[verdict] : runStrings.status[status];

function signOf({ status, verdict }: HistoryRow): string {
  const { mark } = runStrings;
  if (status === 'queued' || status === 'running') return mark.now;
  if (status !== 'succeeded' || verdict === 'not-tied') return mark.bad;
  return verdict === 'warnings' ? mark.warning : mark.good;
}

function actionOf({ hasFile, run }: HistoryRow): Element {
  const wish = hasFile ? 'send' : 'again';
  const button = say({ title: strings[wish](run), command: strings.commands[wish](run) });
  return { type: 'ActionSet', spacing: 'Small', actions: [button] };
}
