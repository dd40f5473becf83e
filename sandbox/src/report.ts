// `npm run report`: one report in one go. Uses the world that is up; starts what is not running and stops it again.
import { userInfo } from 'node:os';
import {
  asAppError,
  type Calendar,
  monthWords,
  type PeriodRange,
  type PeriodWish,
  parseRequest,
  type ReportRequest,
  resolvePeriods,
} from '@repsys/core';
import {
  type Acceptance,
  type Clock,
  clock,
  companyNumbered,
  freshCalendar,
  openDatabase,
  publishedCalendar,
  type RunView,
  reportCalled,
  timeZoneOf,
} from '@repsys/core/node';
import colors from 'picocolors';
import { awaitRun, fetchWorkbook, type Reach, submit, takeUpAgain } from './main-job.ts';
import { type ReportArguments, readArguments, usage } from './report-arguments.ts';
import { progressLine, resultLines, verdictText } from './terminal.ts';
import { enter, type Visit } from './world/entrance.ts';
import { dataFolder, worldChoice } from './world/places.ts';
import { startWorld } from './world/world.ts';

const exitCodes = { tied: 0, failed: 1, wrongArguments: 2, warnings: 3 } as const;

/** The world to ask: the one that is up in its folder, or a new one. */
function enterWorld(wish: ReportArguments): Promise<Visit> {
  const choice = worldChoice(process.env, wish.today);
  const folder = dataFolder(choice);
  const said: string[] = [];
  const say = (part: string, line: string) => {
    said.push(`${part}: ${line}`);
    if (part === 'world') process.stderr.write(colors.dim(`${line}\n`));
  };
  return enter(folder, () =>
    startWorld({ folder, environment: process.env, graceSeconds: 5, say, ...choice }).catch((error: unknown) => {
      process.stderr.write(`${said.slice(-20).join('\n')}\n`);
      throw error;
    }),
  );
}

type NewReport = Exclude<ReportArguments['wish'], { readonly resume: number }>;

/**
 * Written periods go as they are: the run reads the calendar anew and says what there is. Which months they are is said
 * where their numbers do not say it.
 */
async function rangeOf({ database }: Reach, wish: PeriodWish, company: number, day?: string): Promise<PeriodRange> {
  const calendar = await calendarFor(database, wish, company);
  const today = todayOf(day)(await timeZoneOf(database, company));
  const range = wish.kind === 'range' ? wish : resolvePeriods(wish, calendar, today);
  const months = monthWords(calendar, range);
  if (months) process.stderr.write(`${months}\n`);
  return range;
}

function todayOf(day: string | undefined): Clock {
  const { REPSYS_TODAY } = process.env;
  const madeUp = day ?? REPSYS_TODAY;
  return clock({ ...(madeUp && { REPSYS_TODAY: madeUp }) });
}

/** Words mean the calendar of this moment: a runner reads it from Plex. */
const patienceMs = 15_000;

async function calendarFor(database: Reach['database'], wish: PeriodWish, company: number): Promise<Calendar> {
  if (wish.kind === 'range') return publishedCalendar(database, company);
  const { calendar, fresh, readAt } = await freshCalendar(database, company, patienceMs);
  const since = readAt === null ? 'of the last report' : `of ${new Date(readAt).toISOString()}`;
  if (!fresh) process.stderr.write(`Plex could not be asked just now: by the calendar ${since}\n`);
  return calendar;
}

async function requestOf(reach: Reach, given: ReportArguments, wish: NewReport): Promise<ReportRequest> {
  const report = await reportCalled(reach.database, wish.report);
  const { company } = await companyNumbered(reach.database, given.company);
  const { from, to } = await rangeOf(reach, wish.periods, company, given.today);
  return parseRequest({
    report: report.id,
    company,
    parameters: { from, to, allowUntied: given.allowUntied },
    requester: requester(),
    source: 'command-line',
  });
}

const requester = (): string => userInfo().username;

async function ask(reach: Reach, given: ReportArguments): Promise<Acceptance> {
  if ('resume' in given.wish) return takeUpAgain(reach, given.wish.resume, requester());
  return submit(reach, await requestOf(reach, given, given.wish));
}

async function makeReport(reach: Reach, wish: ReportArguments, interrupted: AbortSignal): Promise<number> {
  const acceptance = await ask(reach, wish);
  const joined = acceptance.joined ? ', joined: the same was already asked for' : '';
  process.stderr.write(`run ${acceptance.run} accepted${joined}\n`);
  const line = progressLine(process.stderr);
  const view = await awaitRun(reach, acceptance.run, requester(), line, interrupted);
  line.end();
  if (view.status !== 'succeeded') return tellFailure(view, wish);
  const path = await fetchWorkbook(
    reach,
    view,
    acceptance.request,
    wish.out ?? view.workbook?.fileName ?? 'report.xlsx',
  );
  return tellSuccess(view, path, wish);
}

function tellSuccess(view: RunView, path: string, wish: ReportArguments): number {
  if (wish.json) process.stdout.write(`${JSON.stringify({ ...view, path }, null, 2)}\n`);
  else {
    const lines = [...resultLines(view), '', `${verdictText[view.verdict ?? 'tied']}  ${path}`];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return view.verdict === 'tied' ? exitCodes.tied : exitCodes.warnings;
}

function tellFailure(view: RunView, wish: ReportArguments): number {
  const { failure } = view;
  if (wish.json) process.stdout.write(`${JSON.stringify(view, null, 2)}\n`);
  else {
    const place = failure?.step ? ` at ${failure.step}` : '';
    const lines = [
      ...resultLines(view),
      '',
      `${colors.red(view.status.toUpperCase())} ${failure?.code}${place}, company ${view.company}`,
      `  ${failure?.message}`,
      `  ${failure?.move}`,
      ...(mayResume(view) ? [colors.dim(`  Take it up again: npm run report -- resume ${view.id}`)] : []),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return exitCodes.failed;
}

/** After a finding in the ledger the numbers must be read anew: that is a new request. */
function mayResume({ status, failure }: RunView): boolean {
  return status === 'failed' && !failure?.code.startsWith('LEDGER_') && !failure?.code.startsWith('REQUEST_');
}

function tellError(error: unknown): number {
  const { code, message, move } = asAppError(error);
  process.stderr.write(`${colors.red(code)} ${message}\n${move}\n`);
  return code.startsWith('REQUEST_') ? exitCodes.wrongArguments : exitCodes.failed;
}

async function main(): Promise<number> {
  const wish = readArguments(process.argv.slice(2));
  if (wish === 'help') {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const interrupted = new AbortController();
  process.on('SIGINT', () => interrupted.abort());
  process.on('SIGTERM', () => interrupted.abort());
  const visit = await enterWorld(wish);
  const { sign } = visit;
  const database = openDatabase(sign.databaseUrl, { name: 'report', max: 4 });
  try {
    const work = makeReport({ database, redisUrl: sign.redisUrl }, wish, interrupted.signal);
    return await Promise.race([work, visit.failed]);
  } finally {
    await database.close();
    await visit.leave();
  }
}

process.exitCode = await main().catch(tellError);
if (process.exitCode === exitCodes.wrongArguments) process.stderr.write(`\n${usage}\n`);
