// What the checks of a run found, in lines: how many passed, what did not and where, what is good to know.
import {
  type CheckResult,
  type Difference,
  formatExact,
  formatPeriod,
  isDecimal,
  type Period,
  parseAmount,
  proofOf,
  proofWords,
} from '@repsys/core';
import { type Element, line, piece, quiet } from './card.ts';
import { runStrings as strings } from './strings.ts';

const mostFindings = 2;
const mostDifferences = 3;
const mostNotes = 2;
const mostChecks = 20;

/** `All 13 checks passed, 1 note.` */
export const provedWords = (checks: readonly CheckResult[]): string => proofWords(proofOf(checks));

/** Where the others are: on the workbook's sheet Checks, in the tab, or nowhere that the reader can go to. */
export type Rest = 'sheet' | 'tab' | 'nowhere';

/** The first findings with their largest differences, blocking ones first; then what is good to know. */
export function findingLines(checks: readonly CheckResult[], rest: Rest): readonly Element[] {
  const missed = checks.filter(({ passed }) => !passed);
  const findings = [...of(missed, 'blocking'), ...of(missed, 'warning')];
  const more = findings.length - mostFindings;
  return [
    ...findings.slice(0, mostFindings).flatMap((check) => findingOf(check, rest)),
    ...(more > 0 ? [quiet(strings.moreFindings(more, rest), { spacing: 'Small' })] : []),
    ...of(missed, 'info')
      .slice(0, mostNotes)
      .map((check) => told(strings.goodToKnow, check)),
  ];
}

const of = (checks: readonly CheckResult[], severity: CheckResult['severity']): readonly CheckResult[] =>
  checks.filter((check) => check.severity === severity);

const told = (name: string, { title, summary }: CheckResult): Element =>
  line([piece(`${name}: ${title}. `, { weight: 'Bolder' }, 160), piece(summary, {}, 240)]);

function findingOf(check: CheckResult, rest: Rest): readonly Element[] {
  const name = check.severity === 'blocking' ? strings.finding.blocking : strings.finding.warning;
  const shown = check.differences.slice(0, mostDifferences);
  const more = check.found - shown.length;
  return [
    told(name, check),
    ...shown.map(differenceLine),
    ...(shown.length > 0 && more > 0 ? [quiet(strings.moreDifferences(more, rest), { spacing: 'None' })] : []),
  ];
}

/** `10-2000 · 2024-03 · ours 1.00, theirs (2.00)`. */
function differenceLine({ account, period, ours, theirs, note }: Difference): Element {
  const parts = [
    account,
    period === undefined ? undefined : formatPeriod(period as Period),
    ours === undefined ? undefined : strings.difference(readable(ours), theirs === undefined ? '—' : readable(theirs)),
    note,
  ];
  return line([piece(parts.filter(Boolean).join(' · '), {}, 140)], { spacing: 'None' });
}

const readable = (amount: string): string => (isDecimal(amount) ? formatExact(parseAmount(amount)) : amount);

/** Every check by its title, with its result in a word. */
export const checkLines = (checks: readonly CheckResult[]): readonly Element[] =>
  checks.slice(0, mostChecks).map((check) => {
    const [sign, word] = resultOf(check);
    return line([`${sign} `, piece(check.title, {}, 160), piece(` · ${word}`, { isSubtle: true })], {
      spacing: 'Small',
    });
  });

function resultOf({ severity, passed }: CheckResult): readonly [sign: string, word: string] {
  if (severity === 'info') return ['·', strings.result[passed ? 'quiet' : 'info']];
  if (passed) return [strings.mark.good, strings.result.passed];
  return severity === 'blocking'
    ? [strings.mark.bad, strings.result.blocking]
    : [strings.mark.warning, strings.result.warning];
}
