// Every fault of the sandbox, met by a whole run: it fails with its code, names step, company and reason, and not one stored row changes.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type TestWorld } from './kit/world.ts';

const company = 111111;
const step = 'AccountActivitySummaryGetOpenPeriodRange';

const fatal: readonly (readonly [fault: string, code: string])[] = [
  ['http-401', 'PLEX_REJECTED'],
  ['http-429', 'PLEX_BUSY'],
  ['http-500', 'PLEX_BUSY'],
  ['http-503', 'PLEX_BUSY'],
  ['html-page', 'PLEX_UNEXPECTED_SHAPE'],
  ['soap-fault', 'PLEX_FAULT'],
  ['error-true', 'PLEX_FAULT'],
  ['status-no', 'PLEX_FAULT'],
  ['wrong-row-count', 'PLEX_INCOMPLETE'],
  ['truncated', 'PLEX_INCOMPLETE'],
  ['reset', 'PLEX_UNREACHABLE'],
  ['empty', 'PLEX_INCOMPLETE'],
  ['doctype', 'PLEX_UNEXPECTED_SHAPE'],
  ['huge', 'PLEX_TOO_LARGE'],
  ['wrong-shape', 'PLEX_UNEXPECTED_SHAPE'],
  ['bad-cell', 'PLEX_UNEXPECTED_SHAPE'],
  ['missing-account', 'PLEX_INCOMPLETE'],
];

/** Staging tables that somebody forgot. */
async function stages(world: TestWorld): Promise<readonly unknown[]> {
  return (await world.database.pool.query(`select tablename from pg_tables where schemaname = 'stage'`)).rows;
}

async function worldOf(settings: Readonly<Record<string, string>>): Promise<TestWorld> {
  const world = await openWorld();
  await world.runner(settings);
  // Twice, so that both generations of the calendar are there and alike.
  for (const _ of [1, 2]) expect((await world.report({ from: 202403 })).verdict).toBe('tied');
  return world;
}

async function expectFailure(world: TestWorld, fault: string, code: string): Promise<void> {
  const before = await world.fingerprint(company);
  await world.fault(fault, { key: '4814', times: 'all' });
  const view = await world.report({ from: 202403 });
  expect(view.status).toBe('failed');
  expect(view.failure).toMatchObject({ code, step });
  expect(view.failure?.message).toMatch(/Account_Activity_Summary_xPCN_Get/);
  expect(view.failure?.move).not.toBe('');
  expect(view.workbook).toBeNull();
  expect(view.steps.find((each) => each.name === step)?.status).toBe('failed');
  expect(view.steps.slice(6).every((each) => each.status === 'pending')).toBe(true);
  expect(await world.fingerprint(company)).toBe(before);
  expect(await stages(world)).toEqual([]);
}

const title = '%s ends the run with %s, names the step, and leaves every stored row as it was';

describe('when Plex is silent', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await worldOf({ PLEX_TIMEOUT_S: '1' });
  });
  afterEach(() => world.clearFaults());
  afterAll(() => world.close());

  it.each([
    ['hang', 'PLEX_TIMEOUT'],
    ['hang-before', 'PLEX_TIMEOUT'],
  ])(title, (fault, code) => expectFailure(world, fault, code));
});

describe('when Plex fails', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await worldOf({ PLEX_TIMEOUT_S: '30', PLEX_MAX_MB: '8' });
  });
  afterEach(() => world.clearFaults());
  afterAll(() => world.close());

  it.each(fatal)(title, (fault, code) => expectFailure(world, fault, code));

  it.each(['slow', 'drip'])('%s is only slow: the run still succeeds', async (fault) => {
    await world.fault(fault, { key: '18004', times: 1, delayMs: 2 });
    expect((await world.report({ from: 202403 })).verdict).toBe('tied');
  });

  it('every other data source fails its own step', async () => {
    const steps = ['18001', '18002', '18003', '18004', '18005'].entries();
    for (const [index, key] of steps) {
      await world.fault('truncated', { key, times: 'all' });
      const view = await world.report({ from: 202403 });
      expect(view.failure?.code).toBe('PLEX_INCOMPLETE');
      expect(view.steps.map((each) => each.status).indexOf('failed')).toBe(index);
      await world.clearFaults();
    }
  });

  it('a passing fault is met by asking for that slice again, and for no other', async () => {
    const patient = await openWorld();
    await patient.runner({ PLEX_ATTEMPTS: '3', PLEX_SLICE_ACCOUNTS: '30' });
    await patient.fault('http-503', { key: '4814', times: 1, after: 1 });
    const view = await patient.report({ from: 202403 });
    expect(view.verdict).toBe('tied');
    const counts = (await patient.calls()).filter((call) => call.key === '4814').map((call) => call.count);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(counts.length + 1);
    await patient.close();
  });

  it('a failed run is resumed: finished steps are kept, with the reason, and Plex is asked for the rest only', async () => {
    await world.fault('truncated', { key: '18005', times: 'all' });
    const failed = await world.report({ from: 202402 });
    expect(failed.status).toBe('failed');
    await world.clearFaults();
    await world.forgetCalls();
    const next = await world.resume(failed.id);
    expect(next).toMatchObject({ verdict: 'tied', attempt: 2 });
    expect(next.steps.slice(0, 5).map((each) => each.status)).toEqual([
      'skipped',
      'skipped',
      'skipped',
      'skipped',
      'done',
    ]);
    expect(next.steps[0]?.note).toBe(`kept from run ${failed.id}, 0 min old: its inputs have not changed`);
    expect(new Set((await world.calls()).map((call) => call.key))).toEqual(new Set(['18005', '4814']));
  });
});
