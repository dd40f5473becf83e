// Commands near to a text that is none.
import { nameOf } from './command-forms.ts';
import type { Word } from './command-text.ts';
import { verbOf, verbWords } from './command-verbs.ts';
import type { ReportDescription } from './report.ts';

const mostSuggestions = 4;

/** Words to try in the place of the first one, nearest first. */
export function nearWords(word: string, catalogue: readonly ReportDescription[]): readonly string[] {
  const known = [...verbWords, ...catalogue.flatMap(({ id, aliases }) => [id, ...aliases])];
  const most = word.length <= 3 ? 1 : 2;
  return known
    .map((each) => ({ each, distance: distance(word, each.toLowerCase(), most) }))
    .filter((near) => near.distance <= most && near.distance < near.each.length)
    .sort((a, b) => a.distance - b.distance)
    .map(({ each }) => each);
}

/** What to offer for an unknown text: the nearest readings, verbs that occur in it, and what always helps. */
export function suggestions(
  words: readonly Word[],
  catalogue: readonly ReportDescription[],
  readings: readonly string[],
): readonly string[] {
  const verbs = words.flatMap(({ low }) => verbOf(low) ?? []);
  const reports = catalogue.filter((report) => words.some(({ low }) => low === nameOf(report).toLowerCase()));
  const fallback = (reports.length > 0 ? reports : catalogue.slice(0, 1)).map(
    (report) => `run ${nameOf(report)} last closed`,
  );
  return [...new Set([...readings, ...verbs, ...fallback, 'reports', 'help'])].slice(0, mostSuggestions);
}

/** How many letters must be put in, left out, changed or swapped with a neighbour; more than `most` is not counted on. */
export function distance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let [before, last]: [readonly number[], readonly number[]] = [
    [],
    Array.from({ length: other.length + 1 }, (_, at) => at),
  ];
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) next.push(cell(one, other, row, column, before, last, next));
    [before, last] = [last, next];
  }
  return last[other.length] ?? most + 1;
}

function cell(
  one: string,
  other: string,
  row: number,
  column: number,
  before: readonly number[],
  last: readonly number[],
  next: readonly number[],
): number {
  const same = one[row - 1] === other[column - 1];
  const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
  const ways = [(last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1)];
  return Math.min(...ways, ...(swapped ? [(before[column - 2] ?? 0) + 1] : []));
}
