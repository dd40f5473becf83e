// What people really write to the bot, and what is understood of it.
import { describe, expect, it } from 'vitest';
import { type Command, commandList, formatCommand, parseCommand, type ReportDescription } from './index.ts';

const tb: ReportDescription = {
  id: 'trial-balance',
  title: 'Trial balance',
  aliases: ['TB'],
  parameters: [],
  steps: [],
};
const aging: ReportDescription = {
  id: 'ap-aging',
  title: 'Payables by age',
  aliases: ['AP'],
  parameters: [],
  steps: [],
};
const catalogue = [tb, aging];
const read = (text: string): Command => parseCommand(text, catalogue);
/** The canonical text; what is unclear or unknown is told as such. */
const canonical = (text: string): string => {
  const command = read(text);
  return command.verb === 'unclear' || command.verb === 'unknown' ? command.verb : formatCommand(command);
};

describe('a run', () => {
  it('is read with everything that can be said of it', () => {
    expect(read('run TB 2024-03 for 222222 even if untied')).toEqual({
      verb: 'run',
      report: tb,
      periods: { kind: 'range', from: 202403, to: 202403 },
      company: { number: 222222 },
      allowUntied: true,
    });
  });

  it('alone is a run with everything missing', () => {
    expect(read('run')).toEqual({ verb: 'run', allowUntied: false });
    expect(read('run TB')).toEqual({ verb: 'run', report: tb, allowUntied: false });
    expect(read('run for 222222')).toEqual({ verb: 'run', company: { number: 222222 }, allowUntied: false });
  });

  it.each([
    'run TB 2024-03',
    'RUN tb 2024-03',
    '  run   TB \t 2024-03  ',
    '<at>Reports</at> run TB 2024-03',
    '<at id="0">Repsys Reports</at>&nbsp;run TB 2024-03\r\n',
    '@Reports run TB 2024-03',
    '<p>run TB&nbsp;2024-03</p>',
    'run&#160;TB&#x20;2024&ndash;03',
    '/run TB 2024-03',
    'run TB 2024–03',
    'run TB 2024‑03',
    'run TB 2024—03',
    'run\u00a0TB\u202f2024-03\u200b',
    '“run TB 2024-03”',
    '"run TB 2024-03"',
    "'run TB 2024-03'",
    'run "TB" \'2024-03\'',
    'run ‘TB’ “2024-03”.',
    'run TB, 2024-03!',
    'run TB… 2024-03',
    'run TB 2024-03?!',
    'Please run TB 2024-03, thanks',
    'Hi, please run TB 2024-03',
    'hello! could you run the TB report for 2024-03 please?',
    'TB 2024-03',
    'trial balance 2024-03',
    'run trial-balance 2024-03',
    'run 2024-03 TB',
    'start tb 2024-03',
  ])('of March 2024 is %j', (text) => {
    expect(canonical(text)).toBe('run TB 2024-03');
  });

  it.each([
    'run TB... March 2024',
    'tb for march 2024',
    'generate the trial balance for March 2024',
    'can you give me the trial balance for march 2024?',
    'I need the trial balance for Mar. 2024',
    'run the TB report in march 2024',
  ])('of March 2024 in words, which is not the number 2024-03: %j', (text) => {
    expect(canonical(text)).toBe('run TB march 2024');
  });

  it.each([
    ['tb 2024-03 for 222222', 'for 222222'],
    ['tb 2024-03 for #222222', 'for 222222'],
    ['tb 2024-03 for company 222222', 'for 222222'],
    ['tb 2024-03 company 222222', 'for 222222'],
    ['tb for 222222 2024-03', 'for 222222'],
    ['for 222222 run tb 2024-03', ''],
    ['tb 2024-03 for 202402', 'for company 202402'],
    ['tb 2024-03 for "Sandbox Manufacturing"', 'for "Sandbox Manufacturing"'],
    ['tb 2024-03 for “Sandbox Manufacturing”', 'for "Sandbox Manufacturing"'],
    ["tb 2024-03 for 'Sandbox Manufacturing'", 'for "Sandbox Manufacturing"'],
    ['tb 2024-03 for Sandbox Manufacturing', 'for "Sandbox Manufacturing"'],
    ['tb for Sandbox Manufacturing 2024-03', 'for "Sandbox Manufacturing"'],
    ['tb for Sandbox Manufacturing in 2024/03', 'for "Sandbox Manufacturing"'],
    ['tb of Sandbox Manufacturing for 2024-03, please', 'for "Sandbox Manufacturing"'],
    ['tb for March Industries for 2024-03', 'for "March Industries"'],
    ['tb 2024-03 for Müller &amp; Söhne', 'for "Müller & Söhne"'],
    ["tb 2024-03 for O'Neill's, Inc", 'for "O\'Neill\'s, Inc"'],
    ['tb 2024-03 for "222222"', 'for 222222'],
    ['tb 2024-03 for "last closed"', 'for "last closed"'],
  ])('names its company: %j', (text, expected) => {
    expect(canonical(text)).toBe(expected === '' ? 'unknown' : `run TB 2024-03 ${expected}`);
  });

  it('takes a number after "for" as the period where there is no other', () => {
    expect(canonical('run tb for 202403')).toBe('run TB 2024-03');
    expect(canonical('run tb for 2023')).toBe('run TB fy2023');
    expect(canonical('run tb for company 202403')).toBe('run TB for company 202403');
  });

  it.each([
    'untied',
    'even if untied',
    'Even if it is not tied',
    'even when untied',
    '--allow-untied',
    '—allow-untied',
    'allow untied',
  ])('may be wished untied: %j', (words) => {
    expect(canonical(`run TB 2024-03 ${words}`)).toBe('run TB 2024-03 even if untied');
    expect(canonical(`run TB ${words} 2024-03 for Sandbox`)).toBe('run TB 2024-03 for "Sandbox" even if untied');
    expect(canonical(`run TB 2024-03 for Sandbox ${words}`)).toBe('run TB 2024-03 for "Sandbox" even if untied');
  });

  it('carries the name of a report that nobody knows', () => {
    expect(read('run profit and loss 2024-03')).toMatchObject({ verb: 'run', reportWord: 'profit and loss' });
    expect(read('run TV')).toEqual({ verb: 'run', reportWord: 'TV', allowUntied: false });
    expect(read('run AP ytd')).toMatchObject({ report: aging });
  });
});

