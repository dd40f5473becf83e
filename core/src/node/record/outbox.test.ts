// A delivery and what arrives late: the receipt has the last word.
import { AppError, parseRequest } from '@repsys/core';
import { accept, confirmDelivery, type Database, type DueDelivery, deliveryOf, failDelivery } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

describe('a delivery', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  async function due(period: number): Promise<DueDelivery> {
    const parameters = { from: period, to: period };
    const asked = { report: 'trial-balance', company: 1, parameters, requester: 'ada', source: 'command-line' };
    const { run, request } = await accept(database, parseRequest(asked));
    const { rows } = await database.pool.query<{ id: number }>(
      `insert into record.delivery (request, run, channel) values ($1, $2, 'download') returning id`,
      [request, run],
    );
    return { id: rows[0]?.id ?? 0, request, run, attempts: 1, traceparent: null };
  }
  const seen = ({ request }: DueDelivery) => deliveryOf(database, request, 'download');

  const failed = new AppError('DELIVERY_FAILED', 'not there');
  const lastTry = 8;

  it.each([1, lastTry])('that has arrived stays confirmed when try %i fails after the receipt', async (attempts) => {
    const delivery = await due(202400 + attempts);
    await confirmDelivery(database, delivery.id, { path: 'a' });
    await failDelivery(database, { ...delivery, attempts }, failed);
    expect(await seen(delivery)).toMatchObject({ status: 'confirmed', receipt: { path: 'a' }, failure: null });
  });

  it('that was given up is confirmed by a receipt that comes after all', async () => {
    const delivery = await due(202403);
    await failDelivery(database, { ...delivery, attempts: lastTry }, failed);
    expect(await seen(delivery)).toMatchObject({ status: 'given-up', failure: { code: 'DELIVERY_FAILED' } });
    await confirmDelivery(database, delivery.id, { path: 'a' });
    expect(await seen(delivery)).toMatchObject({ status: 'confirmed', failure: null });
  });
});
