// Which periods somebody wishes, in words: `mar 2024`, `fy2023`, `2023-01..last closed`. Read here, resolved in command-resolve.ts.

import { plainText } from './command-text.ts';
import { AppError } from './errors.ts';
import { type CalendarMonth, monthTitle } from './months.ts';
import { formatPeriod, mostPeriods, type Period, periodNumbered, yearOf } from './period.ts';

/**
 * A wish without ends of its own. Months in words and calendar years go by the dates of the company's calendar; years and
 * quarters are fiscal. `month` is the newest such month that has begun; 1 to 12.
 */
type PeriodWord =
  | { readonly kind: 'current' | 'lastMonth' | 'lastClosed' | 'lastYear' | 'yearToDate' }
  | { readonly kind: 'month'; readonly month: number }
  | NamedMonth
  | { readonly kind: 'year' | 'calendarYear'; readonly year: number }
  | { readonly kind: 'quarter'; readonly year: number; readonly quarter: number };

type NamedMonth = { readonly kind: 'calendarMonth' } & CalendarMonth;
type MonthSpan = { readonly kind: 'span'; readonly from: NamedMonth; readonly to: NamedMonth };

/** A range that ends before it starts. */
export type BackwardsWish = PeriodNumbers | MonthSpan;

type PeriodNumbers = { readonly kind: 'range'; readonly from: Period; readonly to: Period };

/** One end of a span: a word, or one period (`from` equals `to`). */
export type PeriodPart = PeriodWord | PeriodNumbers;

/** Which periods somebody wishes. A span runs from the start of one wish to the end of another. */
export type PeriodWish = PeriodPart | { readonly kind: 'span'; readonly from: PeriodPart; readonly to: PeriodPart };

/** The longest wish has this many words: `from 1st quarter of 2023 to 1st quarter of 2024`. */
export const mostPeriodWords = 10;

const monthNames = [
  ['january', 'jan', 'januar', 'jänner', 'jän'],
  ['february', 'feb', 'februar', 'feber'],
  ['march', 'mar', 'märz', 'maerz', 'mär', 'mrz'],
  ['april', 'apr'],
  ['may', 'mai'],
  ['june', 'jun', 'juni'],
  ['july', 'jul', 'juli'],
  ['august', 'aug'],
  ['september', 'sept', 'sep'],
  ['october', 'oct', 'oktober', 'okt'],
  ['november', 'nov'],
  ['december', 'dec', 'dezember', 'dez'],
] as const;

const words: ReadonlyMap<string, PeriodPart> = new Map(
  (
    [
      [
        'current',
        'this month|current|current month|current period|this period|dieser monat|diesen monat|aktueller monat|laufender monat|aktuelle periode|diese periode',
      ],
      [
        'lastMonth',
        'last month|previous month|prior month|prev month|last period|previous period|prior period|letzter monat|letzten monat|voriger monat|vormonat|letzte periode|vorperiode',
      ],
      [
        'lastClosed',
        'last closed|lastclosed|latest closed|last closed month|last closed period|latest closed period|zuletzt abgeschlossen|zuletzt abgeschlossene|zuletzt abgeschlossene periode|letzte abgeschlossene|letzte abgeschlossene periode|letzter abgeschlossener monat|letzten abgeschlossenen monat',
      ],
      [
        'yearToDate',
        'ytd|year to date|this year|current year|dieses jahr|laufendes jahr|aktuelles jahr|seit jahresbeginn|jahr bis heute',
      ],
      [
        'lastYear',
        'last year|previous year|prior year|last fiscal year|last fy|letztes jahr|voriges jahr|vorjahr|letztes geschäftsjahr',
      ],
    ] as const
  ).flatMap(([kind, spellings]) => spellings.split('|').map((spelling) => [spelling, { kind }] as const)),
);

const month = `(${monthNames.flat().join('|')})`;
const fullYear = '((?:19|20)\\d\\d)';
const year = "((?:19|20)\\d\\d|'?\\d\\d)";
const gap = "[-/., ]*'?";

