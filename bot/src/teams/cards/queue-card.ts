// What is at work and what waits, like the queue of a printer; and the same for one person's own runs.
import type { RunStatus } from '@repsys/core';
import type { SourceOutage } from '@repsys/core/node';
import { say } from './actions.ts';
import { type Card, type Element, line, momentLine, piece, quiet } from './card.ts';
import { type ListedRun, listCard, runLines } from './lists.ts';
import { runStrings, listStrings as strings } from './strings.ts';
import { timeOfDay } from './words.ts';

/** Who holds a company's pipeline. `since` in ms since the epoch. */
export type Holder = {
  readonly run: number;
  readonly runner: string;
  readonly step: string | null;
  readonly since: number;
};

/**
 * One line of the queue. `place`: 0 at work, else 1, 2, … `holder`: who holds its
 * company now. `progress`: what it is doing, in words. `mayCancel`: offers the button.
 */
export type QueueRow = ListedRun & {
  readonly place: number;
  readonly status: Extract<RunStatus, 'queued' | 'running'>;
  readonly progress?: string;
  readonly holder?: Holder;
  readonly outage?: SourceOutage;
  readonly mayCancel?: boolean;
};

const most = 10;

/** How many there are in all, of which the rows may be the first only. */
export type QueueCounts = { readonly running: number; readonly waiting: number };

/** Everybody's runs in order of place. `narrowed`: some companies are left out. */
export function queueCard(rows: readonly QueueRow[], { running, waiting }: QueueCounts, narrowed = false): Card {
  const total = running + waiting;
  const text = total === 0 ? strings.queueEmpty : strings.queueText(running, waiting);
  return listCard({ title: strings.queue, text, rows: rows.map(rowOf), most, total, narrowed });
}

/** The asker's own runs that have not ended. `narrowed`: some companies are left out. */
export function statusCard(rows: readonly QueueRow[], { running, waiting }: QueueCounts, narrowed = false): Card {
  const total = running + waiting;
  const text = total === 0 ? strings.statusEmpty : strings.statusText(total);
  return listCard({ title: strings.status, text, rows: rows.map(rowOf), most, total, narrowed });
}

function rowOf(row: QueueRow): readonly Element[] {
  const { place, status, progress, mayCancel, run } = row;
  const state = status === 'running' ? strings.atWork : strings.waits(Math.max(1, place));
  return [
    ...runLines(state, row),
    ...(progress === undefined ? [] : [line([piece(progress, {}, 100)], { spacing: 'None' })]),
    ...holderLines(row),
    ...awayLines(row),
    ...(mayCancel ? [cancelRow(run)] : []),
  ];
}

/** Who holds the company is news to the one that waits; the one at work says on which runner and since when. */
function holderLines({ holder }: QueueRow): readonly Element[] {
  if (!holder) return [];
  return [
    quiet(strings.holds(holder.run, holder.runner.slice(0, 60), holder.step?.slice(0, 60) ?? undefined), {
      spacing: 'None',
    }),
    momentLine(strings.holdsSince(timeOfDay(holder.since))),
  ];
}

function awayLines({ outage }: QueueRow): readonly Element[] {
  return outage ? [momentLine(runStrings.away(timeOfDay(outage.since), timeOfDay(outage.nextAt)))] : [];
}

const cancelRow = (run: number): Element => ({
  type: 'ActionSet',
  spacing: 'Small',
  actions: [say({ title: strings.cancel(run), command: strings.commands.cancel(run) })],
});
