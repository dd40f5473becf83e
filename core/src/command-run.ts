// What is said about a run, in any order: report, periods, company, untied. Read word by word, the longest phrase first.
import type { CompanyWish, RunCommand } from './command-forms.ts';
import { mostPeriodWords, type PeriodWish, readPeriodWish } from './command-periods.ts';
import { beforeCompany, companyWords, longest, phraseAt, plainText, stripped, type Word } from './command-text.ts';
import { besideRun } from './command-verbs.ts';
import type { ReportDescription } from './report.ts';

/** Everything that was found, also too much of it. `left` are the groups of words that nobody could read. */
export type RunWords = {
  readonly reports: readonly ReportDescription[];
  readonly wishes: readonly PeriodWish[];
  readonly companies: readonly CompanyWish[];
  readonly allowUntied: boolean;
  readonly left: readonly string[];
};

type Taken = { readonly count: number } & Partial<{
  readonly report: ReportDescription;
  readonly wish: PeriodWish;
  readonly company: CompanyWish;
  /** A number after `for` that may be a period as well: it is one when there is no other. */
  readonly either: { readonly wish: PeriodWish; readonly company: CompanyWish };
  readonly untied: true;
  readonly left: string;
  readonly small: string;
}>;

/** Reads the words after `run`. */
export function readRunWords(words: readonly Word[], catalogue: readonly ReportDescription[]): RunWords {
  const taken: Taken[] = [];
  for (let at = 0; at < words.length; ) {
    const next = takeAt(words, at, catalogue);
    taken.push(next);
    at += next.count;
  }
  const wishes = taken.flatMap(({ wish }) => wish ?? []);
  const either = taken.flatMap((each) => each.either ?? []);
  const asPeriods = wishes.length === 0 && either.length === 1;
  return {
    reports: [...new Set(taken.flatMap(({ report }) => report ?? []))],
    wishes: asPeriods ? either.map(({ wish }) => wish) : wishes,
    companies: [
      ...taken.flatMap(({ company }) => company ?? []),
      ...(asPeriods ? [] : either.map((each) => each.company)),
    ],
    allowUntied: taken.some(({ untied }) => untied),
    left: groups(taken),
  };
}

/** Neighbours that could not be read, joined, with small words between them; what looks like a period stands alone. */
function groups(taken: readonly Taken[]): readonly string[] {
  const found: string[] = [];
  let between: readonly string[] | undefined;
  for (const { left, small } of taken) {
    const before = found.at(-1);
    if (left !== undefined) {
      const joins = between !== undefined && before !== undefined && looksLikePeriod(before) === looksLikePeriod(left);
      if (joins) found[found.length - 1] = [before, ...(between ?? []), left].join(' ');
      else found.push(left);
    }
    between = left !== undefined ? [] : small === undefined ? undefined : between && [...between, small];
  }
  return found;
}

/** True for what begins with a digit. */
export const looksLikePeriod = (text: string): boolean => /^#?\d/.test(text);

function takeAt(words: readonly Word[], at: number, catalogue: readonly ReportDescription[]): Taken {
  return (
    takeUntied(words, at) ??
    takeReport(words, at, catalogue) ??
    takePeriods(words, at) ??
    takeCompany(words, at) ??
    takeRest(words[at])
  );
}