describe('the other verbs', () => {
  it.each([
    ['reports', 'reports|REPORTS|list reports|show me the reports|what reports|Reports.|/reports'],
    ['queue', 'queue|the queue|show queue please|Queue?|what is waiting'],
    ['history', 'history|show my history|recent|my runs|past runs'],
    [
      'help',
      'help|help me|?|??|hi|Hello!|hello bot|good morning|thanks|help cancel|what can you do?||   |<at>Reports</at>|...',
    ],
    ['status', 'status|my status|where is it|how far is my run?|what is the progress'],
    ['status 12', 'status 12|status #12|status run 12|status of run no. 12|where is run #12?|Status: 12|status run#12'],
    ['cancel', 'cancel|Cancel!|cancel it|stop|abort|please cancel my run'],
    ['cancel 12', 'cancel 12|stop run 12|cancel (12)|I want to cancel run 12, please|<at>R</at> cancel&nbsp;12'],
    ['again 12', 'again 12|run again 12|rerun 12|re-run #12|repeat 12'],
    ['resume 12', 'resume 12|retry 12|continue 12|resume run 12.|try again 12'],
    ['send', 'send|send it again|send again|resend|send me the file'],
    ['send 12', 'send 12|send me the file of run 12|resend #12|download 12'],
  ])('%s', (expected, spellings) => {
    for (const text of spellings.split('|')) expect([text, canonical(text)]).toEqual([text, expected]);
  });

  it('are all in the command list, each title a command', () => {
    expect(commandList.map(({ title }) => read(title).verb)).toEqual(commandList.map(({ title }) => title));
    expect(commandList.map(({ title }) => title)).toEqual(
      'run reports status queue cancel again resume history send help'.split(' '),
    );
    for (const { description } of commandList) expect(description.length).toBeLessThanOrEqual(128);
  });
});

describe('what is unclear', () => {
  it.each([
    ['run TB 2024-15', /is not a period\. Write/, ['run TB fy2024', 'run TB last closed']],
    ['run TB 2024-03-15', /"2024-03-15" is not a period/, ['run TB march 2024', 'run TB fy2024', 'run TB last closed']],
    ['run TB 31.03.2024', /is not a period/, ['run TB march 2024', 'run TB last closed']],
    ['run TB 03/04/2024', /is not a period/, ['run TB march 2024', 'run TB april 2024', 'run TB last closed']],
    ['run TB 01-03-2024', /is not a period/, ['run TB january 2024', 'run TB march 2024', 'run TB last closed']],
    [
      'run TB 2024-03..2024-01',
      /ends \(2024-01\) before it starts/,
      ['run TB 2024-01..2024-03', 'run TB 2023-03..2024-01'],
    ],
    ['run TB 2024-03..', /has no end/, ['run TB 2024-03', 'run TB 2024-03..last closed']],
    [
      'run TB nov-feb 2024',
      /ends \(February 2024\) before it starts/,
      ['run TB february 2024..november 2024', 'run TB november 2023..february 2024'],
    ],
    [
      'run TB may 2024 mar 2024',
      /more than once/,
      ['run TB march 2024..may 2024', 'run TB may 2024', 'run TB march 2024'],
    ],
    ['run TB 2024-03 2024-05', /more than once/, ['run TB 2024-03..2024-05', 'run TB 2024-03', 'run TB 2024-05']],
    ['run TB 2024-03 for 1 for 2', /one company/, ['run TB 2024-03 for 1', 'run TB 2024-03 for 2']],
    ['run TB AP 2024-03', /one report/, ['run TB 2024-03', 'run AP 2024-03']],
    ['run TB 2024-03 222222', /"222222" is not understood/, ['run TB 2024-03 for 222222', 'run TB 2024-03']],
    ['TB 2024-03 foo', /"foo" is not understood/, ['run TB 2024-03']],
    ['run TB for', /"for"/, ['run TB']],
    ['run 12', /may be the number of a run/, ['status 12', 'again 12', 'run']],
    ['run last closed again', /"again"/, ['run last closed', 'reports']],
    ['cancel 12 13', /one at a time/, ['cancel 12', 'cancel 13', 'cancel']],
    ['cancel all', /"all" is not the number of a run/, ['cancel']],
    ['status 0', /not the number/, ['status']],
    ['history 12', /"12"/, ['history', 'status 12']],
  ])('%s: says what is wrong and offers what repairs it', (text, problem, repairs) => {
    expect(read(text)).toMatchObject({ verb: 'unclear', problem: expect.stringMatching(problem), repairs });
    for (const repair of repairs) expect(canonical(repair)).toBe(repair);
  });

  it('says what was understood, in one sentence', () => {
    expect(read('run TB 2024-03 for "Sandbox" untied foo')).toMatchObject({
      understood: 'You want a run of Trial balance for 2024-03 of company "Sandbox", even if it is not tied.',
    });
    expect(read('cancel foo')).toMatchObject({ understood: 'You want to cancel a run.' });
  });
});

