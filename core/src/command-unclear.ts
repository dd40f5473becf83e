// What cannot be done as it was written: what was understood, what is wrong, and whole commands that repair it.
import {
  formatCommand,
  type NumberVerb,
  type PlainVerb,
  type RunCommand,
  type UnclearCommand,
  understoodOf,
} from './command-forms.ts';
import {
  type BackwardsWish,
  backwardsSentence,
  isBackwards,
  isEarlier,
  type PeriodWish,
  periodHelp,
  readPeriodWish,
} from './command-periods.ts';
import { looksLikePeriod, type RunWords, runOf } from './command-run.ts';
import { wanted } from './command-verbs.ts';
import { numberInYear, periodNumbered, yearOf } from './period.ts';

const mostRepairs = 3;

function unclear(understood: string, problem: string, repairs: readonly string[]): UnclearCommand {
  return { verb: 'unclear', understood, problem, repairs: [...new Set(repairs)].slice(0, mostRepairs) };
}

/** The first thing that is wrong with what was said about a run; undefined when nothing is. */
export function problemOfRun(words: RunWords, reportWord: string | undefined): UnclearCommand | undefined {
  const { periods, ...rest } = runOf(words, reportWord);
  const problem = backwards(rest, periods) ?? tooMany(words, rest, periods);
  if (problem) return problem;
  const left = reportWord === undefined ? words.left : words.left.slice(1);
  return left[0] === undefined ? undefined : unreadable({ ...rest, ...(periods && { periods }) }, left[0]);
}

function backwards(rest: RunCommand, wish: PeriodWish | undefined): UnclearCommand | undefined {
  if (!wish || !isBackwards(wish)) return undefined;
  const [turned, lastYear] = repairsOf(wish);
  const repairs = [turned, ...(isBackwards(lastYear) ? [] : [lastYear])];
  return unclear(understoodOf(rest), backwardsSentence(wish), withPeriods(rest, repairs));
}

/** The ends changed places, and the start a year earlier. */
function repairsOf(wish: BackwardsWish): readonly [PeriodWish, PeriodWish] {
  if (wish.kind === 'range') {
    const { from, to } = wish;
    const earlier = periodNumbered(yearOf(from) - 1, numberInYear(from));
    return [
      { kind: 'range', from: to, to: from },
      { kind: 'range', from: earlier, to },
    ];
  }
  const { from, to } = wish;
  return [
    { kind: 'span', from: to, to: from },
    { kind: 'span', from: { ...from, year: from.year - 1 }, to },
  ];
}

const withPeriods = (run: RunCommand, wishes: readonly PeriodWish[]): readonly string[] =>
  wishes.map((periods) => formatCommand({ ...run, periods }));

function tooMany(words: RunWords, rest: RunCommand, periods: PeriodWish | undefined): UnclearCommand | undefined {
  const { reports, companies, wishes } = words;
  const run: RunCommand = { ...rest, ...(periods && { periods }) };
  if (wishes.length > 1) {
    const { problem, choices } = severalPeriods(wishes);
    return unclear(understoodOf(rest), problem, withPeriods(rest, choices));
  }
  if (companies.length > 1) {
    const { company: _, ...others } = run;
    const repairs = companies.map((company) => formatCommand({ ...others, company }));
    return unclear(understoodOf(others), 'A run is for one company, and more than one was named.', repairs);
  }
  if (reports.length < 2) return undefined;
  const repairs = reports.map((report) => formatCommand({ ...run, report }));
  return unclear(understoodOf(run), 'A run makes one report, and more than one was named.', repairs);
}

/** Two periods are most often the ends of a range. */
function severalPeriods(wishes: readonly PeriodWish[]) {
  const whole = wholeOf(wishes) ?? [];
  const choices = [...whole, ...wishes.filter((wish) => !isBackwards(wish))];
  return { problem: 'Periods were named more than once; a range is written as in 2023-01..2023-12.', choices };
}

/** The range from the first to the last of periods that are all numbers, or all months in words. */
function wholeOf(wishes: readonly PeriodWish[]): readonly PeriodWish[] | undefined {
  const ends = wishes.flatMap((wish) => (wish.kind === 'range' ? [wish.from, wish.to] : [])).sort((a, b) => a - b);
  const [from, to] = [ends[0], ends.at(-1)];
  if (from && to && ends.length === wishes.length * 2) return [{ kind: 'range', from, to }];
  const months = wishes.flatMap((wish) => (wish.kind === 'calendarMonth' ? [wish] : []));
  const ordered = months.toSorted((a, b) => (isEarlier(a, b) ? -1 : 1));
  const [first, last] = [ordered[0], ordered.at(-1)];
  return first && last && months.length === wishes.length ? [{ kind: 'span', from: first, to: last }] : undefined;
}

