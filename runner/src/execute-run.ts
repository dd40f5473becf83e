// One run, from its claim to the outbox. This is the flow: claim → hold → steps → checks → workbook → finish.
import { AppError, asAppError, type CheckResult, closingPhases, verdictOf } from '@repsys/core';
import {
  type ClaimedRun,
  claimRun,
  companyNumbered,
  expectedDurations,
  failSpan,
  finishRun,
  type Logger,
  markStep,
  untiedBefore,
  viewRun,
  writeSteps,
} from '@repsys/core/node';
import { countStep, inStep } from './counting.ts';
import { ChecksFailed, settle, tellEnd } from './end-run.ts';
import { runPipeline, StepFailure } from './engine/pipeline.ts';
import { type Hold, holdRun, obeying } from './hold.ts';
import { outageBook } from './outages.ts';
import { type Announce, announcer } from './progress.ts';
import { readingMarker } from './reading.ts';
import type { Report, ReportContext } from './reports/report.ts';
import { openWarehouse } from './warehouse/postgres-warehouse.ts';
import { dropStaleStages } from './warehouse/staging.ts';
import { makeWorkbook } from './workbook/make-workbook.ts';
import type { Workshop } from './workshop.ts';

/** A run may take its runner down twice; the third start is refused. */
const mostStarts = 2;
/** PostgreSQL may go away this often while a run is at work; then the run itself may be why. */
const mostOutages = 5;

/** Takes the run of that run's company whose turn it is and sees it to an end; never throws. Twice, at once or late: only one runner gets it. */
export async function executeRun(workshop: Workshop, id: number, dropping: AbortSignal): Promise<void> {
  const log = workshop.log;
  try {
    const run = await claimRun(workshop.database, id, workshop.claimant);
    if (run === 'foreign')
      log.info({ run: id }, 'not for this runner, which may not work for its company or has not its report');
    else if (run)
      await workshop.tracing.enter('run', factsOf(run), () => work(workshop, run, dropping, logOf(log, run)));
  } catch (error) {
    workshop.reach.doubt(error);
    log.error({ run: id, error: asAppError(error) }, 'a run could not be taken up; it is rung again');
  }
}

const logOf = (log: Logger, { id, company, report }: ClaimedRun): Logger => log.child({ run: id, company, report });

/** The run's span belongs to where it was asked for. */
function factsOf({ id, company, report, attempt, starts, traceparent: parent }: ClaimedRun) {
  const attributes = {
    'repsys.run': id,
    'repsys.company': company,
    'repsys.report': report,
    'repsys.attempt': attempt,
    'repsys.starts': starts,
  };
  return { kind: 'consumer', parent, attributes } as const;
}

async function work(workshop: Workshop, run: ClaimedRun, dropping: AbortSignal, log: Logger): Promise<void> {
  const { database, redis, claimant, runTimeoutMs } = workshop;
  const { runner } = claimant;
  const hold = holdRun(run, { database, redis, runner, log, timeoutMs: runTimeoutMs, dropping });
  workshop.holds.set(run.id, hold);
  const announce = announcer(redis, run);
  let ours = true;
  try {
    refusePoison(run);
    await obeying(produce(workshop, run, hold, announce, log), hold.signal);
    log.info('run succeeded');
  } catch (error) {
    failSpan(error instanceof StepFailure ? error.cause : error);
    ours = await settle(workshop, run, error, log).catch((trouble: unknown) => tellUnsettled(trouble, log));
  } finally {
    workshop.holds.delete(run.id);
    await hold.release();
    if (ours) await tellEnd(workshop, run).catch((error: unknown) => log.warn({ error }, 'the end is not announced'));
  }
}

/** Nothing has ended: its time runs out, and the next runner sees to it. */
function tellUnsettled(trouble: unknown, log: Logger): false {
  log.error({ error: asAppError(trouble) }, 'the end of the run could not be recorded; it is taken over');
  return false;
}

function refusePoison({ id, starts, outages }: ClaimedRun): void {
  if (starts > mostStarts) throw poisoned(id, `took its runner down ${mostStarts} times`);
  if (outages >= mostOutages) throw poisoned(id, `lost PostgreSQL ${mostOutages} times while it was at work`);
}

