// The card of a run in every state of its life.
import { errorTable } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { runCard } from './run-card.ts';
import { runSummary } from './run-summary.ts';
import {
  accepted,
  changed,
  check,
  failed,
  kept,
  model,
  running,
  steps,
  succeeded,
  untied,
  view,
  yearNotClosed,
} from './testing/runs.ts';
import { buttonsOf, partsOf, problemsOf, wordsOf } from './testing/validator.ts';

const read = (...given: Parameters<typeof model>): string => wordsOf(runCard(model(...given)));
const outage = { since: accepted, triedAt: accepted + 5_000, nextAt: accepted + 10_000 };
const usual = { expected: { p50: 20_000, p90: 41_000 } };

describe('every card of a run', () => {
  const runs = {
    queued: view({ ahead: 2 }),
    starting: view({ status: 'running', startedAt: accepted }),
    running: running(2),
    succeeded: succeeded(),
    warnings: succeeded({ verdict: 'warnings', checks: [check('a'), yearNotClosed, changed] }),
    'not tied': succeeded({ verdict: 'not-tied', checks: [check('a'), untied] }),
    failed: failed(),
    'failed without a word': failed({ failure: null }),
    cancelled: view({ status: 'cancelled', finishedAt: accepted }),
  };
  const cases = Object.entries(runs).flatMap(([name, run]) =>
    (['full', 'less'] as const).map((detail) => [name, detail, run] as const),
  );

  it.each(cases)('%s, %s detail, is a card that clients can show', (_, detail, run) => {
    const buttons = [{ verb: 'cancel', title: 'Cancel', token: 't', note: 'Stops it.' }];
    const card = runCard(model(run, { ...usual, detail, buttons, tabUrl: 'https://reports.example/tab' }));
    expect(problemsOf(card)).toEqual([]);
  });

  it.each(cases)('%s, %s detail, says in words what it says in colour', (_, detail, run) => {
    const styled = partsOf(runCard(model(run, { detail }))).filter(({ style }) => style && style !== 'heading');
    for (const part of styled) expect(wordsOf(part)).toMatch(/TIED|DONE|FAILED|CANCELLED/);
  });

  it.each(cases)('%s, %s detail, has a line for those who cannot see it', (_, detail, run) =>
    expect(runSummary(model(run, { detail }))).toMatch(
      detail === 'full' ? /^Trial balance 2024-03, Umbra Oy: \S+/ : /^Trial balance 2024-03, run 812: \S+/,
    ),
  );
});

describe('a run that waits', () => {
  it('tells its place, what comes first and how long it usually takes', () => {
    const words = read(view({ ahead: 2 }), usual);
    expect(words).toContain('Place 3 in the queue');
    expect(words).toContain('2 runs of this company come first: one at a time.');
    expect(words).toContain('Usually takes 20–40 seconds.');
  });

  it.each([
    ['waits', view({ ahead: 2, outage })],
    ['is at work', running(2, { outage })],
  ])('says since when Plex is away when it %s, and when it is tried again', (_, run) => {
    expect(read(run)).toContain(
      'Plex has not answered since {{TIME(2024-04-03T08:00:00Z)}}. The run waits, and Plex is tried again at {{TIME(2024-04-03T08:00:10Z)}}.',
    );
    expect(runSummary(model(run))).toContain('waits: Plex does not answer');
    expect(problemsOf(runCard(model(run)))).toEqual([]);
  });

  it('is next in line when nothing comes first', () => expect(read(view())).toContain('Next in line'));

  it('says so when somebody had asked for the same', () =>
    expect(read(view(), { joined: true })).toContain('Somebody had already asked for the same.'));
});

