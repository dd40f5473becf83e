// Whose clock the record goes by: that of a process may be an hour ahead.
import { AppError, parseRequest } from '@repsys/core';
import {
  accept,
  actionTokens,
  type Database,
  failDelivery,
  markUnshown,
  requestCancel,
  sendAgain,
  takeAction,
} from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

describe('a process whose clock is an hour ahead', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });
  beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 }));
  afterAll(() => void vi.useRealTimers());

  const ask = (period: number) =>
    accept(database, {
      ...parseRequest({
        report: 'trial-balance',
        company: 1,
        parameters: { from: period, to: period },
        requester: 'ada',
        source: 'chat',
        channel: 'chat',
      }),
      person: 'ada',
      conversation: 'c',
    });
  /** Seconds from now, by PostgreSQL's clock, to a time in the record. */
  const secondsTo = async (table: string, column: string, key: string, value: unknown): Promise<number> => {
    const { rows } = await database.pool.query<{ seconds: number }>(
      `select extract(epoch from ${column} - clock_timestamp())::float8 as seconds from ${table} where ${key} = $1`,
      [value],
    );
    return rows[0]?.seconds ?? Number.NaN;
  };
  const expectNear = (seconds: number, wanted: number) => {
    expect(seconds).toBeGreaterThan(wanted - 600);
    expect(seconds).toBeLessThan(wanted + 600);
  };

  it('cancels at the time that it is', async () => {
    const { run } = await ask(202401);
    await requestCancel(database, run, 'ada');
    expectNear(await secondsTo('record.run', 'finished_at', 'id', run), 0);
  });

  it('tries a delivery again when it is due, and sends again at once', async () => {
    const { run, request } = await ask(202402);
    const { rows } = await database.pool.query<{ id: number }>(
      `insert into record.delivery (request, run, channel) values ($1, $2, 'download') returning id`,
      [request, run],
    );
    const id = rows[0]?.id ?? 0;
    const error = new AppError('DELIVERY_FAILED', 'not there');
    await failDelivery(database, { id, request, run, attempts: 1, traceparent: null }, error);
    expectNear(await secondsTo('record.delivery', 'due_at', 'id', id), 5);
    await database.pool.query(
      `insert into record.workbook (run, file_name, bytes, sha256, data_sha256) values ($1, 'a', 1, 'a', 'b')`,
      [run],
    );
    await sendAgain(database, request, 'download', { id: 'ada', name: 'Ada' });
    expectNear(await secondsTo('record.delivery', 'due_at', 'id', id), 0);
  });

  it('shows a card again when it is due', async () => {
    const { request } = await ask(202403);
    await markUnshown(database, request, 5_000);
    expectNear(await secondsTo('record.card', 'due_at', 'request', request), 5);
  });

  it('makes buttons that are valid for their days, and takes those of which the time has not run out', async () => {
    const { run, request } = await ask(202404);
    const [tokens] = await actionTokens(database, [{ request, run, person: 'ada', verbs: ['cancel'] }]);
    const token = tokens?.get('cancel') ?? '';
    expectNear(await secondsTo('record.action', 'expires_at', 'token', token), 14 * 86_400);
    await database.pool.query(
      `update record.action set expires_at = clock_timestamp() + interval '10 min' where token = $1`,
      [token],
    );
    expect(await takeAction(database, token, 'ada', 'cancel')).toMatchObject({ request, run });
  });
});
