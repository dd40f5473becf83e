// Slices that come at the same time and are tried again: what is told of them only grows, and in the end it is what there is.
import { AppError } from '@repsys/core';
import { aborted, createLogger, type Database } from '@repsys/core/node';
import { expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';
import type { Plex, SourceColumn, SourceRow } from '../../plex/data-source.ts';
import { createStage } from '../../warehouse/staging.ts';
import type { ReportContext } from '../report.ts';
import { extract } from './extract.ts';

let database: Database;
useDatabase((opened) => {
  database = opened;
});

const source = { key: '1', name: 'Slow', columns: [{ name: 'Number', kind: 'integer' }] } as const;
const rowsOf = (from: number): readonly SourceRow[] => Array.from({ length: 10 }, (_, row) => [String(from + row)]);

it('progress never runs backwards when a slice is tried again', async () => {
  const told: number[] = [];
  const other = new AbortController();
  let tries = 0;
  /** Of two slices the first breaks off after ten rows, and once more after the second has come. */
  const plex: Plex = {
    check: async () => undefined,
    read: ({ slice }) => ({
      receipt: () => ({ rows: 20, bytes: 1, answeredAt: new Date() }),
      async *[Symbol.asyncIterator]() {
        if (slice === 'other') {
          yield rowsOf(100);
          return other.abort();
        }
        tries += 1;
        yield rowsOf(0);
        if (tries === 1) await aborted(other.signal);
        if (tries < 3) throw new AppError('PLEX_INCOMPLETE', 'broken off');
        yield rowsOf(10);
      },
    }),
  };
  const context = {
    company: 1,
    plex,
    warehouse: {
      stage: (name: string, columns: readonly SourceColumn[]) => createStage(database, `stage.${name}_1_1`, columns),
    },
    slices: { accounts: 1, periods: 1, concurrency: 2, attempts: 4, outageMs: 0 },
    outages: { away: async () => undefined, back: () => undefined },
    log: createLogger('test', 'fatal'),
    retried: () => undefined,
  } as unknown as ReportContext;
  const tools = {
    signal: new AbortController().signal,
    progress: (rows: number) => void told.push(rows),
    inputsHash: '',
  };
  const slices = ['own', 'other'].map((name) => ({ name, inputs: {} }));
  const stage = await extract(context, tools, { source, slices });
  expect(told).toEqual([...told].sort((one, other) => one - other));
  expect(told.at(-1)).toBe(30);
  const { rows } = await database.pool.query(`select count(*)::int as rows from ${stage.table}`);
  expect(rows).toEqual([{ rows: 30 }]);
});