describe('a run at work', () => {
  it('tells step, rows, time and what comes after', () => {
    const words = read(running(4), usual);
    expect(words).toContain('Step 5 of 8: Movements of closed periods');
    expect(words).toContain('60,000 rows so far');
    expect(words).toContain('running for 17 s, usually 20–40 seconds');
    expect(words).toContain('Then: Movements of open periods');
  });

  it('lists finished steps with their times and kept ones with their origin', () => {
    const [first, ...others] = steps(2);
    const words = read(running(2, { steps: [...(first ? [kept(first)] : []), ...others] }));
    expect(words).toContain('kept from run 811, 12 min old');
    expect(words).toContain('Chart of accounts\n · 5 s · 24,000 rows');
  });

  it('says so when it takes longer than usual', () =>
    expect(read(running(4), { ...usual, now: accepted + 90_000 })).toContain('longer than the usual 20–40 seconds'));

  it('names the checks and the workbook when the steps are through', () => {
    expect(read(running(8), { phase: 'checks' })).toContain('Proving the numbers');
    expect(read(running(8), { phase: 'workbook' })).toContain('Writing the workbook');
  });

  it('counts a step by what it usually takes', () => {
    const expectedSteps = new Map(steps(0).map(({ name }, at) => [name, { p50: at === 0 ? 60_000 : 1000, p90: 0 }]));
    expect(read(running(1), { expectedSteps })).toMatch(/8\d % done/);
    expect(read(running(1))).toMatch(/11 % done/);
  });

  it('goes on where it was when another runner has taken it over, and says so', () => {
    const [first, second, ...others] = steps(2);
    const taken = running(2, {
      starts: 2,
      steps: [...[first, second].flatMap((step) => (step ? [kept(step)] : [])), ...others],
    });
    expect(read(taken)).toContain('Another one has taken it over');
    const share = (words: string) => Number(/(\d+) % done/.exec(words)?.[1]);
    expect(share(read(taken))).toBe(share(read(running(2))));
  });

  it('never says that all is done before it is', () =>
    expect(read(running(8), { phase: 'workbook', ...usual })).not.toContain('100 %'));
});

