// One run, from its claim to the outbox. This is the flow: claim → hold → steps → checks → workbook → finish.
import { AppError, asAppError, type CheckResult, errorTable, type Failure, isCode, verdictOf } from '@repsys/core';
import {
  type Bell,
  type ClaimedRun,
  claimRun,
  type Database,
  expectedDurations,
  failRun,
  finishRun,
  giveBackRun,
  type Logger,
  markStep,
  publishProgress,
  pushResult,
  reconcile,
  viewRun,
  writeSteps,
} from '@repsys/core/node';
import type { Redis } from 'ioredis';
import { runPipeline, StepFailure } from './engine/pipeline.ts';
import { GivenBack, type Hold, holdRun } from './hold.ts';
import type { Plex } from './plex/data-source.ts';
import { type Announce, announcer } from './progress.ts';
import type { DataSourceKeys, Report, ReportContext, SliceSettings } from './reports/report.ts';
import { openWarehouse } from './warehouse/postgres-warehouse.ts';
import { dropStaleStages } from './warehouse/staging.ts';
import { makeWorkbook } from './workbook/make-workbook.ts';

/** Everything a run needs of its runner. `folder` holds files being written. */
export type Workshop = {
  readonly runner: string;
  readonly version: string;
  readonly database: Database;
  readonly redis: Redis;
  readonly bell: Bell;
  readonly plex: Plex;
  readonly reports: readonly Report[];
  readonly keys: DataSourceKeys;
  readonly slices: SliceSettings;
  readonly source: string;
  readonly folder: string;
  readonly extraChannels: readonly string[];
  readonly runTimeoutMs: number;
  readonly resumeMaxAgeMs: number;
  readonly log: Logger;
  /** Runs in hand, so that a cancel wish finds them. */
  readonly holds: Map<number, Hold>;
  today(): string;
};

/** A run may take its runner down twice; the third start is refused. */
const mostStarts = 2;

/** Checks that failed, with all findings, so that they stay readable in the record. */
class ChecksFailed extends Error {
  readonly checks: readonly CheckResult[];
  override readonly cause: AppError;

  constructor(checks: readonly CheckResult[], cause: AppError) {
    super(cause.message);
    this.checks = checks;
    this.cause = cause;
  }
}

/** Takes the run if it is free and sees it to an end; never throws. Twice, at once or late: only one runner gets it. */
export async function executeRun(workshop: Workshop, id: number, dropping: AbortSignal): Promise<void> {
  const log = workshop.log.child({ run: id });
  try {
    const run = await claimRun(workshop.database, id, workshop.runner);
    if (run) await work(workshop, run, dropping, log.child({ company: run.company, report: run.report }));
  } catch (error) {
    log.error({ error: asAppError(error) }, 'a run could not be taken up; it is rung again');
  }
}

async function work(workshop: Workshop, run: ClaimedRun, dropping: AbortSignal, log: Logger): Promise<void> {
  const { database, redis, runner, runTimeoutMs } = workshop;
  const hold = holdRun(run, { database, redis, runner, log, timeoutMs: runTimeoutMs, dropping });
  workshop.holds.set(run.id, hold);
  const announce = announcer(redis, run);
  try {
    refusePoison(run);
    await produce(workshop, run, hold, announce, log);
    log.info('run succeeded');
  } catch (error) {
    await settle(workshop, run, error, log);
  } finally {
    workshop.holds.delete(run.id);
    await hold.release();
    await tellEnd(workshop, run).catch((error: unknown) => log.warn({ error }, 'the end could not be announced'));
  }
}

function refusePoison({ id, starts }: ClaimedRun): void {
  if (starts <= mostStarts) return;
  throw new AppError('RUN_POISONED', `Run ${id} took its runner down ${mostStarts} times; it is not tried again.`);
}

async function produce(
  workshop: Workshop,
  run: ClaimedRun,
  hold: Hold,
  announce: Announce,
  log: Logger,
): Promise<void> {
  const report = reportOf(workshop, run);
  const context = contextOf(workshop, run, log);
  const expected = await expectedDurations(workshop.database, run.report, run.company);
  await dropStaleStages(workshop.database, run.company, run.fence);
  await writeSteps(workshop.database, run.id, [...report.description.steps, ...closingPhases]);
  await runPipeline(report.steps, {
    context,
    signal: hold.signal,
    rule: { rootRun: run.root_run, maxAgeMs: workshop.resumeMaxAgeMs },
    recall: context.warehouse.recall,
    async onChange(event) {
      const facts = { rows: event.rows, ...(event.note !== undefined && { note: event.note }) };
      await markStep(workshop.database, run, event.number, event.status, facts);
      hold.at(event.name);
      announce.step(event, expected.get(event.name)?.p50);
      log.info(
        { step: event.name, status: event.status, rows: event.rows, ms: event.elapsedMs, note: event.note },
        'step',
      );
    },
    onRows: (event) => announce.rows(event, expected.get(event.name)?.p50),
  });
  const phase = phases(workshop, run, report.steps.length, hold, announce);
  const checks = await phase('checks', 0, () => prove(report, context, hold.signal));
  await phase('workbook', 1, () => deliver(workshop, run, report, context, checks, hold.signal));
}

const closingPhases = [
  { name: 'Checks', title: 'Proof' },
  { name: 'Workbook', title: 'Workbook' },
];

