// How a run ends when it does not end well, and how everybody hears of an end.
import { setTimeout as delay } from 'node:timers/promises';
import { type AppError, asAppError, type CheckResult, errorTable, type Failure, isCode } from '@repsys/core';
import {
  type ClaimedRun,
  failRun,
  giveBackRun,
  type Logger,
  publishProgress,
  pushResult,
  reconcile,
  translateDatabaseError,
  viewRun,
} from '@repsys/core/node';
import { StepFailure } from './engine/pipeline.ts';
import { GivenBack } from './hold.ts';
import type { Workshop } from './workshop.ts';

/** Checks that failed, with all findings, so that they stay readable in the record. */
export class ChecksFailed extends Error {
  readonly checks: readonly CheckResult[];
  override readonly cause: AppError;

  constructor(checks: readonly CheckResult[], cause: AppError) {
    super(cause.message);
    this.checks = checks;
    this.cause = cause;
  }
}

/**
 * Records what became of a run that threw: failed or cancelled, given back to the queue, or left to whoever holds it now.
 * False when it is in other hands, so that its end is not ours to tell. Throws when the record cannot be reached; the run is then taken over later.
 */
export async function settle(workshop: Workshop, run: ClaimedRun, error: unknown, log: Logger): Promise<boolean> {
  const cause = causeOf(error);
  if (cause instanceof GivenBack || isCode(cause, 'WAREHOUSE_UNREACHABLE')) {
    log.warn({ reason: cause.message }, 'run given back');
    workshop.reach.doubt(cause);
    const ours = await giveBack(workshop, run, log, cause instanceof GivenBack ? 'shutdown' : 'outage');
    return ours || tellFenced(log);
  }
  if (isFenced(cause)) return tellFenced(log);
  const failure = failureOf(error, cause);
  const checks = error instanceof ChecksFailed ? error.checks : [];
  try {
    await failRun(workshop.database, run, failure.code === 'RUN_CANCELLED' ? 'cancelled' : 'failed', failure, checks);
  } catch (refusal) {
    // What went wrong was only that somebody else has the company by now, e.g. our staging table is gone.
    if (isFenced(refusal)) return tellFenced(log);
    throw refusal;
  }
  log.error({ code: failure.code, step: failure.step, reason: failure.message, error: cause }, 'run failed');
  return true;
}

const isFenced = (error: unknown): boolean => isCode(error, 'WAREHOUSE_FENCED') || isCode(error, 'RUN_MUTEX_LOST');

function tellFenced(log: Logger): false {
  log.warn('the run is in other hands; nothing was written');
  return false;
}

const giveBackPauseMs = 500;
const giveBackMs = { shutdown: 2_000, outage: 150_000 } as const;

/**
 * Tries until the record is there again, so that an outage is not taken for a death; after that the run is taken over.
 * False when it has been taken over already.
 */
async function giveBack(
  { database }: Workshop,
  run: ClaimedRun,
  log: Logger,
  why: 'shutdown' | 'outage',
): Promise<boolean> {
  for (const end = performance.now() + giveBackMs[why]; ; await delay(giveBackPauseMs)) {
    try {
      return await giveBackRun(database, run, why);
    } catch (error) {
      if (performance.now() < end) continue;
      log.warn({ error }, 'run left to be taken over');
      return true;
    }
  }
}

function causeOf(error: unknown): unknown {
  return translateDatabaseError(error instanceof StepFailure || error instanceof ChecksFailed ? error.cause : error);
}

/** Rule 45: a failure names step, company, period and a readable reason. */
function failureOf(error: unknown, cause: unknown): Failure {
  const { code, message, details } = asAppError(cause);
  const step = error instanceof StepFailure ? error.step : error instanceof ChecksFailed ? 'Checks' : undefined;
  return { code, message, move: errorTable[code].move, details, ...(step !== undefined && { step }) };
}

/** Everybody hears the end; then the next waiting run of the company is rung. */
export async function tellEnd(workshop: Workshop, run: ClaimedRun): Promise<void> {
  const { database, redis, bell, claimant } = workshop;
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
  if (status !== 'queued') await reconcile(database, bell, claimant, 0);
}
