// Lines of the record as rows of the list cards.
import type { ReportDescription } from '@repsys/core';
import type { ArchiveLine } from '@repsys/core/node';
import type { HistoryRow } from './cards/history-card.ts';
import type { ListedRun } from './cards/lists.ts';
import type { QueueRow } from './cards/queue-card.ts';

function listed(
  { id, report, company, companyName, parameters, requesters }: ArchiveLine,
  reports: readonly ReportDescription[],
): ListedRun {
  return {
    run: id,
    reportTitle: reports.find((each) => each.id === report)?.title ?? report,
    companyName: companyName ?? `Company ${company}`,
    company,
    parameters,
    who: requesters.join(', '),
  };
}

/** A run that has not ended. `holders`: runs at work, among them the one that holds its company. */
export function queueRow(
  line: ArchiveLine,
  holders: readonly ArchiveLine[],
  reports: readonly ReportDescription[],
  mayCancel: boolean,
): QueueRow {
  const holder = holders.find(({ company, id }) => company === line.company && id !== line.id);
  const progress =
    line.step === null ? (line.stepTitle ?? undefined) : `step ${line.step} of ${line.steps}: ${line.stepTitle ?? ''}`;
  return {
    ...listed(line, reports),
    place: line.ahead,
    status: line.status === 'running' ? 'running' : 'queued',
    mayCancel,
    ...(progress !== undefined && { progress }),
    ...(line.outage && { outage: line.outage }),
    ...(holder?.startedAt && {
      holder: { run: holder.id, runner: holder.runner ?? 'a runner', step: holder.stepTitle, since: holder.startedAt },
    }),
  };
}

/** A past run of the asker. */
export function historyRow(line: ArchiveLine, reports: readonly ReportDescription[]): HistoryRow {
  const { status, verdict, startedAt, finishedAt } = line;
  const { who: _, ...run } = listed(line, reports);
  return {
    ...run,
    status,
    verdict,
    finishedAt,
    hasFile: status === 'succeeded',
    ...(startedAt !== null && finishedAt !== null && { tookMs: finishedAt - startedAt }),
  };
}
