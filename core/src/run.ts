// Runs, their steps and checks, as every process speaks of them.
import type { ErrorCode } from './errors.ts';

export type RunStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
export type StepStatus = 'pending' | 'running' | 'done' | 'skipped' | 'failed';

/** tied: every check passed. warnings: delivered, with something to look at. not-tied: delivered stamped, by explicit wish. */
export type Verdict = 'tied' | 'warnings' | 'not-tied';

/** A failure as the record keeps it. */
export type Failure = {
  readonly code: ErrorCode;
  readonly message: string;
  readonly move: string;
  readonly step?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** What a check found in one place, e.g. account × period. Amounts are decimal text. */
export type Difference = {
  readonly account?: string;
  readonly period?: number;
  readonly ours?: string;
  readonly theirs?: string;
  readonly note?: string;
};

/**
 * The result of one check. `severity` says what a finding means: blocking (the run fails), warning (it travels with the
 * report), info (good to know, never changes the verdict). `found` counts all differences; `differences` holds the first ones, the largest first. `names`: what their accounts are called.
 */
export type CheckResult = {
  readonly id: string;
  readonly title: string;
  readonly severity: 'blocking' | 'warning' | 'info';
  readonly passed: boolean;
  readonly summary: string;
  readonly found: number;
  readonly differences: readonly Difference[];
  readonly names?: Readonly<Record<string, string>>;
  readonly code?: ErrorCode;
};

/** One of the few numbers that a report comes to. `value` is decimal text, or a count. */
export type Total = { readonly title: string; readonly value: string };

/** The verdict over all checks; blocking findings make a run fail unless the asker allowed an untied file. */
export function verdictOf(checks: readonly CheckResult[]): Verdict {
  const findings = checks.filter((check) => !check.passed);
  if (findings.some((check) => check.severity === 'blocking')) return 'not-tied';
  return findings.some((check) => check.severity === 'warning') ? 'warnings' : 'tied';
}

/** What was proved: notes, which are good to know and prove nothing, are counted apart. */
export type Proof = { readonly passed: number; readonly total: number; readonly notes: number };

/** Counts the checks, the same way on cards, in the tab, on the terminal and in the workbook. */
export function proofOf(checks: readonly CheckResult[]): Proof {
  const proved = checks.filter(({ severity }) => severity !== 'info');
  const notes = checks.filter(({ severity, passed }) => severity === 'info' && !passed);
  return { passed: proved.filter(({ passed }) => passed).length, total: proved.length, notes: notes.length };
}

/** What the record keeps as steps after those of the report: the proof and the workbook. They have no number for people. */
export const closingPhases = { checks: 'Checks', workbook: 'Workbook' } as const;

/** One step as the record shows it; times in ms since the epoch. */
export type StepView = {
  readonly number: number;
  readonly name: string;
  readonly title: string;
  readonly status: StepStatus;
  readonly rows: number | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly note: string | null;
};

/** A progress event on the wire, published with every change. `expectedMs` is the median of past runs of this step. */
export type ProgressEvent = {
  readonly run: number;
  readonly company: number;
  readonly status: RunStatus;
  /** What comes after the steps: the checks, then the workbook. */
  readonly phase?: 'checks' | 'workbook';
  readonly step?: {
    readonly number: number;
    readonly of: number;
    readonly name: string;
    readonly title: string;
    readonly status: StepStatus;
    readonly rows: number;
    readonly elapsedMs: number;
    readonly expectedMs: number | null;
    readonly note?: string;
  };
};
