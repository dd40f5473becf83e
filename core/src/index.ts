// The pure half of core: safe in a browser.
export * from './api.ts';
export * from './command.ts';
export * from './command-forms.ts';
export { formatPeriodWish, type PeriodPart, type PeriodWish, parsePeriodWish } from './command-periods.ts';
export * from './command-resolve.ts';
export { plainText } from './command-text.ts';
export { type CommandListEntry, commandList } from './command-verbs.ts';
export * from './errors.ts';
export * from './failure-words.ts';
export * from './fiscal-year.ts';
export * from './money.ts';
export { monthWords, otherMonth } from './months.ts';
export * from './period.ts';
export * from './period-ranges.ts';
export * from './report.ts';
export * from './request.ts';
export * from './run.ts';
export * from './words.ts';