const poisoned = (id: number, why: string) => new AppError('RUN_POISONED', `Run ${id} ${why}; it is not tried again.`);

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
  await writeSteps(workshop.database, run.id, [...report.description.steps, ...closing]);
  const aboutTo = readingMarker(workshop.database, run, report.steps);
  await runPipeline(report.steps, {
    context,
    signal: hold.signal,
    rule: {
      rootRun: run.root_run,
      maxAgeMs: workshop.resumeMaxAgeMs,
      // What was posted in Plex since the checks failed must be read.
      notBefore: (await untiedBefore(workshop.database, run.id)) ?? 0,
    },
    recall: context.warehouse.recall,
    async onChange(event) {
      await aboutTo(event.name);
      await markStep(workshop.database, run, event.number, event.status, event);
      if (event.status !== 'running') countStep(workshop.metrics, run.report, { ...event, status: event.status });
      hold.at(event.name);
      announce.step(event, expected.get(event.name)?.p50);
      const { name: step, status, rows, elapsedMs: ms, note } = event;
      log.info({ step, status, rows, ms, note }, 'step');
    },
    onRows: (event) => announce.rows(event, expected.get(event.name)?.p50),
    around: inStep,
  });
  const phase = phases(workshop, run, report.steps.length, hold, announce);
  const checks = await phase('checks', 0, () => prove(report, context, hold.signal));
  await phase('workbook', 1, () => deliver(workshop, run, report, context, checks, hold.signal));
}

const closing = [
  { name: closingPhases.checks, title: 'Proof' },
  { name: closingPhases.workbook, title: 'Workbook' },
] as const;

/** The phases after the steps are timed and shown like steps. */
function phases(workshop: Workshop, run: ClaimedRun, steps: number, hold: Hold, announce: Announce) {
  return async <T>(phase: 'checks' | 'workbook', index: 0 | 1, body: () => Promise<T>): Promise<T> => {
    const number = steps + index + 1;
    hold.signal.throwIfAborted();
    hold.at(phase);
    await markStep(workshop.database, run, number, 'running');
    announce.phase(phase);
    const { name } = closing[index];
    const started = performance.now();
    const ended = (status: 'done' | 'failed') =>
      countStep(workshop.metrics, run.report, { name, status, elapsedMs: performance.now() - started });
    try {
      const result = await inStep(name, body);
      await markStep(workshop.database, run, number, 'done');
      ended('done');
      return result;
    } catch (error) {
      if (hold.signal.aborted) throw hold.signal.reason;
      ended('failed');
      await markStep(workshop.database, run, number, 'failed').catch(() => undefined);
      throw error instanceof ChecksFailed ? error : new StepFailure(name, error);
    }
  };
}

function reportOf(workshop: Workshop, run: ClaimedRun): Report {
  const report = workshop.reports.find(({ description }) => description.id === run.report);
  if (!report) throw new AppError('REQUEST_REPORT_UNKNOWN', `This runner has no report "${run.report}".`);
  return report;
}

function contextOf(workshop: Workshop, run: ClaimedRun, log: Logger): ReportContext {
  const { plex, keys, slices, source, version, database, metrics } = workshop;
  const { id, company, parameters } = run;
  const warehouse = openWarehouse(database, run);
  return {
    ...{ run: id, company, parameters, source, version, plex, keys, slices, warehouse, log },
    today: workshop.today(company),
    outages: outageBook(workshop, run),
    retried: (name, code) => metrics.count('repsys_plex_retries_total', { source: name, code }),
  };
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
    companyName: (await companyNumbered(workshop.database, run.company)).name,
    requesters: view.requesters,
    acceptedAt: run.accepted_at,
    attempt: run.attempt,
    checks,
    stamp: verdict === 'not-tied' ? 'NOT TIED — the checks of this report failed; see the sheet Checks' : undefined,
    steps: view.steps.filter((step) => step.number <= report.steps.length),
  };
  const totals = (await report.totals?.(context, signal)) ?? [];
  const workbook = await makeWorkbook(workshop.folder, report, context, facts, { signal, fence: run.fence });
  try {
    await finishRun(
      workshop.database,
      run,
      {
        verdict,
        totals,
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
