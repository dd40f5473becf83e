// Do debits and credits agree, to the last decimal? Pure reasoning over the sums of each period, year closes included (rules 30, 31).
import { type Amount, type CheckResult, type Difference, exactText, formatPeriod, type Period } from '@repsys/core';

/** The sums of one stored period, in order of period. `opens`: it is the first of a fiscal year. `profitAndLoss`: year-to-date of revenue and expense accounts. */
export type PeriodSums = {
  readonly period: Period;
  readonly opens: boolean;
  readonly movement: Amount;
  readonly ytd: Amount;
  readonly profitAndLoss: Amount;
};

type Finding = Difference & { readonly period: Period };
/** A year that was not closed in the first period of the next; `closedIn` is the later one that made good for it. */
type Unclosed = { readonly finding: Finding; closedIn?: Period };
/** What a year came to, as it was carried to retained earnings in the first period of the next; `yearEnd` is its last period. */
type Carried = { readonly period: Period; readonly yearEnd: Period; readonly amount: Amount };
type Walk = {
  readonly carried: readonly Carried[];
  readonly movement: readonly Finding[];
  readonly ytd: readonly Finding[];
  readonly unclosed: readonly Unclosed[];
};

/**
 * Walks through all stored periods. In the first period of a fiscal year the movements may sum to last year's profit and loss (the year was
 * closed) or to zero (it is not closed yet: then all later year-to-date sums are off by exactly that, and it is a
 * warning), or to that of all years that are still open (they were closed together).
 */
export function walkPeriods(sums: readonly PeriodSums[]): Walk {
  const walk = {
    carried: [] as Carried[],
    movement: [] as Finding[],
    ytd: [] as Finding[],
    unclosed: [] as Unclosed[],
  };
  let pending: Amount = 0n;
  for (const [index, sum] of sums.entries()) {
    const { opens } = sum;
    const opening = opens ? (sums[index - 1]?.profitAndLoss ?? 0n) : 0n;
    const closed = sum.movement === opening;
    const yearEnd = sums[index - 1]?.period;
    if (opens && yearEnd && sum.movement !== 0n && (closed || sum.movement === opening - pending))
      walk.carried.push({ period: sum.period, yearEnd, amount: sum.movement });
    if (opens && sum.movement === opening - pending) {
      pending = 0n;
      for (const year of walk.unclosed) year.closedIn ??= sum.period;
    } else if (!closed && sum.movement === 0n) {
      pending -= opening;
      walk.unclosed.push({ finding: finding(sum.period, 0n, opening, 'year close not posted') });
    } else if (!closed) {
      const note = opens ? "theirs is last year's result" : undefined;
      walk.movement.push(finding(sum.period, sum.movement, opening, note));
    }
    if (sum.ytd !== pending) walk.ytd.push(finding(sum.period, sum.ytd, pending));
  }
  return walk;
}

function finding(period: Period, ours: Amount, theirs: Amount, note?: string): Finding {
  return {
    period,
    ours: exactText(ours),
    theirs: exactText(theirs),
    ...(note !== undefined && { note }),
  };
}

/** The results carried in from..to: all that debits and credits differ by. None where they differ by anything else. */
export function carriedResults(sums: readonly PeriodSums[], from: Period, to: Period): readonly Carried[] {
  const { carried, movement } = walkPeriods(sums);
  const within = ({ period }: { readonly period: Period }) => period >= from && period <= to;
  return movement.some(within) ? [] : carried.filter(within);
}

/** The three checks of the ledger's balance, over the periods from..to. */
export function ledgerChecks(sums: readonly PeriodSums[], from: Period, to: Period): readonly CheckResult[] {
  const walk = walkPeriods(sums);
  const within = (findings: readonly Finding[]) => findings.filter(({ period }) => period >= from && period <= to);
  const movement = within(walk.movement);
  const opening = new Set(sums.filter(({ opens }) => opens).map(({ period }) => period));
  const unclosed = walk.unclosed
    .filter(({ finding: { period }, closedIn }) => period <= to && (closedIn === undefined || closedIn > from))
    .map((year) => year.finding);
  return [
    check({
      id: 'movements-balance',
      title: 'Movements of each period sum to zero',
      severity: 'blocking',
      found: movement,
      good: "Every period's movements sum to zero; in a year's first to last year's profit or loss, carried to retained earnings.",
      bad: movement.every(({ period }) => opening.has(period))
        ? "In % the movements sum neither to zero nor to last year's result. If an entry came after the year was closed, close the year again."
        : 'Debits and credits differ in %.',
    }),
    check({
      id: 'balances-balance',
      title: 'Year-to-date balances of each period sum to zero',
      severity: 'blocking',
      found: within(walk.ytd),
      good:
        unclosed.length === 0
          ? 'The balances of all accounts sum to zero in every period.'
          : 'The balances of all accounts sum to zero, but for the results of the years that are not closed.',
      bad: 'The balances do not sum to what they must in %.',
    }),
    check({
      id: 'year-closed',
      title: 'Past years are closed',
      severity: 'warning',
      found: unclosed,
      good: 'Every past year has its closing entry.',
      bad: 'Year close not posted as of %: until it is, the balances sum to minus the profit or loss of the past year.',
    }),
  ];
}

type CheckParts = {
  readonly id: string;
  readonly title: string;
  readonly severity: CheckResult['severity'];
  readonly found: readonly Finding[];
  readonly good: string;
  readonly bad: string;
};

function check({ id, title, severity, found, good, bad }: CheckParts): CheckResult {
  const periods = [...new Set(found.map(({ period }) => formatPeriod(period)))];
  const named = periods.slice(0, 3).join(', ') + (periods.length > 3 ? ` and ${periods.length - 3} more` : '');
  const passed = found.length === 0;
  return {
    id,
    title,
    severity,
    passed,
    summary: passed ? good : bad.replace('%', named),
    found: found.length,
    differences: found,
    ...(severity === 'blocking' && { code: 'LEDGER_OUT_OF_BALANCE' }),
  };
}
