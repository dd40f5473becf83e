// The pure half of core: safe in a browser.
export * from './errors.ts';
export * from './money.ts';
export * from './period.ts';
export * from './report.ts';
export * from './request.ts';
export * from './run.ts';
