// Every sentence of the tab in English. Functions take what is put in.
import type { Audience, RunStatus, StepStatus, Verdict } from '@repsys/core';
import type { Page } from '../place.ts';
import { counted } from '../words.ts';

const verdict: Readonly<Record<Verdict, string>> = {
  tied: 'Tied',
  warnings: 'Tied, with warnings',
  'not-tied': 'Not tied',
};

const status: Readonly<Record<RunStatus, string>> = {
  queued: 'Waiting',
  running: 'At work',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

const step: Readonly<Record<StepStatus, string>> = {
  pending: 'not started',
  running: 'at work',
  done: 'done',
  skipped: 'kept from an earlier run',
  failed: 'failed',
};

const whose: Readonly<Record<Audience, string>> = {
  requester: 'Your move',
  operator: 'The operators’ move',
  accountant: 'Accounting’s move',
  developer: 'The developers’ move',
};

export const words = { verdict, status, step, whose } as const;

export const appStrings = {
  title: 'Reports',
  pages: { request: 'Request', queue: 'Queue', archive: 'Archive' },
  pagesLabel: 'Pages',
  starting: 'Opening the tab …',
  outside: 'You are outside Microsoft Teams.',
  development: (person: string) => `Signed in for development as ${person}.`,
  person: 'Sign in as',
  change: 'Change',
  signIn: 'Sign in',
  outsideTitle: 'Open this page in Microsoft Teams',
  outsideText: 'You are signed in by Teams. This page has been opened outside it, so nobody knows who you are.',
  waitingTitle: 'Teams has not answered yet',
  waitingText: 'This page goes on by itself as soon as Teams answers. If that takes long, close it and open it again.',
  setUpTitle: 'Signing in is not set up',
  consentTitle: 'One agreement is missing',
  consentText: 'Your organisation has not yet agreed that this tab may know who you are. You may be asked to agree.',
  consentAgain: 'Agree and go on',
  consentEnd: 'You can close this window.',
  consentRefused: 'The agreement was not given. Ask your administrator, then try again.',
  refusedTitle: 'You cannot use this tab',
  noCompanies: 'You are signed in, but no company has been opened to you. Ask the person who keeps the access list.',
  failedTitle: 'The tab could not be opened',
  again: 'Try again',
  move: (move: string) => ` ${move}`,
  offline: 'The server does not answer. What you see may be old; trying again by itself.',
  stale: 'Live updates are interrupted: nobody knows whether this is up to date. Trying again by itself.',
  staleSince: (at: string) => `What you see is from ${at}.`,
  live: 'Live',
  signInAgain: 'Your sign-in has ended and could not be renewed. Reload the tab.',
  problem: 'That did not work',
  loading: 'Loading …',
  close: 'Close',
  back: 'Back to the list',
  dismiss: 'Dismiss',
  clear: 'Clear',
} as const;

export const failureStrings = {
  offline: 'The server does not answer. Check your connection; it is tried again by itself.',
  sending: 'The server does not answer. This is sent again by itself, as one and the same request.',
  notSent: (button: string) => `Not sent: the server does not answer. Press ${button} again.`,
  notDone: 'Not done: the server does not answer. Press the button again.',
  noToken: (reason: string) => `Teams could not sign you in just now (${reason}); it is tried again by itself.`,
  notSetUp: (reason: string) =>
    `Trying again does not help. Show this to your administrator: “${reason}”. In the app package, webApplicationInfo must name this address and the app registration; in the registration, the scope access_as_user must be there and Teams be authorised for it.`,
  unexpected: 'The server answered something that this page does not understand. Reload the tab.',
  signIn: 'You are not signed in any more. Reload the tab.',
} as const;

export const requestStrings = {
  title: 'Ask for a report',
  report: 'Report',
  choose: 'Choose one',
  from: 'First period',
  to: 'Last period',
  presets: 'Quick choices',
  lastClosed: (period: string) => `Last closed, ${period}`,
  yearToDate: (from: string, to: string) => `Year so far, ${from} to ${to}`,
  lastYear: (year: number) => `Year ${year}`,
  open: 'open',
  closed: 'closed',
  thirteenth: '13th period',
  year: (year: number) => `${year}`,
  openInRange: (open: number) =>
    open === 0
      ? 'All of these periods are closed.'
      : `${counted(open, 'open period')}: the numbers can still change after the run.`,
  noCalendar: 'The calendar is not known before the first run of a company. Write year and month, as in 2024-03.',
  flagHint: 'Without this, numbers that do not tie end the run without a file.',
  chat: 'Send the file to my chat with the bot too',
  chatHint: 'The file is always in the archive too.',
  missing: { report: 'Choose a report.', company: 'Choose a company.', period: 'Choose a period.' },
  wrongPeriod: (text: string) => `“${text}” is not a period. Write year and month, as in 2024-03.`,
  order: 'The last period lies before the first.',
  usually: (expected: string) => `Usually takes ${expected}.`,
  never: 'This has not been run before, so nobody knows how long it takes.',
  ahead: (ahead: number) =>
    ahead === 0
      ? 'It starts as soon as a runner is free.'
      : `${counted(ahead, 'run')} of this company ${ahead === 1 ? 'comes' : 'come'} first.`,
  joinTitle: 'Somebody is already running this',
  join: (who: string, run: number) => `${who} asked for the same. Join run ${run}, and you get the file as well.`,
  mine: (run: number) => `You have asked for this already: run ${run}.`,
  openRun: (run: number) => `Show run ${run}`,
  submit: 'Run',
  submitJoin: 'Join the run',
  submitting: 'Asking …',
  nobodyAsks: 'You may look, but not ask for reports. Queue and archive are open to you.',
  noReports: 'No report has been published yet',
  noReportsText: 'Reports come as soon as a runner has started.',
  accepted: (run: number) => `Accepted as run ${run}.`,
  joined: (run: number) => `You have joined run ${run}.`,
} as const;

export const queueStrings = {
  title: 'Queue',
  empty: 'The queue is empty',
  emptyText: 'Nothing waits and nothing is at work.',
  wasEmpty: 'Nothing waited when the queue was last looked at',
  wasEmptyText: 'Changes do not come by themselves just now; the queue is asked for again every few seconds.',
  ask: 'Ask for a report',
  caption: (running: number, waiting: number, listed: number) =>
    `${counted(running, 'run')} at work, ${waiting} waiting.${listed < running + waiting ? ` The first ${listed} are listed.` : ''}`,
  columns: {
    run: 'Report',
    company: 'Company',
    who: 'Asked by',
    asked: 'Asked',
    status: 'Status',
    expected: 'Time',
    actions: 'Actions',
  },
  place: (ahead: number) => (ahead === 0 ? 'Next of its company' : `${counted(ahead, 'run')} first`),
  step: (number: number, of: number, title: string) => `Step ${number} of ${of}: ${title}`,
  phases: { checks: 'Proving the numbers', workbook: 'Writing the workbook' },
  holder: (run: number, stepTitle: string | null) =>
    `Waits for run ${run}${stepTitle === null ? '' : `, which is at “${stepTitle}”`}.`,
  away: (since: string, next: string) =>
    `Plex has not answered since ${since}. The run waits, and Plex is tried again at ${next}.`,
  running: (elapsed: string) => `${elapsed} so far`,
  usually: (expected: string) => `usually ${expected}`,
  told: (run: number, status: string) => `Run ${run}: ${status}.`,
} as const;

export const archiveStrings = {
  title: 'Archive',
  filters: 'Filters',
  filtersOn: (on: number) => (on === 0 ? 'Filters' : `Filters (${on})`),
  report: 'Report',
  company: 'Company',
  who: 'Asked by',
  whoHint: 'A part of a name',
  result: 'Result',
  from: 'Periods from',
  to: 'Periods to',
  periodHint: '2024-01',
  since: 'Asked since',
  until: 'Asked until',
  mine: 'Only mine',
  any: 'Any',
  clear: 'Clear filters',
  more: 'More filters',
  results: {
    tied: 'Tied',
    warnings: 'Tied, with warnings',
    'not-tied': 'Not tied',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  total: (total: number) => counted(total, 'run'),
  columns: {
    id: 'Run',
    report: 'Report',
    company: 'Company',
    from: 'Periods',
    requester: 'Asked by',
    status: 'Result',
    finished: 'Ended',
    took: 'Took',
  },
  run: (run: number) => `run ${run}`,
  tableLabel: 'Finished runs',
  empty: 'No finished run yet',
  emptyText: 'What has been run stays here with its checks, its file and its deliveries.',
  nothing: 'No run matches these filters',
  trend: 'Trend',
  runs: 'Runs',
  views: 'Runs or trend',
} as const;

export const trendStrings = {
  title: (company: string) => `Total movement by category, ${company}`,
  range: 'Periods shown',
  ranges: { 13: 'Last 13 periods', 25: 'Last 25 periods', all: 'All periods' },
  shown: 'Categories shown',
  asOf: (at: string) => `Numbers as of ${at}.`,
  empty: 'There are no numbers of this company yet',
  emptyText: 'They come with its first run.',
  table: 'Show as table',
  chart: 'Show as chart',
  period: 'Period',
  described: (categories: number, from: string, to: string) =>
    `Lines for ${categories} categories from ${from} to ${to}. The same numbers are in the table.`,
  point: (category: string, period: string, value: string) => `${category} ${period}: ${value}`,
} as const;

export const configStrings = {
  title: 'Add reports to this conversation',
  label: 'The tab opens at',
  pages: {
    request: 'Request: ask for a report',
    queue: 'Queue: what is at work and what waits',
    archive: 'Archive: what was, with files and trends',
  } satisfies Readonly<Record<Page, string>>,
  names: { request: 'Reports', queue: 'Reports: queue', archive: 'Reports: archive' } satisfies Readonly<
    Record<Page, string>
  >,
  rights: 'Everybody here sees only the companies that have been opened to them.',
  elsewhereTitle: 'There is nothing to set up here',
  elsewhereText: 'Teams opens this page when reports are added to a channel or a chat.',
} as const;
