// Names, messages and notes from outside, as bad as they can be: no card reads them as markdown or grows too large.
import type { ReportDescription } from '@repsys/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askCard } from './ask-card.ts';
import { historyCard } from './history-card.ts';
import { queueCard } from './queue-card.ts';
import { runCard } from './run-card.ts';
import { runSummary } from './run-summary.ts';
import { helpCard, noticeCard, repairCard, reportsCard } from './talk-cards.ts';
import { accepted, check, failed, kept, model, running, steps, succeeded, view } from './testing/runs.ts';
import { partsOf, problemsOf } from './testing/validator.ts';

const bad = '[click](http://evil) **b** # h\n- item <at>x</at> `c` ~~s~~ {{DATE(2020-01-01T00:00:00Z)}} ';
const evil = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom('[a](http://e)', '**', '_', '# ', '\n- ', '> ', '`', '~~', '1. ', '<b>', '|', '{{'), {
      maxLength: 12,
    })
    .map((all) => all.join('')),
  fc.constant(bad.repeat(40)),
  fc.constant('漢'.repeat(3000)),
);

/** Every kind of card, each text of it from outside. */
function cardsOf(text: string): readonly unknown[] {
  const listed = { run: 1, reportTitle: text, companyName: text, company: 2, parameters: view().parameters, who: text };
  const holder = { run: 1, runner: text, step: text, since: accepted };
  const queued = {
    ...listed,
    place: 1,
    status: 'queued',
    progress: text,
    holder,
    mayCancel: true,
  } as const;
  const past = { ...listed, status: 'succeeded', verdict: 'tied', finishedAt: accepted, hasFile: true } as const;
  const report: ReportDescription = { id: text || 'r', title: text, aliases: [text || 'r'], parameters: [], steps: [] };
  const say = { title: text || 't', command: text };
  const choice = (at: number) => ({ title: text, value: `value ${at}` });
  return [
    ...runCardsOf(text),
    queueCard(
      Array.from({ length: 30 }, () => queued),
      { running: 0, waiting: 30 },
    ),
    historyCard(Array.from({ length: 30 }, () => past)),
    reportsCard(Array.from({ length: 30 }, () => report)),
    helpCard(Array.from({ length: 40 }, () => ({ command: say.command, meaning: text }))),
    repairCard({ understood: text, problem: `Problem: ${text}`, repairs: [{ ...say, title: `Say ${text}` }] }),
    noticeCard(`Notice: ${text}`),
    askCard({
      title: 'Which?',
      understood: text,
      token: 't',
      reports: Array.from({ length: 30 }, (_, at) => choice(at)),
      companies: Array.from({ length: 40 }, (_, at) => choice(at)),
      periods: { choices: Array.from({ length: 300 }, (_, at) => ({ title: '2024-03 · closed', value: `20${at}` })) },
    }),
  ];
}

function runModelsOf(text: string): readonly ReturnType<typeof model>[] {
  const difference = { account: text, period: 202403, ours: text, theirs: text, note: text };
  const found = (severity: 'blocking' | 'warning' | 'info') =>
    check(text, {
      title: text,
      severity,
      passed: false,
      summary: text,
      found: 9,
      differences: [difference, difference, difference],
    });
  const checks = Array.from({ length: 30 }, (_, at) =>
    found((['blocking', 'warning', 'info'] as const)[at % 3] ?? 'info'),
  );
  const all = steps(8).map((step, at) => ({ ...(at % 2 ? kept(step) : step), title: text, note: text }));
  const many = [...all, ...all, ...all];
  const failure = { code: 'PLEX_FAULT', message: text, move: text, step: 'step_5' } as const;
  const workbook = { fileName: text, bytes: 1, sha256: '', dataSha256: '' };
  const userIds = Array.from({ length: 60 }, () => `29:${'a'.repeat(20)}`);
  const facts = {
    companyName: text,
    reportTitle: text || 'Report',
    buttons: [{ verb: 'resume', title: text.trim() || 'Resume', token: 't', note: text }],
    delivery: { state: 'failed', reason: text, url: text } as const,
    tabUrl: text,
    refresh: { token: 't', userIds },
  };
  const runs = [
    view({ ahead: 3 }),
    running(3, { steps: many }),
    succeeded({ steps: many, checks, workbook, verdict: 'not-tied' }),
    failed({ steps: many, checks, failure }),
    failed({ status: 'cancelled', failure }),
  ];
  return runs.map((run) => model(run, facts));
}

const runCardsOf = (text: string): readonly unknown[] => runModelsOf(text).map((each) => runCard(each));

describe('text from outside', () => {
  it('is never read as markdown, never breaks a card and never makes it too large', () =>
    fc.assert(
      fc.property(evil, (text) => {
        for (const card of cardsOf(text)) expect(problemsOf(card)).toEqual([]);
      }),
      { numRuns: 150 },
    ));

  it('stands on the card as it was written, in a place that reads no markdown', () => {
    const card = runCard(model(succeeded(), { companyName: '[click](http://evil)' }));
    const runs = partsOf(card).filter(({ type }) => type === 'TextRun');
    expect(runs.map(({ text }) => text)).toContain('[click](http://evil) · 222222 · run 812');
  });

  it('marks nothing up in a notification either', () => {
    for (const each of runModelsOf(bad)) expect(runSummary(each)).not.toMatch(/[*_[\]#`~<>\n]|:\/\//);
  });
});
