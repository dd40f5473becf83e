// Every sentence on a card. Functions take what is put in; the caller sees to it that text from outside stays plain.
import type { Audience, RunStatus, Verdict } from '@repsys/core';
import { counted } from './words.ts';

const mark = { good: '✓', warning: '⚠', bad: '✗', now: '▸', kept: '↷' } as const;

const verdict: Readonly<Record<Verdict, string>> = {
  tied: 'TIED',
  warnings: 'TIED, WITH WARNINGS',
  'not-tied': 'NOT TIED',
};

const status: Readonly<Record<RunStatus, string>> = {
  queued: 'waiting',
  running: 'at work',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

const whose: Readonly<Record<Audience, string>> = {
  requester: 'Your move',
  operator: "The operators' move",
  accountant: "Accounting's move",
  developer: "The developers' move",
};

/** Where what a card leaves out can be read. */
const whereRest = { sheet: ' on the sheet Checks', tab: ', all in the tab', nowhere: '' } as const;

/** How a run is spoken of. */
export const runStrings = {
  mark,
  verdict,
  status,
  whose,
  about: (report: string, periods: string) => `${report} · ${periods}`,
  company: (name: string, company: number, run: number) => `${name} · ${company} · run ${run}`,
  runOnly: (run: number) => `run ${run}`,
  attempt: (attempt: number) => ` · attempt ${attempt}`,
  joined: 'Somebody had already asked for the same. You share the run, and the file comes to you as well.',
  accepted: 'Accepted',
  next: 'Next in line',
  place: (place: number) => `Place ${place} in the queue`,
  ahead: (ahead: number) =>
    `${counted(ahead, 'run')} of this company ${ahead === 1 ? 'comes' : 'come'} first: one at a time.`,
  startsSoon: 'It starts as soon as a runner is free.',
  away: (since: string, next: string) =>
    `Plex has not answered since ${since}. The run waits, and Plex is tried again at ${next}.`,
  usually: (expected: string) => `Usually takes ${expected}.`,
  starting: 'Starting',
  step: (number: number, of: number, title: string) => `Step ${number} of ${of}: ${title}`,
  allSteps: (of: number) => `All ${counted(of, 'step')} done`,
  phases: { checks: 'Proving the numbers', workbook: 'Writing the workbook' },
  done: (percent: string) => `${percent} done`,
  rowsSoFar: (rows: string) => `${rows} so far`,
  elapsed: (elapsed: string) => `running for ${elapsed}`,
  usuallyShort: (expected: string) => `usually ${expected}`,
  longer: (expected: string) => `longer than the usual ${expected}`,
  kept: 'kept from an earlier run',
  takenOver: 'The runner that had this run is gone. Another one has taken it over; finished steps are kept.',
  failedStep: 'failed',
  earlierSteps: (steps: number) => `${counted(steps, 'earlier step')} done`,
  after: (title: string) => `Then: ${title}`,
  moreFindings: (findings: number, rest: keyof typeof whereRest) =>
    `and ${counted(findings, 'more finding')}${whereRest[rest]}`,
  difference: (ours: string, theirs: string) => `ours ${ours}, theirs ${theirs}`,
  moreDifferences: (more: number, rest: keyof typeof whereRest) =>
    `and ${counted(more, 'more difference')}${whereRest[rest]}`,
  goodToKnow: 'Good to know',
  finding: { blocking: 'Not tied', warning: 'Warning' },
  stamped: 'Delivered because you asked for it although it is not tied. Every sheet says so.',
  file: 'File',
  took: 'Took',
  waited: (waited: string) => `after waiting ${waited}`,
  handled: 'Rows',
  handledIn: (rows: string, steps: number) => `${rows} in ${counted(steps, 'step')}`,
  dataRead: (from: string, to: string) => `Data read from Plex between ${from} and ${to}.`,
  dataReadAt: (at: string) => `Data read from Plex at ${at}.`,
  keptSteps: (steps: number, age: string | undefined) =>
    `${counted(steps, 'step')} kept from an earlier run${age === undefined ? '' : `, up to ${age} old by then`}.`,
  age: (age: string, minutes: number) => (minutes === 0 ? 'less than 1 min' : age),
  details: 'Steps and checks',
  result: { passed: 'passed', blocking: 'failed', warning: 'warning', info: 'note', quiet: 'nothing to note' },
  failed: 'FAILED',
  beforeSteps: 'It stopped before the first step.',
  failedAt: 'It stopped while proving the numbers.',
  notTied: 'The numbers do not tie, so there is no workbook.',
  move: (who: string) => `${who}: `,
  cancelled: 'CANCELLED',
  cancelledText: 'Nothing was delivered. Finished steps are kept for a next attempt.',
  less: {
    others:
      'Not everyone in this chat may see this company, so numbers and results are not shown here. They are in the 1:1 chat with me.',
    groups:
      'I do not know your groups just now, so numbers and results are not shown here. Open the tab once so that I know your groups again.',
    rights: 'You have no right to see this company, so numbers and results are not shown here.',
  },
  lessDone: 'DONE',
  openPersonal: 'Open in 1:1',
  openTab: 'Open in tab',
  openFile: 'Open file',
} as const;

/** What became of the file. `less` is what a group reads where not everyone may see the company. */
export const deliveryStrings = {
  offered: 'Waiting for your Allow below.',
  uploading: 'Saving to your OneDrive …',
  delivered: 'Saved to your OneDrive.',
  declined: 'You declined the file.',
  expired: 'Nobody pressed Allow in time.',
  failed: 'The file could not be handed over.',
  'given-up': 'The file could not be handed over, and it is not tried any more.',
  withheld: 'The file is not handed over.',
  shared: 'Saved to the files of this conversation.',
  reason: (reason: string) => ` Reason: ${reason}`,
  kept: ' It is kept: have it sent again.',
  keptInTab: ' It is kept: have it sent again, or take it from the tab.',
  less: 'The file goes to whoever asked, in the 1:1 chat.',
} as const;

/** What is said beside a file that was offered. */
export const consentStrings = {
  withdrawn: (run: number) =>
    `The file of run ${run} is no longer offered, because you may not see its company at the moment. If you should, ask the person who keeps the access list.`,
} as const;

const offeredElsewhere = 'The file goes to whoever asked, in the 1:1 chat; it is offered there.';

/** What a group reads of a file that went to somebody's own chat: nothing of whose OneDrive it is in. */
export const elsewhereStrings: Readonly<Partial<Record<string, string>>> = {
  offered: offeredElsewhere,
  uploading: offeredElsewhere,
  delivered: 'Whoever asked has the file.',
  declined: 'Whoever asked has not taken the file.',
  expired: 'Whoever asked has not taken the file.',
};

/** One line on a run, for notifications and screen readers. */
export const summaryStrings = {
  queued: (place: number) => `accepted, place ${place} in the queue`,
  starting: 'starting',
  running: (step: string, percent: string) => `${step}, ${percent} done`,
  away: 'waits: Plex does not answer',
  succeeded: (verdict: string, checks: string) => `${verdict}. ${checks}`,
  lessDone: 'done',
  failed: (place: string) => `FAILED. ${place}`,
  cancelled: 'cancelled',
  line: (report: string, periods: string, whose: string, state: string) => `${report} ${periods}, ${whose}: ${state}`,
} as const;

/** Asking for what is missing. */
export const askStrings = {
  title: 'What shall I run?',
  report: 'Report',
  company: 'Company',
  companyNumber: 'Company number',
  companyWithheld:
    'Which company? Not everyone in this chat may see yours, so I do not list them here. Write its number as well, or ask me in the 1:1 chat.',
  from: 'First period',
  to: 'Last period',
  choose: 'Choose one',
  missing: {
    report: 'Choose a report.',
    company: 'Choose a company.',
    from: 'Choose the first period.',
    to: 'Choose the last period.',
  },
  period: (period: string, open: boolean) => `${period} · ${open ? 'open' : 'closed'}`,
  olderPeriods: (oldest: string) => `For periods before ${oldest}, type them: run TB 2019-01..2019-12.`,
  submit: 'Run',
} as const;

/** The queue, a person's runs, past runs. */
export const listStrings = {
  queue: 'Queue',
  queueEmpty: 'The queue is empty. Nothing is at work.',
  queueText: (running: number, waiting: number) => `${counted(running, 'run')} at work, ${waiting} waiting.`,
  status: 'Your runs',
  statusEmpty: 'You have no run waiting or at work.',
  statusText: (runs: number) => `${counted(runs, 'run')} of yours waiting or at work.`,
  history: 'History',
  historyEmpty: 'There are no runs yet.',
  historyText: (runs: number) => (runs === 1 ? 'Your last run.' : `Your last ${counted(runs, 'run')}.`),
  atWork: 'At work',
  waits: (place: number) => `Place ${place}, waiting`,
  run: (run: number) => `Run ${run}`,
  endedText: (run: number, state: string) => `Run ${run}: ${state}.`,
  company: (name: string, company: number) => `${name} · ${company}`,
  askedBy: (who: string) => `asked by ${who}`,
  holds: (run: number, runner: string, step: string | undefined) =>
    `Run ${run} holds the company on ${runner}${step === undefined ? '' : `, at ${step}`}.`,
  holdsSince: (at: string) => `Held since ${at}.`,
  finished: (at: string) => `Ended ${at}.`,
  took: (took: string) => `took ${took}`,
  more: (rows: number) => `and ${rows} more`,
  emptyButtons: [
    { title: 'Run a report', command: 'run' },
    { title: 'Show reports', command: 'reports' },
    { title: 'Help', command: 'help' },
  ],
  withheld: 'Companies that not everyone in this chat may see are left out. Ask me in the 1:1 chat.',
  withheldRun: 'Not everyone in this chat may see its company. Ask me in the 1:1 chat for more.',
  cancel: (run: number) => `Cancel ${run}`,
  send: (run: number) => `Send the file of run ${run}`,
  again: (run: number) => `Again ${run}`,
  commands: {
    cancel: (run: number) => `cancel ${run}`,
    send: (run: number) => `send ${run}`,
    again: (run: number) => `again ${run}`,
  },
} as const;

/** Help, the catalogue, the first hello, and what goes wrong. */
export const talkStrings = {
  nobody:
    'Teams does not tell me who you are, so I can do nothing for you here. Sign in with an account of this organization and write to me in the 1:1 chat.',
  edited: 'I do not follow edited messages. Please write it again as a new message.',
  sharedChannel:
    'I do not work in shared channels, because I cannot see everybody who reads here. Write to me in the 1:1 chat, or in a channel of your own team.',
  help: 'What I understand',
  helpText: 'Type a command. Capitals, spaces and quotes do not matter.',
  reports: 'Reports',
  reportsText: (reports: number) => `${counted(reports, 'report')} to choose from.`,
  noReports: 'No report has been published yet. It comes as soon as a runner has started.',
  alsoCalled: (names: string) => `also called ${names}`,
  steps: (steps: number) => `${counted(steps, 'step')}, each proved before the file is made.`,
  type: 'Type',
  runExample: (name: string) => `run ${name} 2024-03`,
  run: (name: string) => `run ${name}`,
  welcome: 'Hello',
  welcomeText: 'I make reports from Plex, prove them against the books, and bring you the Excel file here in the chat.',
  welcomeHow: 'Ask in words, as in:',
  welcomeThen: 'You see one card that moves with the run. Before a file is saved I ask you to allow it.',
  welcomeExample: 'run TB last closed',
  welcomeGroup: 'In a group I hear only what mentions me. Begin with @ and my name, as in:',
  welcomeGroupExample: '@Reports run TB last closed',
  welcomeGroupThen:
    'You see one card that moves with the run. Whoever asks gets the file; what not everyone here may see stays in the 1:1 chat with me.',
  welcomeButtons: [
    { title: 'Run TB last closed', command: 'run TB last closed' },
    { title: 'Show reports', command: 'reports' },
    { title: 'Help', command: 'help' },
  ],
} as const;