describe('a run that is done', () => {
  const untiedRun = succeeded({ verdict: 'not-tied', checks: [check('a'), untied] });

  it('shows the verdict in words and how many checks passed', () => {
    const words = read(succeeded());
    expect(words).toContain('✓ TIED');
    expect(words).toContain('All 3 checks passed.');
  });

  it('tells a warning and where it is, and what changed since the last report', () => {
    const words = read(succeeded({ verdict: 'warnings', checks: [check('a'), yearNotClosed, changed] }));
    expect(words).toContain('TIED, WITH WARNINGS');
    expect(words).toContain('1 of 2 checks passed, 1 note.');
    expect(words).toContain('Year close not posted as of 2024-01.');
    expect(words).toContain('2024-01 · ours 0.00, theirs (1,234.50)');
    expect(words).toContain('3 movements and 4 balances changed');
  });

  it('does not soften what is not tied', () => {
    const words = read(untiedRun);
    expect(words).toContain('✗ NOT TIED');
    expect(words).toContain('Delivered because you asked for it although it is not tied.');
    expect(words).toContain('and 9 more differences on the sheet Checks');
  });

  it('tells file, size, duration, rows and when the data were read', () => {
    const words = read(succeeded());
    expect(words).toContain('TB_202403_to_202403_222222_812.xlsx (1.2 MB)');
    expect(words).toContain('41 s, after waiting 3 s');
    expect(words).toContain('432,000 rows in 8 steps');
    expect(words).toContain(
      'Data read from Plex at {{DATE(2024-04-03T08:00:43Z, COMPACT)}} {{TIME(2024-04-03T08:00:43Z)}}.',
    );
  });

  it('takes the age of the data from the steps that read', () =>
    expect(read(succeeded(), { readSteps: new Set(['step_1', 'step_5']) })).toContain('TIME(2024-04-03T08:00:28Z)'));

  it('tells how old the steps were that it kept', () => {
    const [first, ...others] = steps(8);
    const words = read(succeeded({ steps: [...(first ? [kept(first)] : []), ...others] }));
    expect(words).toContain('1 step kept from an earlier run, up to 12 min old by then.');
  });

  it.each([
    ['offered', 'Waiting for your Allow below.'],
    ['uploading', 'Saving to your OneDrive'],
    ['delivered', 'Saved to your OneDrive.'],
    ['declined', 'You declined the file. It is kept'],
    ['expired', 'Nobody pressed Allow in time.'],
    ['failed', 'could not be handed over. Reason: OneDrive is full.'],
    ['given-up', 'it is not tried any more. Reason: OneDrive is full.'],
    ['shared', 'Saved to the files of this conversation.'],
  ] as const)('tells where the file is: %s', (state, text) => {
    const words = read(succeeded(), { delivery: { state, reason: 'OneDrive is full.' } }).replaceAll('\n', '');
    expect(words.replace(/ {2}/g, ' ')).toContain(text);
  });

  it.each([
    ['offered', 'in the 1:1 chat; it is offered there.'],
    ['uploading', 'in the 1:1 chat; it is offered there.'],
    ['delivered', 'Whoever asked has the file.'],
    ['declined', 'Whoever asked has not taken the file. It is kept'],
    ['expired', 'Whoever asked has not taken the file. It is kept'],
    ['failed', 'could not be handed over. Reason: OneDrive is full.'],
    ['given-up', 'it is not tried any more. Reason: OneDrive is full.'],
  ] as const)('tells a group of a file that went to the asker, and not where it lies: %s', (state, text) => {
    const url = 'https://contoso-my.sharepoint.com/personal/ada';
    const card = runCard(
      model(succeeded(), { delivery: { state, url, reason: 'OneDrive is full.', elsewhere: true } }),
    );
    const words = wordsOf(card).replaceAll('\n', '').replace(/ {2}/g, ' ');
    expect(words).toContain(text);
    expect(words).not.toMatch(/\b[Yy]ou/);
    expect(buttonsOf(card)).not.toContain('Open file');
  });

  it('opens the file where it was put, and only at an address of the web', () => {
    const opens = (url: string) =>
      buttonsOf(runCard(model(succeeded(), { delivery: { state: 'delivered', url } }))).includes('Open file');
    expect([
      opens('https://contoso.sharepoint.com/a'),
      opens('javascript:alert(1)'),
      opens('http://evil.example'),
    ]).toEqual([true, false, false]);
  });
});

describe('a run that failed', () => {
  it('tells the step, the reason and whose move it is', () => {
    const words = read(failed()).replaceAll('\n', '');
    expect(words).toContain('FAILED');
    expect(words).toContain('Step 5 of 8: Movements of closed periods');
    expect(words).toContain(errorTable.PLEX_TIMEOUT.meaning);
    expect(words).toContain("The operators' move: Resume later.");
  });

  it('says it in a human sentence, and folds the technical line away', () => {
    const message = 'Account_Activity_Summary_xPCN_Get (4814) sent no data for 60 s.';
    const { failure } = failed();
    const card = runCard(model(failed({ failure: failure && { ...failure, message } })));
    const folded = partsOf(card).filter(({ isVisible }) => isVisible === false);
    expect(wordsOf(folded)).toContain(`${message} · PLEX_TIMEOUT`);
    expect(wordsOf({ ...card, body: card.body.filter((each) => !folded.includes(each as never)) })).not.toMatch(/4814/);
    expect(card.actions).toContainEqual(expect.objectContaining({ type: 'Action.ToggleVisibility' }));
  });

  it('gives the buttons with what they save', () => {
    const buttons = [{ verb: 'resume', title: 'Resume', token: 't', note: 'skips steps 1 to 4, saves about 3 min.' }];
    const card = runCard(model(failed(), { buttons }));
    expect(wordsOf(card)).toContain('Resume: \nskips steps 1 to 4, saves about 3 min.');
    expect(card.actions).toContainEqual(expect.objectContaining({ verb: 'resume', data: { token: 't' } }));
  });

  it('shows the differences when the numbers do not tie', () => {
    const failure = {
      code: 'LEDGER_CONTROL_TOTAL_DIFFERS',
      message: `${untied.title}: ${untied.summary}`,
      move: 'Look.',
      step: 'Checks',
    } as const;
    const words = read(failed({ steps: steps(8), failure, checks: [untied] })).replaceAll('\n', '');
    expect(words).toContain('The numbers do not tie, so there is no workbook.');
    expect(words).toContain('and 9 more differences');
    expect(words).not.toContain('sheet Checks');
    expect(words.match(/12 balances differ/g)).toHaveLength(1);
    expect(read(failed({ failure, checks: [untied] }), { tabUrl: 'https://x.example' })).toContain(', all in the tab');
    expect(words).toContain("Accounting's move: Look.");
    expect(words).toContain('10-200 · 2024-03 · ours 1.00, theirs 2.00');
  });

  it('is the developers’ move when the record holds a code of another version', () => {
    const failure = { ...JSON.parse('{"code":"NEW_ONE"}'), message: 'm', move: 'Wait.' };
    expect(read(failed({ failure }))).toContain("The developers' move");
  });
});