/** The phases after the steps are timed and shown like steps. */
function phases(workshop: Workshop, run: ClaimedRun, steps: number, hold: Hold, announce: Announce) {
  return async <T>(phase: 'checks' | 'workbook', index: number, body: () => Promise<T>): Promise<T> => {
    const number = steps + index + 1;
    hold.signal.throwIfAborted();
    hold.at(phase);
    await markStep(workshop.database, run, number, 'running');
    announce.phase(phase);
    try {
      const result = await body();
      await markStep(workshop.database, run, number, 'done');
      return result;
    } catch (error) {
      if (hold.signal.aborted) throw hold.signal.reason;
      await markStep(workshop.database, run, number, 'failed').catch(() => undefined);
      throw error instanceof ChecksFailed ? error : new StepFailure(closingPhases[index]?.name ?? phase, error);
    }
  };
}

function reportOf(workshop: Workshop, run: ClaimedRun): Report {
  const report = workshop.reports.find(({ description }) => description.id === run.report);
  if (!report) throw new AppError('REQUEST_REPORT_UNKNOWN', `This runner has no report "${run.report}".`);
  return report;
}

function contextOf(workshop: Workshop, run: ClaimedRun, log: Logger): ReportContext {
  const { plex, keys, slices, source, version, database } = workshop;
  const { id, company, parameters } = run;
  const warehouse = openWarehouse(database, run);
  return { run: id, company, parameters, today: workshop.today(), source, version, plex, keys, slices, warehouse, log };
}

async function prove(report: Report, context: ReportContext, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const checks = await report.checks(context, signal);
  const failed = checks.filter((check) => check.severity === 'blocking' && !check.passed);
  const [first] = failed;
  if (!first || context.parameters.allowUntied) return checks;
  const message = failed.map((check) => `${check.title}: ${check.summary}`).join(' ');
  const details = { differences: failed.flatMap((check) => check.differences).slice(0, 20) };
  throw new ChecksFailed(checks, new AppError(first.code ?? 'LEDGER_OUT_OF_BALANCE', message, { details }));
}

async function deliver(
  workshop: Workshop,
  run: ClaimedRun,
  report: Report,
  context: ReportContext,
  checks: readonly CheckResult[],
  signal: AbortSignal,
): Promise<void> {
  const verdict = verdictOf(checks);
  const view = await viewRun(workshop.database, run.id);
  const facts = {
    requesters: view.requesters,
    acceptedAt: run.accepted_at,
    attempt: run.attempt,
    checks,
    stamp: verdict === 'not-tied' ? 'NOT TIED — the checks of this report failed; see the sheet Checks' : undefined,
    steps: view.steps.filter((step) => step.number <= report.steps.length),
  };
  const workbook = await makeWorkbook(workshop.folder, report, context, facts, signal);
  try {
    await finishRun(
      workshop.database,
      run,
      {
        verdict,
        checks,
        workbook,
        extraChannels: workshop.extraChannels,
        alsoWrite: async (client) => report.delivered?.(context, client),
      },
      signal,
    );
  } finally {
    await workbook.discard();
  }
}

async function settle(workshop: Workshop, run: ClaimedRun, error: unknown, log: Logger): Promise<void> {
  const cause = causeOf(error);
  if (cause instanceof GivenBack || isCode(cause, 'WAREHOUSE_UNREACHABLE')) {
    log.warn({ reason: cause.message }, 'run given back');
    return giveBackRun(workshop.database, run).catch((trouble: unknown) =>
      log.warn({ error: trouble }, 'run left to be taken over'),
    );
  }
  if (isCode(cause, 'WAREHOUSE_FENCED') || isCode(cause, 'RUN_MUTEX_LOST')) {
    return log.warn({ code: cause.code }, 'the run is in other hands; nothing was written');
  }
  const failure = failureOf(error, cause);
  log.error({ code: failure.code, step: failure.step, reason: failure.message, stack: stackOf(cause) }, 'run failed');
  const status = failure.code === 'RUN_CANCELLED' ? 'cancelled' : 'failed';
  const checks = error instanceof ChecksFailed ? error.checks : [];
  await failRun(workshop.database, run, status, failure, checks);
}

function causeOf(error: unknown): unknown {
  return error instanceof StepFailure || error instanceof ChecksFailed ? error.cause : error;
}

/** Rule 45: a failure names step, company, period and a readable reason. */
function failureOf(error: unknown, cause: unknown): Failure {
  const { code, message, details } = asAppError(cause);
  const step = error instanceof StepFailure ? error.step : error instanceof ChecksFailed ? 'Checks' : undefined;
  return { code, message, move: errorTable[code].move, details, ...(step !== undefined && { step }) };
}

function stackOf(cause: unknown): string | undefined {
  return cause instanceof AppError ? undefined : cause instanceof Error ? cause.stack : undefined;
}

/** Everybody hears the end; then the next waiting run of the company is rung. */
async function tellEnd(workshop: Workshop, run: ClaimedRun): Promise<void> {
  const { database, redis, bell } = workshop;
  const view = await viewRun(database, run.id);
  const { status, verdict, workbook } = view;
  if (status !== 'queued' && status !== 'running') {
    const line = {
      run: run.id,
      status,
      verdict,
      file: workbook?.fileName ?? null,
      finishedAt: new Date().toISOString(),
    };
    await pushResult(redis, run.company, line);
  }
  await publishProgress(redis, { run: run.id, company: run.company, status });
  if (status !== 'queued') await reconcile(database, bell, 0);
}
