// The command line takes the same words for periods as the chat.
import { formatPeriodWish } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { readArguments } from './report-arguments.ts';

const shown = (...args: string[]): string => {
  const read = readArguments(args);
  if (read === 'help') return read;
  return 'resume' in read.wish
    ? `resume ${read.wish.resume}`
    : `${read.wish.report} ${formatPeriodWish(read.wish.periods)}`;
};

describe('the arguments of npm run report', () => {
  it.each([
    ['TB 2024-03', 'TB 2024-03'],
    ['TB 2023-01..2023-12', 'TB 2023-01..2023-12'],
    ['TB 2023-01 - 2023-12', 'TB 2023-01..2023-12'],
    // Which period that is says the company's calendar, later.
    ['TB mar 2024', 'TB march 2024'],
    ['TB last closed --json', 'TB last closed'],
    ['--json TB fy2023', 'TB fy2023'],
    ['tb YTD', 'tb ytd'],
    ['resume 12', 'resume 12'],
    ['--help', 'help'],
  ])('%s', (line, expected) => {
    expect(shown(...line.split(' '))).toBe(expected);
  });

  it('may have the periods in quotes of the shell', () => {
    expect(shown('TB', 'last closed')).toBe('TB last closed');
  });

  it.each([
    ['TB', /Name a report and its periods/],
    ['TB 2024-13-01', /is not a period/],
    ['TB 2024-03 2024-05', /is not a period/],
    ['TB 2024-03..2024-01', /ends .* before it starts/],
    ['resume twelve', /resume takes a number/],
    ['resume 12 13', /resume takes a number/],
  ])('%s is refused', (line, message) => {
    expect(() => readArguments(line.split(' '))).toThrow(message);
  });
});