function unreadable(run: RunCommand, left: string): UnclearCommand {
  const understood = understoodOf(run);
  if (!looksLikePeriod(left)) return unclear(understood, `"${left}" is not understood here.`, [formatCommand(run)]);
  if (run.periods)
    return unclear(understood, `"${left}" is not understood here.`, [...asCompany(run, left), formatCommand(run)]);
  const start = readPeriodWish(left);
  if (start) return endless(run, start);
  if (!run.report && /^#?\d{1,9}$/.test(left)) return numberAlone(run, left);
  const near = [...periodsOfDay(left), ...yearOfText(left), { kind: 'lastClosed' } as const];
  const repairs = [...asCompany(run, left), ...withPeriods(run, near)];
  return unclear(understood, `"${left}" is not a period. ${periodHelp}`, repairs);
}

/** `2024-03..`: a pause, or a range that somebody did not end. */
function endless(run: RunCommand, start: PeriodWish): UnclearCommand {
  const open: readonly PeriodWish[] =
    start.kind === 'span' ? [] : [{ kind: 'span', from: start, to: { kind: 'lastClosed' } }];
  return unclear(understoodOf(run), 'The range of periods has no end.', withPeriods(run, [start, ...open]));
}

/** `run 12`: most probably the number of a run. */
function numberAlone(run: RunCommand, left: string): UnclearCommand {
  const number = Number(left.replace('#', ''));
  const repairs = number > 0 ? [`status ${number}`, `again ${number}`] : [];
  const problem = `"${left}" is not a period; it may be the number of a run.`;
  return unclear(understoodOf(run), problem, [...repairs, ...asCompany(run, left), formatCommand(run)]);
}

/** A long number without `for` is most probably a company. */
function asCompany(run: RunCommand, left: string): readonly string[] {
  if (run.company || !/^[1-9]\d{4,8}$/.test(left)) return [];
  return [formatCommand({ ...run, company: { number: Number(left) } })];
}

/** The months that a day may lie in: `2024-03-15`, `31.03.2024`; two where day and month cannot be told apart. */
function periodsOfDay(text: string): readonly PeriodWish[] {
  const iso = /^(\d{4})[-/.](\d\d?)[-/.]\d\d?$/.exec(text);
  if (iso) return months(`${iso[1]}`, [`${iso[2]}`]);
  const local = /^(\d\d?)[-/.](\d\d?)[-/.](\d{4})$/.exec(text);
  return local ? months(`${local[3]}`, [`${local[1]}`, `${local[2]}`]) : [];
}

function months(year: string, candidates: readonly string[]): readonly PeriodWish[] {
  const found = candidates.map(Number).filter((month) => month >= 1 && month <= 12);
  return found.map((month) => ({ kind: 'calendarMonth', year: Number(year), month }));
}

function yearOfText(text: string): readonly PeriodWish[] {
  const year = /^(?:19|20)\d\d/.exec(text)?.[0];
  return year === undefined ? [] : [{ kind: 'year', year: Number(year) }];
}

/** A verb with a number, and something else than one number after it. */
export function unclearNumber(verb: NumberVerb, rest: readonly string[]): UnclearCommand {
  const numbers = rest.flatMap((word) => runNumber(word) ?? []);
  const problem =
    numbers.length > 1
      ? 'More than one run was named; one at a time.'
      : `"${rest.join(' ')}" is not the number of a run.`;
  return unclear(`You want to ${wanted[verb]}.`, problem, [...numbers.map((number) => `${verb} ${number}`), verb]);
}

/** The number of a run as people write it: `12`, `#12`, `run12`. */
export function runNumber(word: string): number | undefined {
  const digits = /^(?:run|no|nr)?[.:#]*(\d{1,15})$/.exec(word)?.[1];
  return digits !== undefined && Number(digits) > 0 ? Number(digits) : undefined;
}

/** A verb that takes nothing, and something after it. */
export function unclearPlain(verb: PlainVerb, rest: readonly string[]): UnclearCommand {
  const numbers = rest.flatMap((word) => runNumber(word) ?? []);
  const repairs = [verb, ...numbers.map((number) => `status ${number}`)];
  return unclear(`You want to see: ${verb}.`, `"${rest.join(' ')}" is not understood here.`, repairs);
}