describe('what is unknown', () => {
  it.each([
    ['rnu tb 2024-03', 'run TB 2024-03'],
    ['runn tb mar 2024', 'run TB march 2024'],
    ['canel 12', 'cancel 12'],
    ['stauts', 'status'],
    ['tv 2024-03', 'run TB 2024-03'],
    ['histroy', 'history'],
    ['would it be possible to see the queue', 'queue'],
    ['foo', 'run TB last closed'],
  ])('%s: the nearest is offered first', (text, first) => {
    const command = read(text);
    expect(command).toMatchObject({ verb: 'unknown', text });
    if (command.verb !== 'unknown') return;
    expect(command.suggestions[0]).toBe(first);
    expect(command.suggestions.length).toBeGreaterThan(1);
    for (const each of command.suggestions) expect(canonical(each)).toBe(each);
  });

  it('never does what is only near: a misspelt verb is asked back', () => {
    expect(read('cancle 12').verb).toBe('unknown');
    expect(read("don't cancel 12").verb).toBe('unknown');
  });

  it('are texts longer than 500 characters: that is said with their length, and help is offered', () => {
    expect(read(`run TB 2024-03${' '.repeat(500)}`)).toMatchObject({
      verb: 'unclear',
      problem: 'That is too long: 514 characters. A command has at most 500.',
      repairs: ['help'],
    });
    expect(read(`run TB 2024-03 for "${'x'.repeat(400)}"`).verb).toBe('run');
  });

  it.each(['📊 run TB 2024-03', '📊run TB 2024-03 🙏🏽', '📈 TB 2024-03 👍', '🇩🇪 run TB ☑️2024-03'])(
    'is not made of the pictures around a command: %s',
    (text) => expect(canonical(text)).toBe('run TB 2024-03'),
  );

  it('offers reports only where there are some', () => {
    expect(parseCommand('foo', [])).toMatchObject({ suggestions: ['reports', 'help'] });
  });
});

describe('what is written in German', () => {
  it.each([
    ['run TB märz 2024 für 111111', 'run TB march 2024 for 111111'],
    ['Bitte erstelle TB für März 2024', 'run TB march 2024'],
    ['starte TB von Jänner bis Dezember 2023 für Gesellschaft 222222', 'run TB january 2023..december 2023 for 222222'],
    ['TB Okt 2023', 'run TB october 2023'],
    ['TB mai 24', 'run TB may 2024'],
    ['run TB MRZ 2024 für "Umbra Oy"', 'run TB march 2024 for "Umbra Oy"'],
    ['run TB zuletzt abgeschlossen', 'run TB last closed'],
    ['TB vormonat', 'run TB last month'],
    ['TB geschäftsjahr 2023', 'run TB fy2023'],
    ['TB 1. Quartal 2024', 'run TB q1 2024'],
    ['TB 2024-03 für Mandant 111111 auch wenn nicht abgestimmt', 'run TB 2024-03 for 111111 even if untied'],
    ['Hallo, wo steht Lauf 12?', 'status 12'],
    ['stand 12', 'status 12'],
    ['Warteschlange', 'queue'],
    ['abbrechen 12', 'cancel 12'],
    ['nochmal 12', 'again 12'],
    ['fortsetzen 12', 'resume 12'],
    ['Verlauf', 'history'],
    ['sende die Datei von Lauf 12', 'send 12'],
    ['berichte', 'reports'],
    ['Hilfe', 'help'],
  ])('is understood: %s', (text, expected) => expect(canonical(text)).toBe(expected));
});