function takeUntied(words: readonly Word[], at: number): Taken | undefined {
  const form =
    /^(?:even (?:if |when )?(?:it is |it's )?|allow[- ]|-{1,2}allow-)?(?:untied|not tied|not-tied)$|^(?:auch wenn (?:sie |es )?nicht abgestimmt|auch unabgestimmt|trotz differenzen)$/;
  const found = longest(words, at, 6, (phrase) => (form.test(phrase) ? true : undefined));
  return found && { count: found.count, untied: true };
}

/** Dots after a name are how people pause. */
const named = (text: string): string =>
  plainText(text)
    .toLowerCase()
    .replace(/\.+$/, '')
    .replace(/[-_ ]+/g, ' ');

function takeReport(words: readonly Word[], at: number, catalogue: readonly ReportDescription[]): Taken | undefined {
  const found = longest(words, at, 6, (phrase) => {
    const wanted = named(phrase);
    return catalogue.find(({ id, aliases, title }) => [id, ...aliases, title].some((name) => named(name) === wanted));
  });
  return found && { count: found.count, report: found.value };
}

function takePeriods(words: readonly Word[], at: number): Taken | undefined {
  const found = longest(words, at, mostPeriodWords, readPeriodWish);
  return found && { count: found.count, wish: found.value };
}

function takeCompany(words: readonly Word[], at: number): Taken | undefined {
  const first = words[at];
  if (!first || first.name || !beforeCompany.includes(first.low)) return undefined;
  const second = words[at + 1];
  const names = companyWords.includes(second?.low ?? '') && !second?.name;
  const explicit = companyWords.includes(first.low) || names;
  const start = !companyWords.includes(first.low) && explicit ? at + 2 : at + 1;
  if (!explicit && isPeriodAt(words, start)) return { count: 1 };
  const company = companyAt(words, start);
  if (!company) return undefined;
  const count = start - at + company.count;
  const wish = explicit || words[start]?.name ? undefined : readPeriodWish(words[start]?.low ?? '');
  return wish && company.count === 1
    ? { count, either: { wish, company: company.value } }
    : { count, company: company.value };
}

/** True for periods after `for`; a number of digits alone may be a company, a month alone the start of a name. */
function isPeriodAt(words: readonly Word[], at: number): boolean {
  const found = longest(words, at, mostPeriodWords, readPeriodWish);
  if (!found) return false;
  const end = words[at + found.count];
  if (found.count === 1 && /^\d+$/.test(words[at]?.low ?? '')) return false;
  return (
    found.value.kind !== 'month' ||
    !end ||
    [...beforeCompany, 'even', 'untied'].includes(end.low) ||
    besideRun.has(end.low)
  );
}

function companyAt(
  words: readonly Word[],
  at: number,
): { readonly value: CompanyWish; readonly count: number } | undefined {
  const first = words[at];
  if (!first) return undefined;
  if (first.name || /^#?\d+$/.test(first.low)) {
    const value = companyOf(first.name ? first.text : first.low);
    return value && { value, count: 1 };
  }
  let end = at + 1;
  while (end < words.length && !endsName(words, end)) end++;
  const value = companyOf(
    words
      .slice(at, end)
      .map(({ text }) => text)
      .join(' '),
  );
  return value && { value, count: end - at };
}

/** A bare name goes on until something that can only be another part of the command. */
function endsName(words: readonly Word[], at: number): boolean {
  if (takeUntied(words, at) || words[at]?.name) return true;
  if (['please', 'pls', 'thanks', 'bitte', 'danke'].includes(words[at]?.low ?? '')) return true;
  const start = ['for', 'in', 'from', 'during', 'für', 'fuer', 'im', 'von', 'ab'].includes(words[at]?.low ?? '')
    ? at + 1
    : at;
  const found = longest(words, start, mostPeriodWords, readPeriodWish);
  const phrase = found && phraseAt(words, start, found.count);
  return found !== undefined && (/\d/.test(phrase ?? '') || found.count > 1 || phrase === 'ytd');
}

/** A company as it was written: digits are its number. Undefined when nothing is left of it. */
function companyOf(written: string): CompanyWish | undefined {
  const number = /^#?(\d{1,10})$/.exec(written)?.[1];
  if (number !== undefined && Number(number) > 0 && Number(number) <= 2_147_483_647) return { number: Number(number) };
  const name = plainText(written.replace(/^'(.*)'$/, '$1')).replace(/[ ,;:!?]+$/, '');
  return name === '' ? undefined : { name };
}

function takeRest(word: Word | undefined): Taken {
  if (!word) return { count: 1 };
  if (!word.name && (besideRun.has(word.low) || /^[-.&+]+$/.test(word.low))) return { count: 1, small: word.low };
  const left = stripped(word.text).replace(/\.+$/, '');
  return left === '' ? { count: 1 } : { count: 1, left };
}

/** The command, where nothing was said twice; the first of everything otherwise. `reportWord` is given by the caller. */
export function runOf({ reports, wishes, companies, allowUntied }: RunWords, reportWord?: string): RunCommand {
  const [[report], [periods], [company]] = [reports, wishes, companies];
  return {
    verb: 'run',
    ...(report && { report }),
    ...(!report && reportWord !== undefined && { reportWord }),
    ...(periods && { periods }),
    ...(company && { company }),
    allowUntied,
  };
}
