// What the pages say of commands, options, links, numbers and words is so.

import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments, usage } from '../../sandbox/src/report-arguments.ts';
import { anchorsOf, linksOf, pages, rowsOf } from './pages.ts';
import { files, matching, read, typescriptFiles } from './tree.ts';

const isLocal = (link: string) => !/^[a-z]+:/.test(link);

/** The file that a link of a page leads to, as a path of the tree. */
const targetOf = (page: string, link: string) =>
  link.startsWith('#') ? page : posix.join(posix.dirname(page), link.split('#')[0] ?? '');

describe('links', () => {
  const links = pages.flatMap((page) =>
    linksOf(page)
      .filter(isLocal)
      .map((link) => ({ page, link })),
  );

  it('lead to files that exist', () => {
    const broken = links.filter(({ page, link }) => {
      const target = targetOf(page, link).replace(/\/$/, '');
      return !files.some((file) => file === target || file.startsWith(`${target}/`));
    });
    expect(broken).toEqual([]);
  });

  it('lead to headings that exist', () => {
    const broken = links.filter(({ page, link }) => {
      const [, anchor] = link.split('#');
      const target = targetOf(page, link);
      return anchor !== undefined && files.includes(target) && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('reach every page from the README', () => {
    const reached = new Set(['README.md', 'AGENTS.md']);
    for (const page of reached) {
      const targets = linksOf(page)
        .filter(isLocal)
        .map((link) => targetOf(page, link));
      for (const target of targets) if (pages.includes(target)) reached.add(target);
    }
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe('commands', () => {
  const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts;

  it('of npm are there', () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/\bnpm run (?:-s )?([a-z]+)/g)].map((found) => found[1] ?? ''),
    );
    expect([...new Set(named)].filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
  });

  it('run files that exist', () => {
    const started = [...Object.values(scripts), ...pages.map(read)].flatMap((text) =>
      [...text.matchAll(/\btsx ((?!-)[\w./-]+\.ts)/g)].map((found) => found[1] ?? ''),
    );
    expect(started.filter((file) => !files.includes(file))).toEqual([]);
  });
});

describe('the options of npm run report', () => {
  const optionsIn = (text: string) => [...new Set(text.match(/--[a-z][a-z-]+/g) ?? [])].sort();
  const readme = read('README.md');

  it('in the README are those of its usage', () => {
    expect(optionsIn(readme)).toEqual(optionsIn(usage));
  });

  it('are all understood', () => {
    const values: Readonly<Record<string, string>> = { out: 'x.xlsx', company: '1', today: '2024-05-06' };
    for (const option of optionsIn(usage)) {
      const value = values[option.slice(2)];
      expect(() => readArguments(['TB', '2024-03', option, ...(value ? [value] : [])]), option).not.toThrow();
    }
  });

  it('end with the exit codes of the usage', () => {
    const [line = 'no exit codes'] = /^Exit codes:.*$/m.exec(usage) ?? [];
    expect(readme).toContain(line);
  });
});

/** A number on a page and the place in the code that it comes from. */
const numbers: readonly (readonly [page: string, told: string, file: string, written: RegExp])[] = [
  ['docs/operate.md', 'heartbeat of a running run | every 2 s', 'runner/src/hold.ts', /beatMs = 2_000;/],
  ['docs/operate.md', 'counts as dead | 10 s', 'core/src/node/record/lifecycle.ts', /silenceSeconds = 10;/],
  ['docs/operate.md', 'for 10 s, renewed', 'core/src/node/mutex.ts', /lifeMs = 10_000;/],
  ['docs/operate.md', '| 4 s, 2 s |', 'core/src/node/queue.ts', /lockMs = 4_000;\nconst stallMs = 2_000;/],
  [
    'docs/operate.md',
    'answer of Redis | 3 s, a runner',
    'core/src/node/redis.ts',
    /commandTimeout: 3_000, socketTimeout: 3_000 /,
  ],
  [
    'docs/operate.md',
    'waits for work 4 s |',
    'core/src/node/redis.ts',
    /longestBlockS = 2;[\s\S]+longestBlockS \* 1_000 \+ 2_000/,
  ],
  [
    'docs/operate.md',
    'every 2 s, runs older than 2 s',
    'runner/src/runner.ts',
    /repeat\(\s*2_000,\s*\(\) => reach\.through\(\(\) => reconcile\(database, bell, claimant, 2\)\)/,
  ],
  ['docs/operate.md', 'rung again | 1 s |', 'core/src/node/record/lifecycle.ts', /lock_timeout = '1s'/],
  ['docs/operate.md', 'counts as poisoned | 2 |', 'runner/src/execute-run.ts', /mostStarts = 2;/],
  ['docs/operate.md', 'mid-run before it counts as poisoned | 5,', 'runner/src/execute-run.ts', /mostOutages = 5;/],
  [
    'docs/operate.md',
    'from 2 s, four times as long each, 2 min at most',
    'core/src/node/record/give-back.sql',
    /least\(2 \* 4 \^ outages, 120\)/,
  ],
  [
    'docs/operate.md',
    'ended by PostgreSQL | after 10 s',
    'core/src/node/database.ts',
    /idle_in_transaction_session_timeout: 10_000,/,
  ],
  [
    'docs/operate.md',
    'noticed by PostgreSQL | after 2 s',
    'core/src/node/database.ts',
    /connection_check_interval = '2s'/,
  ],
  ['docs/operate.md', 'last 100 results', 'core/src/node/progress.ts', /keptResults = 100;/],
  ['docs/operate.md', 'looked at | every 1 s', 'runner/src/runner.ts', /repeat\(1_000, \(\) => relay\(/],
  [
    'docs/operate.md',
    '8 times, with pauses from 5 s',
    'core/src/node/record/outbox.ts',
    /mostAttempts = 8;[\s\S]*5_000 \*/,
  ],
  ['docs/settings.md', 'up to 10 s between them', 'runner/src/plex/retry.ts', /capMs = 10_000;/],
  ['docs/settings.md', 'at most 60 s', 'runner/src/plex/retry.ts', /longestRetryAfterMs = 60_000;/],
  [
    'docs/adr/0005-workbooks-in-postgresql.md',
    'pieces of 1 MiB',
    'runner/src/workbook/make-workbook.ts',
    /partBytes = 1_048_576;/,
  ],
  ['docs/operate.md', 'answered is forgotten | after 1 day', 'bot/src/api/retention.ts', /answersMs = 86_400_000;/],
  ['docs/operate.md', 'looked at it | 20 s after it was sent', 'bot/src/teams/notifier.ts', /lostMs = 20_000;/],
  [
    'docs/operate.md',
    'reach the bot is looked at, for the tab | every 3 s',
    'bot/src/api/live-pulse.ts',
    /everyMs = 3_000;/,
  ],
  ['docs/operate.md', 'a tab hears a beat | every 5 s', 'bot/src/api/live-socket.ts', /beatMs = 5_000, /],
  ['docs/operate.md', 'whose run has moved | every 1 s', 'bot/src/teams/notifier.ts', /sweepMs = 1_000;/],
  ['docs/operate.md', 'shown at most | every 2 s', 'bot/src/teams/notifier.ts', /quietMs = 2_000;/],
  [
    'docs/operate.md',
    'every 3 s while its run is running, every 10 s',
    'bot/src/teams/notifier.ts',
    /running: 3_000, waiting: 10_000/,
  ],
  ['docs/operate.md', 'left to its claimer | for 20 s', 'core/src/node/record/card.ts', /claimSeconds = 20;/],
  [
    'docs/operate.md',
    'connector is given up | after 15 s',
    'bot/src/teams/sending-once.ts',
    /answerTimeoutMs = 15_000;/,
  ],
  [
    'docs/operate.md',
    '5 in 1.25 s, 7 in 2.5 s, 55 in 31 s, 1,700 in 1 h',
    'bot/src/teams/send-budget.ts',
    /\[1_250, 5\],\s+\[2_500, 7\],\s+\[31_000, 55\],\s+\[3_610_000, 1_700\]/,
  ],
  [
    'docs/operate.md',
    'it is given up | after 6 s; those for signs of life, claims and cancelling after 4 s',
    'core/src/node/database.ts',
    /controlMs = 4_000;\nconst connectMs = 6_000;/,
  ],
  ['docs/operate.md', 'loses its connection | after 2 s', 'core/src/node/lending.ts', /obeyMs = 2_000;/],
  ['docs/operate.md', 'may ask for | 60 s at most', 'bot/src/teams/send-error.ts', /longestPauseMs = 60_000;/],
  [
    'docs/operate.md',
    'sent twice in vain is looked at | every 30 s',
    'bot/src/teams/notifier.ts',
    /uncertainPauseMs = 30_000;/,
  ],
  [
    'docs/operate.md',
    '60 s after its last sign of life, which comes every 20 s',
    'bot/src/teams/hold-delivery.ts',
    /silenceMs = 60_000;[\s\S]*silenceMs \/ 3/,
  ],
  ['docs/operate.md', 'before it is given up | 8 |', 'bot/src/files/patience.ts', /attempts: 8,/],
  ['docs/operate.md', "button's token is valid | for 14 days", 'core/src/node/record/action.ts', /daysValid = 14;/],
  [
    'docs/operate.md',
    'within 20 s, and a canary came through the queue within 45 s',
    'bot/src/api/health.ts',
    /silentRunnerMs = 20_000;\nconst silentCanaryMs = 45_000;/,
  ],
  ['docs/operate.md', 'at most every five minutes', 'bot/src/teams/roster.ts', /rememberedMs = 300_000;/],
  ['docs/operate.md', 'more than 200', 'bot/src/teams/messenger.ts', /mostMembers = 200;/],
  ['docs/operate.md', 'largest file is 250 MB', 'bot/src/graph/graph-library.ts', /largestFile = 250_000_000;/],
  ['docs/operate.md', 'Bodies above 256 KB', 'bot/src/server.ts', /mostBodyBytes = 256 \* 1_024;/],
];

describe('numbers', () => {
  it.each(numbers)('%s: "%s" is what %s says', (page, told, file, written) => {
    expect(read(page)).toContain(told);
    expect(read(file)).toMatch(written);
  });
});

describe('docs/glossary.md', () => {
  const page = read('docs/glossary.md');
  const marked = [...page.matchAll(/`([^`]+)`/g)].map((found) => found[1]);

  it('has every status, verdict and severity', () => {
    const unions = /type (?:RunStatus|StepStatus|Verdict) = ([^;]+);|severity: ([^;]+);/g;
    const inTypes = [...read('core/src/run.ts').matchAll(unions)].map((found) => found[0]);
    const inTables = [...read('core/src/node/migrations/001_record.sql').matchAll(/status in \(([^)]+)\)/g)].map(
      (found) => found[0],
    );
    const words = [...inTypes, ...inTables].flatMap((text) =>
      [...text.matchAll(/'([a-z-]+)'/g)].map((found) => found[1]),
    );
    expect(words.length).toBeGreaterThan(15);
    expect(words.filter((word) => !marked.includes(word))).toEqual([]);
  });

  it('explains only words that are used, each once', () => {
    const words = rowsOf('docs/glossary.md').map(({ cells }) => cells[0] ?? '');
    expect(words.length).toBe(new Set(words).size);
    const elsewhere = [
      ...typescriptFiles,
      ...matching(/\.sql$/),
      ...pages.filter((each) => each !== 'docs/glossary.md'),
    ];
    const spaced = (text: string) => text.toLowerCase().replace(/[_-]/g, ' ');
    const text = spaced(elsewhere.map(read).join('\n'));
    expect(words.filter((word) => !text.includes(spaced(word)))).toEqual([]);
  });
});
