// Step 4, AccountingPeriodRanges: which periods are read as closed and which as open; widened so that every anchor can be believed.
import {
  AppError,
  assertContiguous,
  type Calendar,
  formatPeriod,
  type Period,
  type PeriodRanges,
  parsePeriod,
  periodBefore,
  rangesFor,
} from '@repsys/core';
import { sqlFile } from '@repsys/core/node';
import type { Step, StepTools } from '../../../engine/step.ts';
import type { ReportContext } from '../../report.ts';
import { firstOf, readCalendar } from '../calendar.ts';
import { periodRangesSource, periodSource } from '../data-sources.ts';
import { readSmall } from '../extract.ts';
import { firstEntryOf, widen } from '../widen.ts';

const replace = sqlFile('./accounting-period-ranges.replace.sql', import.meta.url);
const oddPeriods = sqlFile('./accounting-period-ranges.odd.sql', import.meta.url);
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
    const theirs = await askRanges(context, calendar, tools);
    if (theirs) warnOfOthers(context, calendar, theirs);
    const ours = async () => rangesFor(calendar, context.today, await firstEntryOf(context));
    const ranges = await widen(context, calendar, theirs ?? (await ours()));
    assertContiguous(calendar, ranges);
    await assertNoneOdd(context, ranges);
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
  const closed =
    start === 0 || end === 0 ? 'nothing closed yet' : `closed ${formatPeriod(start)}..${formatPeriod(end)}`;
  return `${closed}, open ${formatPeriod(startOpen)}..${formatPeriod(endOpen)}`;
}

/** The customer's own ranges; undefined where the source is not configured. Throws PLEX_INCOMPLETE unless there is one row. */
async function askRanges(
  context: ReportContext,
  calendar: Calendar,
  tools: StepTools,
): Promise<PeriodRanges | undefined> {
  const source = periodRangesSource(context.keys);
  if (source.key === '') return undefined;
  const rows = await readSmall(context, source, { PCNs: String(context.company) }, tools.signal);
  const [start, end, startOpen, endOpen] = (rows[0] ?? []).slice(1).map((cell) => (cell ? parsePeriod(cell) : 0));
  if (rows.length === 1 && startOpen && endOpen)
    return { ...closedRange(calendar, startOpen, start, end), startOpen, endOpen };
  throw new AppError(
    'PLEX_INCOMPLETE',
    `${source.name} (${source.key}) answered with ${rows.length} rows; one was expected.`,
    {
      details: { source: source.key },
    },
  );
}

/** Where Plex names no closed range, it is the period before the open ones; none where the calendar begins with these. */
function closedRange(
  calendar: Calendar,
  startOpen: Period,
  start: Period | 0 | undefined,
  end: Period | 0 | undefined,
): Pick<PeriodRanges, 'start' | 'end'> {
  if (start && end) return { start, end };
  const before = periodBefore(calendar, startOpen);
  return { start: before, end: before };
}

/** A row of the calendar that is no period is only in the way where numbers are read. */
async function assertNoneOdd({ company, keys, warehouse }: ReportContext, ranges: PeriodRanges): Promise<void> {
  const values = { company, first: firstOf(ranges), last: ranges.endOpen };
  const [row] = await warehouse.query<{ period: string; reason: string }>(oddPeriods, values);
  if (!row) return;
  const source = periodSource(keys);
  throw new AppError(
    'PLEX_UNEXPECTED_SHAPE',
    `${source.name} (${source.key}) gave the period ${row.period}, which ${row.reason}. It lies among the periods that are read.`,
    { details: { source: source.key, period: row.period } },
  );
}
