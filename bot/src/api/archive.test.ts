// The archive over HTTP: ten thousand runs, any order, every filter, page by page.
import type { RunsAnswer } from '@repsys/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { companies, openTabWorld, report, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
let all: RunsAnswer['runs'] = [];
const many = 10_000;

beforeAll(async () => {
  tab = await openTabWorld();
  const query = (text: string, values: readonly unknown[] = []) => tab.world.database.pool.query(text, [...values]);
  await query(
    `insert into record.run (report, company, parameters, scope_hash, status, verdict, accepted_at, started_at, finished_at)
     select $1, case when n % 10 = 0 then $3::int else $2::int end,
            jsonb_build_object('from', 202301 + n % 12, 'to', 202301 + n % 12, 'allowUntied', false), n::text,
            case when n % 5 = 0 then 'failed' else 'succeeded' end,
            case when n % 5 > 0 then case when n % 3 = 0 then 'warnings' else 'tied' end end,
            timestamptz '2024-01-01' + n * interval '10 min',
            timestamptz '2024-01-01' + n * interval '10 min', timestamptz '2024-01-01' + n * interval '10 min' + n % 7 * interval '1 s'
     from generate_series(1, $4) n`,
    [report.id, companies.own, companies.other, many],
  );
  await query(
    `insert into record.request (run, requester, source, channel, person)
     select id, case when id % 4 = 0 then 'Ann O''Hara 100%' else 'Bob' end, 'tab', 'download', case when id % 4 = 0 then 'requester' end
     from record.run`,
  );
  await query('analyze record.run, record.request');
  all = await everything({});
});
afterAll(() => tab?.close());

const page = (query: Readonly<Record<string, string | number>> = {}) => tab.read('runs', 'requester', { query });

async function everything(query: Readonly<Record<string, string | number>>): Promise<RunsAnswer['runs']> {
  const first = await page({ limit: 500, ...query });
  const runs = [...first.runs];
  for (let next = first.next; next !== null; ) {
    const more = await page({ limit: 500, ...query, cursor: next });
    runs.push(...more.runs);
    next = more.next;
  }
  expect(runs.length).toBe(first.total);
  return runs;
}

const sorts = ['id', 'report', 'company', 'from', 'requester', 'status', 'verdict', 'finished', 'took'] as const;

describe('ten thousand runs', () => {
  it.each(sorts)('come by %s page by page, each one once', async (sort) => {
    for (const order of ['asc', 'desc']) {
      const runs = await everything({ sort, order, limit: 500 });
      expect(new Set(runs.map(({ id }) => id)).size).toBe((many * 9) / 10);
    }
  });

  it('stand in the order that was asked for', async () => {
    const took = (await everything({ sort: 'took', order: 'asc' })).map(
      ({ finishedAt, startedAt }) => (finishedAt ?? 0) - (startedAt ?? 0),
    );
    expect(took).toEqual([...took].sort((a, b) => a - b));
    const ids = all.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
  });

  it.each([
    [{ company: companies.other }, () => false],
    [{ from: 202303, to: 202304 }, ({ parameters }) => parameters.from === 202303 || parameters.from === 202304],
    [{ requester: "o'hara 100%" }, ({ requesters }) => requesters.includes("Ann O'Hara 100%")],
    [{ mine: 'true' }, ({ mine }) => mine],
    [{ status: 'failed' }, ({ status }) => status === 'failed'],
    [{ verdict: 'warnings,not-tied' }, ({ verdict }) => verdict === 'warnings'],
    [
      { since: '2024-02-01', until: '2024-02-02' },
      ({ acceptedAt }) => new Date(acceptedAt).toISOString() > '2024-01-31',
    ],
  ] satisfies [Record<string, string | number>, (run: RunsAnswer['runs'][number]) => boolean][])(
    'are filtered by %o',
    async (query, fits) => {
      const runs = await everything(query);
      expect(runs.every(fits)).toBe(true);
      if (!('since' in query)) expect(runs.length).toBe(all.filter(fits).length);
      else expect(runs.length).toBeLessThan(400);
    },
  );

  it.each<Readonly<Record<string, string | number>>>([
    { cursor: 'x' },
    { limit: 501 },
    { limit: 0 },
    { sort: 'color' },
    { from: 202300 },
    { status: 'lost' },
    { color: 1 },
  ])('are not listed for %o', async (query) => {
    expect((await tab.call('runs', 'requester', { query })).status).toBe(400);
  });

  it('have no place in another order', async () => {
    const { next } = await page({ limit: 1 });
    expect((await tab.call('runs', 'requester', { query: { sort: 'took', cursor: next ?? '' } })).status).toBe(400);
  });

  it('keep their place in the list while new ones arrive', async () => {
    const first = await page({ limit: 10 });
    await tab.run({ status: 'failed' });
    const second = await page({ limit: 10, cursor: first.next ?? '' });
    expect(second.runs[0]?.id).toBeLessThan(first.runs.at(-1)?.id ?? 0);
  });
});
