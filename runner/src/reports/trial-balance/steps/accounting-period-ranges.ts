// Step 4, AccountingPeriodRanges: which periods are read as closed and which as open; widened so that every anchor can be believed.
import {
  AppError,
  assertContiguous,
  type Calendar,
  formatPeriod,
  type PeriodRanges,
  parsePeriod,
  rangesFor,
} from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { Step, StepTools } from '../../../engine/step.ts';
import type { ReportContext } from '../../report.ts';
import { readCalendar } from '../calendar.ts';
import { periodRangesSource } from '../data-sources.ts';
import { readSmall } from '../extract.ts';
import { widen } from '../widen.ts';

const replace = sqlFile('./accounting-period-ranges.replace.sql', import.meta.url);
const name = 'AccountingPeriodRanges';

export const accountingPeriodRanges: Step<ReportContext> = {
  name,
  title: 'Closed and open periods',
  needs: ['AccountingAccount', 'AccountingPeriod'],
  reads: 'outside',
  inputs: (context) => {
    const { from, to } = context.parameters;
    return [context.source, periodRangesSource(context.keys).key, context.today, from, to];
  },
  async run(context, tools) {
    const { company, warehouse } = context;
    const calendar = await readCalendar(context);
    const theirs = await askRanges(context, tools);
    if (theirs) warnOfOthers(context, calendar, theirs);
    const ranges = await widen(context, calendar, theirs ?? rangesFor(calendar, context.today));
    assertContiguous(calendar, ranges);
    const { start, end, startOpen, endOpen } = ranges;
    return warehouse.publish(
      name,
      tools.inputsHash,
      async (transaction) => {
        await transaction.run(replace, { company, start, end, start_open: startOpen, end_open: endOpen });
        const outcome = await transaction.fingerprint('plex.accounting_period_ranges', { pcn: company });
        return { ...outcome, note: describe(ranges) };
      },
      { signal: tools.signal },
    );
  },
};

/** Plex's own ranges are used; the formula may differ, or have no answer for a calendar in which nothing is closed. */
function warnOfOthers(context: ReportContext, calendar: Calendar, theirs: PeriodRanges): void {
  const ours = tried(() => rangesFor(calendar, context.today));
  if (JSON.stringify(theirs) === JSON.stringify(ours)) return;
  context.log.warn({ ours, theirs }, 'the ranges of Plex differ from the formula; those of Plex are used');
}

function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function describe({ start, end, startOpen, endOpen }: PeriodRanges): string {
  return `closed ${formatPeriod(start)}..${formatPeriod(end)}, open ${formatPeriod(startOpen)}..${formatPeriod(endOpen)}`;
}

/** The customer's own ranges; undefined where the source is not configured. Throws PLEX_INCOMPLETE unless there is one row. */
async function askRanges(context: ReportContext, tools: StepTools): Promise<PeriodRanges | undefined> {
  const source = periodRangesSource(context.keys);
  if (source.key === '') return undefined;
  const rows = await readSmall(context, source, { PCNs: String(context.company) }, tools.signal);
  const [start, end, startOpen, endOpen] = (rows[0] ?? []).slice(1).map((cell) => parsePeriod(cell ?? ''));
  if (rows.length === 1 && start && end && startOpen && endOpen) return { start, end, startOpen, endOpen };
  throw new AppError(
    'PLEX_INCOMPLETE',
    `${source.name} (${source.key}) answered with ${rows.length} rows; one was expected.`,
    {
      details: { source: source.key },
    },
  );
}
