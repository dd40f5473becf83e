// Runs of the trial balance in every state of their lives, to draw cards from.
import { type CheckResult, parsePeriod, type StepView } from '@repsys/core';
import type { RunView } from '@repsys/core/node';
import type { RunCardModel } from '../run-model.ts';

/** 2024-04-03 08:00 UTC: when these runs were asked for. */
export const accepted = Date.UTC(2024, 3, 3, 8);
const second = 1000;

const titles = [
  'Categories of each year',
  'Chart of accounts',
  'Accounting calendar',
  'Open and closed periods',
  'Movements of closed periods',
  'Movements of open periods',
  'Balances of closed periods',
  'Balances of open periods',
];

/** Eight steps of five seconds each; the first `done` are through, the next is at work unless `rest` says else. */
export function steps(done: number, rest: StepView['status'] = 'running'): readonly StepView[] {
  return titles.map((title, at) => {
    const startedAt = accepted + (3 + 5 * at) * second;
    const status = at < done ? 'done' : at === done ? rest : 'pending';
    const times = {
      startedAt: status === 'pending' ? null : startedAt,
      finishedAt: at < done ? startedAt + 5000 : null,
    };
    const rows = status === 'pending' ? null : (at + 1) * 12_000;
    return { number: at + 1, name: `step_${at + 1}`, title, status, rows, ...times, note: null };
  });
}

/** A step that an earlier attempt had finished. */
export const kept = (step: StepView): StepView => ({
  ...step,
  status: 'skipped',
  startedAt: null,
  finishedAt: null,
  note: 'kept from run 811, 12 min old: its inputs have not changed',
});

export const check = (id: string, facts: Partial<CheckResult> = {}): CheckResult => ({
  id,
  title: `The check ${id}`,
  severity: 'blocking',
  passed: true,
  summary: `All is well with ${id}.`,
  found: 0,
  differences: [],
  ...facts,
});

export const yearNotClosed = check('year-closed', {
  severity: 'warning',
  passed: false,
  found: 1,
  summary: 'Year close not posted as of 2024-01.',
  differences: [{ period: 202401, ours: '0.00', theirs: '-1234.50', note: 'year close not posted' }],
});

export const changed = check('changes', {
  severity: 'info',
  passed: false,
  found: 4,
  summary: 'Since run 790: 3 movements and 4 balances changed.',
});

export const untied = check('control-balance', {
  passed: false,
  found: 12,
  summary: "12 balances differ from Plex's own ending balance.",
  differences: Array.from({ length: 12 }, (_, at) => ({
    account: `10-20${at}`,
    period: 202403,
    ours: '1',
    theirs: '2',
  })),
});

/** A run of 2024-03 for company 222222, waiting. */
export function view(facts: Partial<RunView> = {}): RunView {
  return {
    id: 812,
    report: 'trial-balance',
    company: 222222,
    parameters: { from: parsePeriod('2024-03'), to: parsePeriod('2024-03'), allowUntied: false },
    status: 'queued',
    attempt: 1,
    starts: 1,
    acceptedAt: accepted,
    startedAt: null,
    finishedAt: null,
    verdict: null,
    totals: [],
    failure: null,
    ahead: 0,
    requesters: ['ada'],
    steps: [],
    checks: [],
    workbook: null,
    outage: null,
    ...facts,
  };
}

export const running = (done: number, facts: Partial<RunView> = {}): RunView =>
  view({ status: 'running', startedAt: accepted + 3 * second, steps: steps(done), ...facts });

/** Ended 44 s after it was asked for. */
export const succeeded = (facts: Partial<RunView> = {}): RunView =>
  running(8, {
    status: 'succeeded',
    verdict: 'tied',
    totals: [
      { title: 'Debit', value: '1234567.89' },
      { title: 'Credit', value: '1234567.89' },
    ],
    finishedAt: accepted + 44 * second,
    checks: [check('movements-balance'), check('roll-forward'), check('complete')],
    workbook: { fileName: 'TB_202403_to_202403_222222_812.xlsx', bytes: 1_260_000, sha256: 'a', dataSha256: 'b' },
    ...facts,
  });

export const failed = (facts: Partial<RunView> = {}): RunView =>
  view({
    status: 'failed',
    startedAt: accepted + 3 * second,
    finishedAt: accepted + 30 * second,
    steps: steps(4, 'failed'),
    failure: {
      code: 'PLEX_TIMEOUT',
      message: 'Plex sent no data for 60 s.',
      move: 'Resume later.',
      step: 'step_5',
    },
    ...facts,
  });

/** A personal chat's card, 20 s after the request. */
export function model(run: RunView, facts: Partial<RunCardModel> = {}): RunCardModel {
  return {
    run,
    reportTitle: 'Trial balance',
    companyName: 'Umbra Oy',
    now: accepted + 20 * second,
    joined: false,
    detail: 'full',
    buttons: [],
    ...facts,
  };
}
