// What a person sees of a run on a terminal: one moving line, or plain lines where there is no terminal.
import {
  type CheckResult,
  formatExact,
  formatPeriod,
  type Period,
  type ProgressEvent,
  parseAmount,
  proofOf,
  proofWords,
  type StepView,
} from '@repsys/core';
import type { RunView } from '@repsys/core/node';
import colors from 'picocolors';
import type { RunListener } from './follow.ts';

export type ProgressLine = RunListener & { end(): void };

const width = 24;

/** Shows progress on `output`: a bar on a terminal, else one line per step that ended. */
export function progressLine(output: NodeJS.WriteStream): ProgressLine {
  return output.isTTY ? movingLine(output) : plainLines(output);
}

function movingLine(output: NodeJS.WriteStream): ProgressLine {
  const show = (text: string) => output.write(`\r\u001b[2K${text}`);
  return {
    hear(event) {
      const text = describe(event);
      if (text) show(text);
    },
    look({ outage }) {
      if (outage) show(colors.yellow(awayText(outage)));
    },
    end: () => show(''),
  };
}

function plainLines(output: NodeJS.WriteStream): ProgressLine {
  let awaySince: number | undefined;
  return {
    look({ outage }) {
      const since = outage?.since;
      if (since === awaySince) return;
      output.write(outage ? `${awayText(outage)}\n` : 'Plex answers again\n');
      awaySince = since;
    },
    hear({ step, phase }) {
      if (phase) output.write(`${phase === 'checks' ? 'proving the numbers' : 'writing the workbook'}\n`);
      if (!step || step.status === 'running') return;
      const ending = step.status === 'skipped' ? `skipped, ${step.note}` : `${step.status}, ${step.rows} rows`;
      output.write(`step ${step.number} of ${step.of} ${step.name}: ${ending}, ${seconds(step.elapsedMs)}\n`);
    },
    end: () => undefined,
  };
}

function awayText({ since, nextAt }: NonNullable<RunView['outage']>): string {
  return `Plex has not answered since ${clockTime(since)}; the run waits, and Plex is tried again at ${clockTime(nextAt)}`;
}

const clockTime = (at: number): string => new Date(at).toLocaleTimeString('en-GB');

function describe({ step, phase }: ProgressEvent): string | undefined {
  if (phase) return `${bar(1)} ${phase === 'checks' ? 'proving the numbers' : 'writing the workbook'} …`;
  if (!step) return undefined;
  const done = step.status === 'running' ? step.number - 1 + within(step) : step.number;
  const expected = step.expectedMs === null ? '' : colors.dim(` of about ${seconds(step.expectedMs)}`);
  const rows = step.rows > 0 ? `, ${step.rows.toLocaleString('en-US')} rows` : '';
  return `${bar(done / step.of)} step ${step.number} of ${step.of} ${colors.bold(step.title)} ${colors.dim(step.name)}${rows}, ${seconds(step.elapsedMs)}${expected}`;
}

function within({ elapsedMs, expectedMs }: { readonly elapsedMs: number; readonly expectedMs: number | null }): number {
  return expectedMs ? Math.min(0.95, elapsedMs / expectedMs) : 0;
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * width);
  return `${colors.green('█'.repeat(full))}${colors.dim('░'.repeat(width - full))}`;
}

/** `1.2 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** The verdict in words and colour. */
export const verdictText = {
  tied: colors.green('TIED'),
  warnings: colors.yellow('TIED, WITH WARNINGS'),
  'not-tied': colors.red('NOT TIED'),
};

const marks = { good: colors.green('✓'), warning: colors.yellow('!'), bad: colors.red('✗'), info: colors.dim('·') };

/** Verdict, checks and where the time went, as lines. */
export function resultLines(view: RunView): readonly string[] {
  return [...view.checks.flatMap(checkLines), '', proofWords(proofOf(view.checks)), '', ...timeLines(view)];
}

function checkLines(check: CheckResult): readonly string[] {
  const mark = check.passed
    ? marks.good
    : { blocking: marks.bad, warning: marks.warning, info: marks.info }[check.severity];
  const shown = check.passed || check.severity === 'info' ? [] : check.differences.slice(0, 5).map(differenceLine);
  const more = check.found - shown.length;
  const rest = shown.length > 0 && more > 0 ? [colors.dim(`      and ${more} more, in the tab under this run`)] : [];
  return [`  ${mark} ${check.title}: ${check.summary}`, ...shown, ...rest];
}

function differenceLine({ account, period, ours, theirs, note }: CheckResult['differences'][number]): string {
  const place = [account, period === undefined ? undefined : formatPeriod(period as Period)].filter(Boolean).join(' ');
  const amounts =
    ours === undefined ? '' : ` ours ${readable(ours)}, theirs ${theirs === undefined ? '—' : readable(theirs)}`;
  return colors.dim(`      ${place}${amounts}${note ? ` ${note}` : ''}`);
}

const readable = (amount: string): string => formatExact(parseAmount(amount));

function timeLines(view: RunView): readonly string[] {
  const total = (view.finishedAt ?? Date.now()) - view.acceptedAt;
  const spent = view.steps
    .map((step) => ({ step, ms: duration(step) }))
    .filter(({ step }) => step.startedAt !== null || step.note);
  const longest = Math.max(1, ...spent.map(({ ms }) => ms));
  const lines = spent.map(({ step, ms }) => {
    const share = '▇'.repeat(Math.round((ms / longest) * 20)).padEnd(20);
    const rows = step.rows === null ? '' : `${step.rows.toLocaleString('en-US')} rows`;
    return `  ${seconds(ms).padStart(8)} ${colors.cyan(share)} ${step.title}${step.status === 'skipped' ? ' (skipped)' : ''} ${colors.dim(rows)}`;
  });
  return [`Time: ${seconds(total)} from accepted to delivered`, ...lines];
}

function duration({ startedAt, finishedAt }: StepView): number {
  return startedAt === null || finishedAt === null ? 0 : finishedAt - startedAt;
}