type Reader = (first: string, second: string) => PeriodPart | undefined;
const form = (pattern: string, reader: Reader) => ({ pattern: new RegExp(`^(?:${pattern})$`), reader });

const forms = [
  form(`${fullYear}[-/. ]?(\\d\\d)`, (y, m) => onePeriod(y, m)),
  form(`${fullYear}[-/.](\\d)`, (y, m) => onePeriod(y, m)),
  form(`(\\d\\d?)[-/. ]${fullYear}`, (m, y) => onePeriod(y, m)),
  form(`${month}${gap}${year}`, (m, y) => namedMonth(y, m)),
  form(`${fullYear}${gap}${month}`, (y, m) => namedMonth(y, m)),
  form(`(?:periode? ?|p)(\\d\\d?)[-/, ]*(?:of |fy ?)?${year}`, (m, y) => onePeriod(y, m)),
  form(`${fullYear}[-/ ]?p(\\d\\d?)`, (y, m) => onePeriod(y, m)),
  form(`q([1-4])[-/, ]*(?:of |fy ?)?${year}`, (q, y) => quarterOf(y, q)),
  form(`(?:fy ?)?${fullYear}[-/ ]?q([1-4])`, (y, q) => quarterOf(y, q)),
  form(`([1-4])q[-/ ]?${year}`, (q, y) => quarterOf(y, q)),
  form(`(?:quarter|quartal) ([1-4])(?: of)? ${year}`, (q, y) => quarterOf(y, q)),
  form(`([1-4])(?:(?:st|nd|rd|th) quarter|\\.? quartal)(?: of)? ${year}`, (q, y) => quarterOf(y, q)),
  form(`(?:cy|calendar year)[- ]?'?${year}`, (y) => ({ kind: 'calendarYear', year: yearNumber(y) })),
  form(`(?:fy|fiscal year|full year|year|gj|geschäftsjahr|wirtschaftsjahr|jahr)[- ]?'?${year}`, (y) => ({
    kind: 'year',
    year: yearNumber(y),
  })),
  form(`${fullYear}(?: fy)?`, (y) => ({ kind: 'year', year: yearNumber(y) })),
  form(month, (m) => ({ kind: 'month', month: monthNumber(m) })),
];

const monthNumber = (name: string): number => monthNames.findIndex((names) => names.some((each) => each === name)) + 1;

function yearNumber(written: string): number {
  const number = Number(written.replace("'", ''));
  if (number >= 100) return number;
  return number < 70 ? 2000 + number : 1900 + number;
}

const quarterOf: Reader = (y, q) => ({ kind: 'quarter', year: yearNumber(y), quarter: Number(q) });

const namedMonth: Reader = (y, m) => ({ kind: 'calendarMonth', year: yearNumber(y), month: monthNumber(m) });

function onePeriod(y: string, m: string): PeriodPart | undefined {
  if (Number(m) < 1 || Number(m) > mostPeriods) return undefined;
  const period = periodNumbered(yearNumber(y), Number(m));
  return { kind: 'range', from: period, to: period };
}

function readPart(phrase: string): PeriodPart | undefined {
  const known = words.get(phrase.replaceAll('-', ' '));
  if (known) return known;
  for (const { pattern, reader } of forms) {
    const found = pattern.exec(phrase);
    if (found) return reader(found[1] ?? '', found[2] ?? '');
  }
  return undefined;
}

/**
 * Reads a wish from a plain lower-case phrase, the whole of it; undefined when it is none. A range may end before it
 * starts: whoever asks has to look (`isBackwards`).
 */
export function readPeriodWish(phrase: string): PeriodWish | undefined {
  const core = phrase.replace(
    /^(?:from|between|in|during|the month of|month of|periods?|months?|von|zwischen|im|vom|im monat|perioden?|monate?) (?!\d\d? )/,
    '',
  );
  return readPart(phrase) ?? readPart(core) ?? readRange(core);
}

const separator = / ?(?:\.{2,}|-| (?:to|till|until|thru|through|and|bis|und) ) ?/g;