describe('a card where not everyone may see the company', () => {
  const less = { detail: 'less', personalUrl: 'https://teams.microsoft.com/l/chat/0/0' } as const;

  it.each([
    ['done', succeeded({ verdict: 'warnings', checks: [yearNotClosed, changed, untied] })],
    ['failed', failed({ checks: [untied] })],
    ['cancelled', failed({ status: 'cancelled' })],
    ['running', running(4)],
  ])('keeps numbers, findings, messages and the file to itself: %s', (_, run) => {
    const delivery = { state: 'shared', url: 'https://contoso.sharepoint.com/a', reason: 'secret' } as const;
    const text = JSON.stringify(runCard(model(run, { ...less, delivery })));
    expect(text).not.toMatch(
      /TIED|differ|rows|xlsx|Plex sent|sharepoint|secret|1,234|balances changed|checks passed|Umbra|222222/,
    );
    expect(text).toContain('Not everyone in this chat may see this company');
  });

  it.each([
    ['groups', 'Open the tab once so that I know your groups again.'],
    ['rights', 'You have no right to see this company'],
  ] as const)('says in one’s own chat that one’s %s are lacking, and says nothing of others', (lacking, words) => {
    const delivery = { state: 'offered' } as const;
    const card = runCard(model(succeeded(), { detail: 'less', lacking, delivery }));
    expect(problemsOf(card)).toEqual([]);
    expect(wordsOf(card)).toContain(words);
    expect(wordsOf(card)).toContain('Waiting for your Allow below.');
    expect(wordsOf(card)).not.toMatch(/TIED|1:1|everyone/);
  });

  it('offers the 1:1 chat', () => expect(buttonsOf(runCard(model(succeeded(), less)))).toContain('Open in 1:1'));
});

describe('what is large', () => {
  it('keeps to six buttons, those of the bot first', () => {
    const buttons = ['a', 'b', 'c', 'd', 'e'].map((verb) => ({ verb, title: verb, token: 't' }));
    expect(buttonsOf(runCard(model(succeeded(), { buttons, tabUrl: 'https://x.example' })))).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'Open in tab',
    ]);
  });

  it('refreshes for nobody rather than for everybody', () =>
    expect(runCard(model(running(1), { refresh: { token: 't', userIds: [] } }))).not.toHaveProperty('refresh'));

  it('refreshes for sixty people at most', () => {
    const userIds = Array.from({ length: 80 }, (_, at) => `29:${at}`);
    const card = runCard(model(running(1), { refresh: { token: 't', userIds } }));
    expect(card.refresh?.userIds).toHaveLength(60);
    expect(card.refresh?.action).toEqual({ type: 'Action.Execute', verb: 'refresh', data: { token: 't' } });
  });
});
