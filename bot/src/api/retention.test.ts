// How long runs are kept: the old ones go with their files, the young and the open ones stay.
import { createLogger } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRetention } from './retention.ts';
import { openTabWorld, resumeIn, type TabWorld } from './testing/tab-world.ts';

let tab: TabWorld;
beforeAll(async () => {
  tab = await openTabWorld({ TAB_KEEP_DAYS: '30' });
});
afterAll(() => tab?.close());

const day = 86_400_000;

describe('a finished run', () => {
  it('tells until when it is kept, and goes with its file when that is over', async () => {
    const { database } = tab.world;
    const [old, young, open, retried] = [
      await tab.run({ status: 'succeeded', file: Buffer.from('x') }),
      await tab.run({ status: 'succeeded' }),
      await tab.run({ status: 'running' }),
      await tab.run({ status: 'failed' }),
    ];
    const { run: attempt } = await resumeIn(tab.world, retried, 'requester');
    await database.pool.query(
      `update record.run set started_at = now() - interval '31 days', finished_at = now() - interval '31 days' where id = any($1)`,
      [[old, retried]],
    );
    const { finishedAt, keptUntil } = await tab.read('run', 'auditor', { params: { run: young } });
    expect((keptUntil ?? 0) - (finishedAt ?? 0)).toBe(30 * day);
    for (let month = 0; month < 210; month += 1) await tab.run({ status: 'succeeded', period: 190_001 + month });
    await database.pool.query(
      `update record.run set started_at = now() - interval '31 days', finished_at = now() - interval '31 days'
       where (parameters ->> 'from')::integer < 190300`,
    );
    await startRetention(database, 30 * day, createLogger('bot', 'fatal')).stop();
    const { runs } = await tab.read('runs', 'auditor', {});
    expect(runs.map(({ id }) => id).sort()).toEqual([young, open, retried, attempt].sort());
    const { rows } = await database.pool.query('select from record.workbook_part');
    expect(rows).toEqual([]);
  });
});
