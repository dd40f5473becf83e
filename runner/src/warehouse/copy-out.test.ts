// Rows on their way out of a real PostgreSQL: every value as it is stored, and the way out is left clean.
import type { Database } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../test/kit/database.ts';
import { copyOut, type TextRow } from './copy-out.ts';
import { misjudged, refreshStatistics } from './statistics.ts';

let database: Database;
useDatabase(
  (opened) => {
    database = opened;
  },
  { max: 2, migrated: false },
);

const never = new AbortController().signal;

async function all(text: string, values: readonly unknown[] = []): Promise<readonly TextRow[]> {
  const rows: TextRow[] = [];
  for await (const batch of copyOut(database, text, values, never)) rows.push(...batch);
  return rows;
}

describe('rows on their way out', () => {
  it('keep tabs, line ends, backslashes and letters of every language', async () => {
    const texts = ['a\tb', 'a\nb\r', String.raw`\N`, String.raw`c:\new`, '', 'Käse 貸借 🧾'];
    expect(await all('select * from unnest(string_to_array($1, $2)) each', [texts.join('|'), '|'])).toEqual(
      texts.map((text) => [text]),
    );
  });

  it('tell NULL from an empty text, and amounts to the last place', async () => {
    expect(await all("select null, '', 99999999999999.99999::numeric(19, 5), $1::integer", [7])).toEqual([
      [null, '', '99999999999999.99999', '7'],
    ]);
  });

  it('take values with quotes in them as values', async () => {
    expect(await all('select $1::text, $2::text', ["it's", "'; select 1 --"])).toEqual([["it's", "'; select 1 --"]]);
  });

  it('come whole when they are many', async () => {
    const rows = await all("select each, repeat('x', 100) from generate_series(1, 20000) each");
    expect(rows.length).toBe(20_000);
    expect(rows.at(-1)).toEqual(['20000', 'x'.repeat(100)]);
  });

  it('are given up when nobody wants them any more, and the pool stays usable', async () => {
    for await (const batch of copyOut(database, 'select * from generate_series(1, 5000000)', [], never)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(await all('select 1')).toEqual([['1']]);
  });

  it('end with the reason of an abort', async () => {
    const controller = new AbortController();
    const read = async () => {
      for await (const _ of copyOut(database, 'select * from generate_series(1, 5000000)', [], controller.signal))
        controller.abort(new Error('enough'));
    };
    await expect(read()).rejects.toThrow('enough');
  });

  it('end at once with the reason of an abort, also while PostgreSQL has sent none yet', async () => {
    const controller = new AbortController();
    const started = performance.now();
    setTimeout(() => controller.abort(new Error('enough')), 300);
    const read = () => copyOut(database, 'select pg_sleep(10)', [], controller.signal).next();
    await expect(read()).rejects.toThrow('enough');
    await expect(read()).rejects.toThrow('enough');
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await all('select 1')).toEqual([['1']]);
  });

  it('end with the words of PostgreSQL when the query fails', async () => {
    await expect(all('select 1 / (each - 3) from generate_series(1, 5) each')).rejects.toThrow('division by zero');
  });
});

describe('what the planner believes', () => {
  it('is far from true after a first load, and near after a look at the table', async () => {
    await database.pool.query('create table loaded (company integer, period integer)');
    const client = await database.pool.connect();
    try {
      await client.query('insert into loaded select 1 + each % 2, each from generate_series(1, 20000) each');
      expect(await misjudged(client, 'loaded', 'company = 1', 10_000)).toBe(true);
      await refreshStatistics(database, new Set(['loaded']));
      expect(await misjudged(client, 'loaded', 'company = 1', 10_000)).toBe(false);
      expect(await misjudged(client, 'loaded', 'company = 3', 10)).toBe(false);
    } finally {
      client.release();
    }
  });
});