function readRange(phrase: string): PeriodWish | undefined {
  for (const found of phrase.matchAll(separator)) {
    const left = phrase.slice(0, found.index);
    const right = phrase.slice(found.index + found[0].length);
    const wish = joined(left, right, found[0].includes('-'));
    if (wish) return wish;
  }
  return undefined;
}

/** `mar` and `dec 2023` lend each other the year; a number alone only where no dash could make a day of it. */
function joined(left: string, right: string, dashed: boolean): PeriodWish | undefined {
  const [first, last] = [readPart(left), readPart(right)];
  const lend = (poor: string, rich: PeriodPart | undefined): PeriodPart | undefined => {
    const lent = rich && yearIn(rich);
    const isNumber = /^\d/.test(poor);
    if (lent === undefined || (isNumber && (dashed || rich?.kind === 'year'))) return undefined;
    return readPart(`${poor} ${lent}`);
  };
  const from = lacksYear(first) ? (lend(left, last) ?? first) : first;
  const to = lacksYear(last) ? (lend(right, first) ?? last) : last;
  return from && to && spanOf(from, to);
}

const lacksYear = (part: PeriodPart | undefined): boolean => part === undefined || part.kind === 'month';

function yearIn(part: PeriodPart): number | undefined {
  if (part.kind === 'range') return yearOf(part.from);
  return 'year' in part ? part.year : undefined;
}

function spanOf(from: PeriodPart, to: PeriodPart): PeriodWish {
  if (from.kind === 'range' && to.kind === 'range') return { kind: 'range', from: from.from, to: to.to };
  return { kind: 'span', from, to };
}

/** True for a range that ends before it starts, of numbers or of named months. */
export const isBackwards = (wish: PeriodWish): wish is BackwardsWish => {
  if (wish.kind === 'range') return wish.to < wish.from;
  if (wish.kind !== 'span' || wish.from.kind !== 'calendarMonth' || wish.to.kind !== 'calendarMonth') return false;
  return isEarlier(wish.to, wish.from);
};

/** True where the month `one` lies before `other`. */
export const isEarlier = (one: CalendarMonth, other: CalendarMonth): boolean =>
  one.year < other.year || (one.year === other.year && one.month < other.month);

/** How to write periods, in one sentence. */
export const periodHelp = 'Write year and month, as in 2024-03, or a range, as in 2023-01..2023-12.';

/** Reads a wish as somebody writes it. Throws REQUEST_INVALID, also for a range that ends before it starts. */
export function parsePeriodWish(text: string): PeriodWish {
  const wish = readPeriodWish(plainText(text).toLowerCase());
  if (!wish) throw new AppError('REQUEST_INVALID', `"${text}" is not a period. ${periodHelp}`);
  if (isBackwards(wish)) throw new AppError('REQUEST_INVALID', backwardsSentence(wish));
  return wish;
}

/** What is wrong with a range that ends before it starts. */
export function backwardsSentence({ from, to }: BackwardsWish): string {
  const shown = (end: Period | NamedMonth) => (typeof end === 'number' ? formatPeriod(end) : monthTitle(end));
  return `The range ends (${shown(to)}) before it starts (${shown(from)}).`;
}

const canonical = {
  current: 'this month',
  lastMonth: 'last month',
  lastClosed: 'last closed',
  lastYear: 'last year',
  yearToDate: 'ytd',
} as const;

/** The wish in its canonical words, which `readPeriodWish` reads again. */
export function formatPeriodWish(wish: PeriodWish): string {
  switch (wish.kind) {
    case 'range':
      return wish.from === wish.to ? formatPeriod(wish.from) : `${formatPeriod(wish.from)}..${formatPeriod(wish.to)}`;
    case 'span':
      return `${formatPeriodWish(wish.from)}..${formatPeriodWish(wish.to)}`;
    case 'year':
      return `fy${wish.year}`;
    case 'calendarYear':
      return `cy${wish.year}`;
    case 'calendarMonth':
      return monthTitle(wish).toLowerCase();
    case 'quarter':
      return `q${wish.quarter} ${wish.year}`;
    case 'month':
      return monthNames[wish.month - 1]?.[0] ?? '';
    default:
      return canonical[wish.kind];
  }
}
