// The other cards: asking, repairing, lists, talk.
import { type CalendarPeriod, errorTable, parsePeriod } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { askCard, periodChoices } from './ask-card.ts';
import { endedCard, historyCard } from './history-card.ts';
import { queueCard, statusCard } from './queue-card.ts';
import { helpCard, noticeCard, repairCard, reportsCard, welcomeCard } from './talk-cards.ts';
import { accepted, check, failed } from './testing/runs.ts';
import { buttonsOf, partsOf, problemsOf, wordsOf } from './testing/validator.ts';

const march = parsePeriod('2024-03');
const calendar: readonly CalendarPeriod[] = Array.from({ length: 96 }, (_, at) => {
  const period = parsePeriod((2017 + Math.floor(at / 12)) * 100 + (at % 12) + 1);
  const place = { fiscalYear: 2017 + Math.floor(at / 12), fiscalOrder: (at % 12) + 1 };
  return { period, display: String(period), begin: '2024-03-01', end: '2024-03-31', open: period >= march, ...place };
});
const periods = { choices: periodChoices(calendar, march), from: '2024-02', to: '2024-02' };
const inputs = (card: unknown) => partsOf(card).filter(({ type }) => String(type).startsWith('Input.'));
const listed = {
  run: 812,
  reportTitle: 'Trial balance',
  companyName: 'Umbra Oy',
  company: 222222,
  parameters: { from: march, to: march },
  who: 'Ada Lovelace',
};

describe('the card that asks for what is missing', () => {
  const asked = { title: 'Trial balance', understood: 'Trial balance for Umbra Oy.', token: 't' };

  it('has inputs for what is missing and for nothing else', () => {
    const card = askCard({ ...asked, periods });
    expect(problemsOf(card)).toEqual([]);
    expect(inputs(card).map(({ id }) => id)).toEqual(['from', 'to']);
    expect(card.actions).toEqual([expect.objectContaining({ verb: 'ask', data: { token: 't' } })]);
  });

  it('shows the calendar newest first, open and closed, the last closed period chosen', () => {
    const [from] = inputs(askCard({ ...asked, periods }));
    expect(from).toMatchObject({ value: '2024-02' });
    expect(from?.choices).toMatchObject({
      0: { title: '2024-03 · open' },
      1: { title: '2024-02 · closed', value: '2024-02' },
    });
  });

  it('names the oldest period that can be chosen, and keeps the chosen one however old', () => {
    const card = askCard({ ...asked, periods: { ...periods, from: '2017-01' } });
    expect(inputs(card)[0]).toMatchObject({ value: '2017-01' });
    expect(wordsOf(askCard({ ...asked, periods }))).toContain('For periods before 2019-04');
  });

  it('chooses what was chosen last, or the only one there is', () => {
    const companies = [111111, 222222].map((company) => ({ title: `Company ${company}`, value: String(company) }));
    const reports = [{ title: 'Trial balance', value: 'trial-balance' }];
    const card = askCard({ ...asked, reports, companies, lastChoice: { company: '222222' } });
    expect(inputs(card).map(({ id, value }) => [id, value])).toEqual([
      ['report', 'trial-balance'],
      ['company', '222222'],
    ]);
  });

  it('chooses nothing for the asker that is not on the list', () =>
    expect(problemsOf(askCard({ ...asked, periods: { ...periods, from: '1999-01' } }))).toEqual([]));

  it('asks for a number when there are more companies than a list can hold', () => {
    const companies = Array.from({ length: 300 }, (_, at) => ({ title: `Company ${at}`, value: String(at) }));
    const card = askCard({ ...asked, companies });
    expect(problemsOf(card)).toEqual([]);
    expect(inputs(card)).toMatchObject([{ type: 'Input.Text', id: 'company', label: 'Company number' }]);
  });
});

describe('the queue', () => {
  const holder = { run: 812, runner: 'runner-1', step: 'Chart of accounts', since: accepted };
  const rows = [
    { ...listed, place: 0, status: 'running', progress: 'Step 2 of 8', holder },
    { ...listed, run: 813, place: 1, status: 'queued', mayCancel: true },
  ] as const;

  it('tells place, who, report, company, periods, status and who holds the company', () => {
    const card = queueCard(rows, { running: 1, waiting: 1 });
    const words = wordsOf(card).replaceAll('\n', '');
    expect(problemsOf(card)).toEqual([]);
    expect(words).toContain('1 run at work, 1 waiting.');
    expect(words).toContain('At work · Trial balance · 2024-03');
    expect(words).toContain('Umbra Oy · 222222 · asked by Ada Lovelace · run 812');
    expect(words).toContain('Run 812 holds the company on runner-1, at Chart of accounts.');
    expect(words).toContain('Place 1, waiting · Trial balance');
  });

  it('offers to cancel what the asker may cancel', () =>
    expect(partsOf(statusCard(rows, { running: 1, waiting: 1 }))).toContainEqual(
      expect.objectContaining({ verb: 'say', title: 'Cancel 813', data: { command: 'cancel 813' } }),
    ));

  it('tells how many more there are than it shows', () => {
    const card = queueCard(
      Array.from({ length: 500 }, () => rows[1]),
      { running: 0, waiting: 1_000 },
    );
    expect(problemsOf(card)).toEqual([]);
    expect(wordsOf(card)).toContain('and 990 more');
  });

  it.each([
    ['the queue', queueCard([], { running: 0, waiting: 0 })],
    ['the own runs', statusCard([], { running: 0, waiting: 0 })],
    ['the history', historyCard([])],
  ])('%s that is empty says so, and has buttons to go on', (_, card) => {
    expect(problemsOf(card)).toEqual([]);
    expect(buttonsOf(card)).toEqual(['Run a report', 'Show reports', 'Help']);
  });
});

