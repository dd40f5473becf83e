// Past runs, newest first, each with the way to have its file again or to run it again.
import type { RunStatus, Verdict } from '@repsys/core';
import { say } from './actions.ts';
import { type Card, type Element, momentLine, quiet } from './card.ts';
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
  return listCard({ title: strings.history, text, rows: rows.map(rowOf), most, total: rows.length, narrowed });
}

function rowOf(row: HistoryRow): readonly Element[] {
  const { finishedAt, tookMs, status, verdict } = row;
  const state = status === 'succeeded' && verdict ? runStrings.verdict[verdict] : runStrings.status[status];
  return [
    ...runLines(`${signOf(row)} ${state}`, row),
    ...(finishedAt === null ? [] : [momentLine(strings.finished(moment(finishedAt)))]),
    ...(tookMs === undefined ? [] : [quiet(strings.took(duration(tookMs)), { spacing: 'None' })]),
    actionOf(row),
  ];
}

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
