// A run in one line: for notifications, screen readers, and where cards cannot be shown.
import { provedWords } from './findings.ts';
import { plainText } from './plain-text.ts';
import { progressShare } from './progress.ts';
import { placeOf } from './run-end.ts';
import type { RunCardModel } from './run-model.ts';
import { headline } from './run-progress.ts';
import { runStrings, summaryStrings as strings } from './strings.ts';
import { percent, periods } from './words.ts';

/** `Trial balance 2024-03, Umbra Oy: TIED. All 13 checks passed.` Plain even where markdown is read. */
export function runSummary(model: RunCardModel): string {
  const { run, reportTitle, companyName, detail } = model;
  const { from, to } = run.parameters;
  const whose = detail === 'full' ? companyName : runStrings.runOnly(run.id);
  return plainText(strings.line(reportTitle, periods(from, to), whose, stateWords(model)), 300);
}

function stateWords(model: RunCardModel): string {
  const { run, detail } = model;
  const full = detail === 'full';
  if (run.outage) return strings.away;
  switch (run.status) {
    case 'queued':
      return strings.queued(run.ahead + 1);
    case 'running':
      return strings.running(headline(model), percent(progressShare(model)));
    case 'succeeded':
      return full
        ? strings.succeeded(runStrings.verdict[run.verdict ?? 'tied'], provedWords(run.checks))
        : strings.lessDone;
    case 'failed':
      return full ? strings.failed(placeOf(model)) : runStrings.status.failed;
    case 'cancelled':
      return strings.cancelled;
  }
}