describe('the history', () => {
  const past = {
    ...listed,
    status: 'succeeded',
    verdict: 'tied',
    finishedAt: accepted,
    tookMs: 44_000,
    hasFile: true,
  } as const;

  it('offers the file where there is one, else another run', () => {
    const card = historyCard([past, { ...past, run: 813, status: 'failed', verdict: null, hasFile: false }]);
    expect(problemsOf(card)).toEqual([]);
    expect(buttonsOf(card)).toEqual(['Send the file of run 812', 'Again 813']);
    expect(wordsOf(card)).toContain('✓ TIED');
    expect(wordsOf(card)).toContain('✗ failed');
  });

  it('tells of one run how it ended, what was proved, and offers its file', () => {
    const card = endedCard(past, { checks: [check('a'), check('b')], failure: null });
    expect(problemsOf(card)).toEqual([]);
    expect(wordsOf(card).replaceAll('\n', '')).toContain('✓ TIED · Trial balance · 2024-03');
    expect(wordsOf(card)).toContain('All 2 checks passed.');
    expect(wordsOf(card)).toContain('Ended {{DATE(');
    expect(buttonsOf(card)).toEqual(['Send the file of run 812']);
  });

  it('tells of one run that failed why, in a human sentence', () => {
    const { failure } = failed();
    const row = { ...past, status: 'failed', verdict: null, hasFile: false } as const;
    const card = endedCard(row, { checks: [], failure });
    expect(wordsOf(card)).toContain(`${errorTable.PLEX_TIMEOUT.meaning} Resume later.`);
    expect(card.fallbackText).toContain('Run 812: failed.');
  });
});

describe('cards that talk', () => {
  const report = {
    id: 'trial-balance',
    title: 'Trial balance',
    aliases: ['TB'],
    parameters: [],
    steps: [{ name: 'a', title: 'A' }],
  };

  it('help lists every command, with buttons for those that are whole', () => {
    const card = helpCard([
      { command: 'run TB 2024-03', meaning: 'runs' },
      { command: 'queue', meaning: 'shows', alone: true },
    ]);
    expect(problemsOf(card)).toEqual([]);
    expect(wordsOf(card)).toContain('run TB 2024-03');
    expect(buttonsOf(card)).toEqual(['queue']);
  });

  it('the catalogue shows what to type', () => {
    const card = reportsCard([report]);
    expect(problemsOf(card)).toEqual([]);
    expect(wordsOf(card)).toContain('run TB 2024-03');
    expect(buttonsOf(card)).toEqual(['run TB']);
    expect(problemsOf(reportsCard([]))).toEqual([]);
    expect(buttonsOf(reportsCard([]))).toEqual(['help']);
  });

  it('a repair says what was understood, what is wrong, and how to say it right', () => {
    const repairs = [{ title: 'Run 2024-03', command: 'run TB 2024-03' }];
    const card = repairCard({
      understood: 'trial balance of 2042-03',
      problem: 'There is no period 2042-03.',
      repairs,
    });
    expect(problemsOf(card)).toEqual([]);
    expect(card.actions).toMatchObject([{ verb: 'say', data: { command: 'run TB 2024-03' } }]);
  });

  it('a notice may carry either kind of button', () => {
    const buttons = [
      { title: 'Status', command: 'status' },
      { verb: 'send', title: 'Send again', token: 't' },
    ];
    expect(problemsOf(noticeCard('This button has expired.', buttons))).toEqual([]);
  });

  it('the first hello shows what to type', () => {
    const card = welcomeCard('http://127.0.0.1:3978/tab');
    expect(problemsOf(card)).toEqual([]);
    expect(buttonsOf(card)).toEqual(['Run TB last closed', 'Show reports', 'Help', 'Open in tab']);
  });

  it('the first hello in a group says that it has to be mentioned', () => {
    const card = welcomeCard(undefined, true);
    expect(problemsOf(card)).toEqual([]);
    expect(wordsOf(card).replaceAll('\n', '')).toContain(
      'Begin with @ and my name, as in: @Reports run TB last closed',
    );
    expect(wordsOf(welcomeCard())).not.toContain('@');
  });
});
