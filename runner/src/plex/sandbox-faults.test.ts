// Everything that the sandbox Plex can do wrong, through the real client: the code, and that nothing broken counts as whole.
import { AppError, type ErrorCode } from '@repsys/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FaultName, faultNames } from '../../../sandbox/src/plex/faults.ts';
import { type PlexSandbox, startPlexSandbox } from '../../../sandbox/src/plex/server.ts';
import type { DataSource, Plex, SourceAnswer, SourceQuery, SourceRow } from './data-source.ts';
import { createPlex } from './http-plex.ts';

const amounts = ['Beginning_Balance', 'Debit', 'Credit', 'Ending_Balance'];
const summary: DataSource = {
  key: '4814',
  name: 'Account_Activity_Summary_xPCN_Get',
  columns: [{ name: 'Account_No', kind: 'text' }, ...amounts.map((name) => ({ name, kind: 'amount' }) as const)],
};
const periods: DataSource = {
  key: '18003',
  name: 'Accounting_Period_Get',
  columns: [
    { name: 'Period', kind: 'integer' },
    { name: 'Begin_Date', kind: 'timestamp' },
    { name: 'End_Date', kind: 'timestamp' },
    { name: 'Period_Status', kind: 'integer' },
  ],
};

let sandbox: PlexSandbox;
let company: string;
let inputs: Record<string, string>;
beforeAll(async () => {
  sandbox = await startPlexSandbox({ today: '2024-06-15', accounts: 400 });
  company = String(sandbox.companies[0]?.number);
  inputs = { PCNs: company, Period_Start: '202405', Period_End: '202405' };
});
afterAll(() => sandbox.close());
beforeEach(async () => void (await fetch(`${sandbox.origin}/faults`, { method: 'DELETE' })));

const plexWith = (timeoutMs: number): Plex => {
  const accounts = new Map(sandbox.companies.map(({ number, user, password }) => [String(number), { user, password }]));
  return createPlex({ url: sandbox.url, accounts, timeoutMs, maxBytes: 20e6, batchRows: 50 });
};

async function strike(fault: FaultName): Promise<void> {
  const armed = await fetch(`${sandbox.origin}/faults`, {
    method: 'POST',
    body: JSON.stringify({ fault, delayMs: 0 }),
  });
  expect(armed.status).toBe(201);
}

const ask = (plex: Plex, more: Partial<SourceQuery> = {}): SourceAnswer => {
  const { signal } = new AbortController();
  return plex.read({ company, source: summary, inputs, slice: 'period 202405', signal, ...more });
};

async function readAll(answer: SourceAnswer, seen: SourceRow[] = []) {
  for await (const batch of answer) seen.push(...batch);
  return answer.receipt();
}

const outcomes: Record<FaultName, ErrorCode | 'whole' | 'fewer rows'> = {
  slow: 'whole',
  hang: 'PLEX_TIMEOUT',
  'hang-before': 'PLEX_TIMEOUT',
  drip: 'whole',
  'http-401': 'PLEX_REJECTED',
  'http-429': 'PLEX_BUSY',
  'http-500': 'PLEX_BUSY',
  'http-503': 'PLEX_BUSY',
  'html-page': 'PLEX_UNEXPECTED_SHAPE',
  'soap-fault': 'PLEX_FAULT',
  'error-true': 'PLEX_FAULT',
  'status-no': 'PLEX_FAULT',
  'wrong-row-count': 'PLEX_INCOMPLETE',
  truncated: 'PLEX_INCOMPLETE',
  reset: 'PLEX_UNREACHABLE',
  // The wall cannot know which accounts there are: the steps check these two (rules 25 and 26).
  empty: 'fewer rows',
  'missing-account': 'fewer rows',
  doctype: 'PLEX_UNEXPECTED_SHAPE',
  huge: 'PLEX_TOO_LARGE',
  'wrong-shape': 'PLEX_UNEXPECTED_SHAPE',
  'bad-cell': 'PLEX_UNEXPECTED_SHAPE',
};

describe('a fault of Plex', () => {
  const failing = faultNames.filter((fault) => outcomes[fault].startsWith('PLEX_'));
  it.each(failing)('%s ends in its code and in no receipt', async (fault) => {
    await strike(fault);
    const silence = outcomes[fault] === 'PLEX_TIMEOUT' ? 150 : 10_000;
    const answer = ask(plexWith(silence));
    const error = await readAll(answer).catch((reason: unknown) => reason);
    expect(() => answer.receipt()).toThrow('no receipt');
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: outcomes[fault], details: { dataSourceKey: '4814', slice: 'period 202405' } });
    for (const { password } of sandbox.companies) expect(String(error)).not.toContain(password);
  });
  it.each(['slow', 'drip'] as const)('%s still gives the whole answer', async (fault) => {
    const right = await readAll(ask(plexWith(10_000)));
    await strike(fault);
    expect(await readAll(ask(plexWith(10_000)))).toMatchObject({ rows: right.rows });
  });
  it.each(['empty', 'missing-account'] as const)('%s shows in the number of rows', async (fault) => {
    const right = await readAll(ask(plexWith(10_000)));
    await strike(fault);
    expect((await readAll(ask(plexWith(10_000)))).rows).toBeLessThan(right.rows);
  });
});

it('the right answer has every account once, with amounts that add up', async () => {
  const seen: SourceRow[] = [];
  expect((await readAll(ask(plexWith(10_000)), seen)).rows).toBe(seen.length);
  expect(new Set(seen.map(([account]) => account)).size).toBe(seen.length);
  for (const [, beginning, debit, credit, ending] of seen)
    expect(Number(beginning) + Number(debit) - Number(credit)).toBeCloseTo(Number(ending), 3);
});

it('dates of both companies come out in one form', async () => {
  for (const { number } of sandbox.companies) {
    const seen: SourceRow[] = [];
    const more = { company: String(number), source: periods, inputs: { PCNs: String(number) } };
    await readAll(ask(plexWith(10_000), more), seen);
    expect(seen.length).toBeGreaterThan(11);
    for (const [, begin] of seen) expect(begin).toMatch(/^\d{4}-\d\d-\d\d 00:00:00$/);
  }
});

describe('a check', () => {
  const { signal } = new AbortController();
  it('passes for a data source that exists and fails for another or a wrong account', async () => {
    const plex = plexWith(10_000);
    await plex.check(company, summary, signal);
    const unknown = plex.check(company, { ...summary, key: '99' }, signal);
    await expect(unknown).rejects.toMatchObject({ code: 'PLEX_FAULT' });
    const accounts = new Map([[company, { user: 'nobody', password: 'wrong-one' }]]);
    const stranger = createPlex({ url: sandbox.url, accounts, timeoutMs: 10_000, maxBytes: 1e6 });
    await expect(stranger.check(company, summary, signal)).rejects.toMatchObject({ code: 'PLEX_REJECTED' });
  });
});
