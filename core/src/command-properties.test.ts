// What holds for every command and every text whatever.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance } from './command-near.ts';
import { isBackwards } from './command-periods.ts';
import {
  type Command,
  type CompanyWish,
  formatCommand,
  type Period,
  type PeriodPart,
  type PeriodWish,
  parseCommand,
  plainText,
  type ReportDescription,
} from './index.ts';

const report = (id: string, title: string, ...aliases: string[]): ReportDescription => ({
  id,
  title,
  aliases,
  parameters: [],
  steps: [],
});
const catalogue = [
  report('trial-balance', 'Trial balance', 'TB'),
  report('ap-aging', 'Payables by age'),
  report('p&l', 'Profit & loss', 'P&L'),
];

const year = fc.integer({ min: 1900, max: 2099 });
const period = fc.tuple(year, fc.integer({ min: 1, max: 13 })).map(([y, m]) => (y * 100 + m) as Period);
const onePeriod = period.map((each): PeriodPart => ({ kind: 'range', from: each, to: each }));
const word: fc.Arbitrary<PeriodPart> = fc.oneof(
  fc
    .constantFrom(
      'current' as const,
      'lastMonth' as const,
      'lastClosed' as const,
      'lastYear' as const,
      'yearToDate' as const,
    )
    .map((kind) => ({ kind })),
  year.map((each) => ({ kind: 'year' as const, year: each })),
  year.map((each) => ({ kind: 'calendarYear' as const, year: each })),
  fc.record({ kind: fc.constant('quarter' as const), year, quarter: fc.integer({ min: 1, max: 4 }) }),
);
const month = fc.integer({ min: 1, max: 12 }).map((each): PeriodPart => ({ kind: 'month', month: each }));
const namedMonth = fc
  .record({ year, month: fc.integer({ min: 1, max: 12 }) })
  .map((each): PeriodPart => ({ kind: 'calendarMonth', ...each }));
const part = fc.oneof(word, onePeriod, namedMonth);
const wish: fc.Arbitrary<PeriodWish> = fc.oneof(
  part,
  month,
  fc
    .tuple(period, period)
    .map(([a, b]): PeriodWish => ({ kind: 'range', from: Math.min(a, b) as Period, to: Math.max(a, b) as Period })),
  fc
    .tuple(part, part)
    .filter(([from, to]) => from.kind !== 'range' || to.kind !== 'range')
    .map(([from, to]): PeriodWish => ({ kind: 'span', from, to }))
    .filter((each) => !isBackwards(each)),
);

const anyText = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const nameText = fc.oneof(
  anyText,
  fc.constantFrom('for', '2024-03', 'TB', '""', 'a "b" c', '&amp;', '<at>x</at>', '&nbsp;x', "it's", 'Acme, Inc.'),
);
const company: fc.Arbitrary<CompanyWish> = fc.oneof(
  fc.integer({ min: 1, max: 2_147_483_647 }).map((number) => ({ number })),
  nameText
    .map((text) => plainText(text))
    .filter((text) => /^[^\d#'][^,;:!?]*[^\d,;:!?]$/u.test(text))
    .map((name) => ({ name })),
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const run: fc.Arbitrary<Command> = fc
  .record({
    report: optional(fc.constantFrom(...catalogue)),
    periods: optional(wish),
    company: optional(company),
    allowUntied: fc.boolean(),
  })
  .map((each) => JSON.parse(JSON.stringify({ verb: 'run', ...each })));
const others: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom('reports' as const, 'queue' as const, 'history' as const, 'help' as const).map((verb) => ({ verb })),
  fc
    .tuple(
      fc.constantFrom('status' as const, 'cancel' as const, 'again' as const, 'resume' as const, 'send' as const),
      optional(fc.integer({ min: 1 })),
    )
    .map(([verb, number]) => (number === undefined ? { verb } : { verb, run: number })),
);

/** Texts made of what commands are made of, so that most of them nearly are one. */
const pieces =
  'run tb TB for of company to from and - .. … – " “ \' , . ? / # & < > &nbsp; &amp; <at>x</at> 2024-03 2023 202403 03/2024 12 222222 mar march 24 q1 fy fy23 p13 last closed this month year ytd untied even if status cancel again send help hi please foo bar Acme'.split(
    ' ',
  );
const nearlyCommands = fc
  .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom(' ', ' ', '', '\u00a0', '  ')), { maxLength: 12 })
  .map((parts) => parts.map((each) => each.join('')).join(''));

describe('the parser', () => {
  it('reads what is printed as the same command', () => {
    fc.assert(
      fc.property(fc.oneof(run, others), (command) => {
        expect(parseCommand(formatCommand(command), catalogue)).toEqual(command);
      }),
      { numRuns: 1500 },
    );
  });

  it('reads what it printed of any text as the same command; a repair is always a command', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyCommands, nearlyCommands, anyText), (text) => {
        const command = parseCommand(text, catalogue);
        const again = parseCommand(formatCommand(command), catalogue);
        if (command.verb !== 'unclear') expect(again).toEqual(command);
        const offered =
          command.verb === 'unclear' ? command.repairs : command.verb === 'unknown' ? command.suggestions : [];
        const verbs = offered.map((each) => parseCommand(each, catalogue).verb);
        expect(offered.filter((_, at) => ['unclear', 'unknown'].includes(verbs[at] ?? ''))).toEqual([]);
        expect(offered.length > 0).toBe(command.verb === 'unclear' || command.verb === 'unknown');
      }),
      { numRuns: 2500 },
    );
  });

  it('throws for no text whatever, with no catalogue either', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyCommands, fc.string({ unit: 'binary', maxLength: 600 })), (text) => {
        expect(() => [parseCommand(text, catalogue), parseCommand(text, [])]).not.toThrow();
      }),
    );
  });

  // A pattern that backtracks without end would take hours here, not a part of the test's own time limit.
  it('comes to an end with texts that repeat themselves as often as they can', () => {
    for (const piece of [
      ...pieces,
      'hi ',
      'mar 24 - ',
      'for "',
      '"" ',
      'to to ',
      '((((',
      '....',
      '&#1',
      '<a',
      'even if it is ',
      '- ',
      '2024-03 ',
    ]) {
      for (const text of [piece.repeat(500).slice(0, 500), `run tb ${piece.repeat(500).slice(0, 480)}`]) {
        expect(parseCommand(text, catalogue).verb).toBeTypeOf('string');
      }
    }
  });
});

describe('the distance of two words', () => {
  it.each([
    ['run', 'run', 0],
    ['rnu', 'run', 1],
    ['runn', 'run', 1],
    ['stauts', 'status', 1],
    ['canel', 'cancel', 1],
    ['tv', 'tb', 1],
    ['', 'ab', 2],
    ['histroy', 'history', 1],
  ])('%s and %s: %i', (one, other, expected) => {
    expect([distance(one, other, 9), distance(other, one, 9)]).toEqual([expected, expected]);
  });
});
