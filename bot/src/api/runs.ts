// Runs to look at: the queue, the archive page by page, one run whole, its deliveries, what has changed.
import { type ApiRun, AppError, type ChangesAnswer, type RunsQuery, runSorts } from '@repsys/core';
import {
  type ArchiveLine,
  type ArchivePlace,
  changesBetween,
  differencesOf,
  type EarlierRun,
  earlierRuns,
  expectedDurations,
  publishedReports,
} from '@repsys/core/node';
import { z } from 'zod';
import type { Call, Handlers, Tab } from './call.ts';
import { invalidFields } from './problem.ts';
import { checksOf, deliveryOf, holderOf, lineOf, readAt, runFailure, stepsOf, workbookOf } from './views.ts';

const mostQueued = 500;

export const runHandlers: Pick<Handlers, 'queue' | 'runs' | 'run' | 'differences' | 'deliveries' | 'changes'> = {
  async queue(tab, { person }) {
    const open = await tab.desk.queue(person, { most: mostQueued });
    const expected = await expectedOf(tab, open.lines);
    return {
      runs: open.lines.map((line) => ({
        ...lineOf(person, line),
        expected: expected.get(scopeOf(line)) ?? null,
        holder: holderOf(line, open.holders),
        may: tab.desk.may(person, line),
      })),
      running: open.running,
      waiting: open.waiting,
    };
  },

  async runs({ desk }, { person, query }) {
    const { cursor, order, limit, mine, status: statuses, verdict: verdicts, ...filter } = query;
    const { lines, total, last } = await desk.runs(person, {
      ...filter,
      ...{ statuses, verdicts, ascending: order === 'asc', most: limit },
      person: mine ? person.id : undefined,
      after: cursor === undefined ? undefined : placeIn(cursor, query),
    });
    const next = last && lines.length === limit ? cursorOf(last, query) : null;
    return { runs: lines.map((line) => lineOf(person, line)), next, total };
  },

  run: wholeRun,

  async differences({ database, desk }, { person, params: { run, check } }) {
    await desk.view(person, run);
    const result = await differencesOf(database, run, check);
    if (!result) throw new AppError('REQUEST_RUN_UNKNOWN', `Run ${run} has no check “${check}”.`);
    const { found, differences, names = {} } = result;
    const nameOf = (account = '') => (Object.hasOwn(names, account) ? { name: names[account] } : {});
    return { found, differences: differences.map((each) => ({ ...each, ...nameOf(each.account) })) };
  },

  async deliveries({ desk }, { person, params }) {
    const deliveries = await desk.deliveries(person, params.run);
    return { deliveries: deliveries.map((each) => deliveryOf(person, each)) };
  },

  changes,
};

const mostEarlier = 50;

async function changes({ database, desk }: Tab, { person, params, query }: Call<'changes'>): Promise<ChangesAnswer> {
  const { run } = params;
  await desk.view(person, run);
  const others = await earlierRuns(database, run, { most: mostEarlier });
  const earlier = query.earlier === undefined ? others[0] : await earlierOf(database, run, query.earlier);
  const rows = earlier?.kept ? await changesBetween(database, run, earlier, query.limit) : [];
  const found = rows[0]?.found ?? 0;
  return {
    run,
    earlier: earlier ? earlierView(earlier) : null,
    compared: earlier?.kept ? earlier.shared : null,
    complete: found === rows.length,
    found,
    changes: rows.map(changeOf),
    others: others.map(earlierView),
  };
}

async function earlierOf(database: Tab['database'], run: number, earlier: number): Promise<EarlierRun> {
  const [found] = await earlierRuns(database, run, { earlier, most: 1 });
  if (found) return found;
  throw new AppError(
    'REQUEST_RUN_UNKNOWN',
    `There is no run ${earlier} before run ${run} that delivered any of its periods.`,
  );
}

const earlierView = ({ id, finishedAt, from, to, kept }: EarlierRun) => ({ run: id, finishedAt, from, to, kept });

type Row = Awaited<ReturnType<typeof changesBetween>>[number];

const changeOf = (row: Row): ChangesAnswer['changes'][number] => ({
  account: row.account,
  period: row.period,
  movement: row.movement === row.movement_before ? null : { before: row.movement_before, now: row.movement },
  balance: row.balance === row.balance_before ? null : { before: row.balance_before, now: row.balance },
});

const scopeOf = ({ report, company }: ArchiveLine): string => `${company} ${report}`;

async function expectedOf({ database }: Tab, lines: readonly ArchiveLine[]) {
  const scopes = new Map(lines.map((line) => [scopeOf(line), line]));
  const found = await Promise.all(
    [...scopes].map(async ([scope, { report, company }]) => {
      const expected = await expectedDurations(database, report, company);
      return [scope, expected.get('')] as const;
    }),
  );
  return new Map(found);
}

async function wholeRun(tab: Tab, { person, params }: Call<'run'>): Promise<ApiRun> {
  const { database, desk, keepMs } = tab;
  const line = await desk.line(person, params.run);
  const [view, reports, expected, deliveries, open] = await Promise.all([
    desk.view(person, line.id),
    publishedReports(database),
    expectedDurations(database, line.report, line.company),
    desk.deliveries(person, line.id),
    line.status === 'queued' ? desk.queue(person, { run: line.id }) : undefined,
  ]);
  const report = reports.find(({ id }) => id === line.report);
  const steps = stepsOf({ view, report, expected });
  const { step: _, stepTitle: __, failureCode: ___, ...own } = lineOf(person, line);
  return {
    ...own,
    reportTitle: report?.title ?? line.report,
    attemptOf: line.attemptOf,
    cancelRequestedBy: line.cancelRequestedBy,
    failure: runFailure(view),
    expected: expected.get('') ?? null,
    holder: holderOf(line, open?.holders ?? []),
    steps,
    totals: view.totals.map(({ title, value }) => ({ title, value })),
    checks: checksOf(view),
    readAt: readAt(steps),
    workbook: workbookOf(view),
    deliveries: deliveries.map((each) => deliveryOf(person, each)),
    keptUntil: keepMs !== null && line.finishedAt !== null ? line.finishedAt + keepMs : null,
    may: desk.may(person, line),
  };
}

const cursorSchema = z.tuple([z.enum(runSorts), z.enum(['asc', 'desc']), z.string().max(300), z.int()]);

const cursorOf = ({ key, id }: ArchivePlace, { sort, order }: RunsQuery): string =>
  Buffer.from(JSON.stringify([sort, order, key, id])).toString('base64url');

/** Throws REQUEST_INVALID when the cursor is not one of this order. */
function placeIn(cursor: string, query: RunsQuery): ArchivePlace {
  try {
    const [sort, order, key, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (sort === query.sort && order === query.order) return { key, id };
  } catch {
    // Told below, in the same words.
  }
  throw invalidFields([{ path: ['cursor'], message: 'is not a place in this list' }]);
}
