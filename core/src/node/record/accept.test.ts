// Many who ask at the same instant, on the real server: what goes into the record together, and what each is told.
import { parseRequest, type ReportRequest } from '@repsys/core';
import { accept, claimCards, type Database } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

describe('accepting at the same instant', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  const asking = (company: number, requester: string, more: Partial<ReportRequest> = {}): ReportRequest => ({
    ...parseRequest({
      report: 'trial-balance',
      company,
      parameters: { from: 202403, to: 202403 },
      requester,
      source: 'chat',
      channel: 'chat',
    }),
    ...more,
  });
  const told = async (company: number) => {
    const text = `select request.requester, request.idempotency_key, request.run, card.conversation, audit.action
      from record.request join record.run on run.id = request.run
      left join record.card on card.request = request.id
      left join record.audit on audit.run = request.run and audit.actor = request.requester
      where run.company = $1 order by request.requester`;
    return (await database.pool.query(text, [company])).rows;
  };

  it('leaves no gap between the numbers of runs, however many have joined one', async () => {
    const first = await accept(database, asking(9_001, 'ann'));
    for (const who of ['ben', 'cleo', 'dan'])
      expect(await accept(database, asking(9_001, who))).toMatchObject({ run: first.run, joined: true });
    expect((await accept(database, asking(9_002, 'ann'))).run).toBe(first.run + 1);
  });

  it('gives each company a run of its own, each asker a card, and says so in the audit trail', async () => {
    const companies = Array.from({ length: 120 }, (_, at) => at + 1);
    const accepted = await Promise.all(
      companies.map((company) => accept(database, asking(company, `p${company}`, { conversation: `c${company}` }))),
    );
    expect(new Set(accepted.map(({ run }) => run)).size).toBe(120);
    expect(accepted.every(({ joined, repeated }) => !joined && !repeated)).toBe(true);
    for (const company of [1, 60, 120]) {
      const run = accepted[company - 1]?.run;
      expect(await told(company)).toMatchObject([
        { requester: `p${company}`, run, conversation: `c${company}`, action: 'asked' },
      ]);
    }
  });

  it('lets equal requests share one run: one opens it, the others join', async () => {
    const accepted = await Promise.all(['ada', 'bob', 'cyd'].map((name) => accept(database, asking(500, name))));
    expect(new Set(accepted.map(({ run }) => run)).size).toBe(1);
    expect(accepted.map(({ joined }) => joined).sort()).toEqual([false, true, true]);
    expect((await told(500)).map(({ action }) => action).sort()).toEqual(['asked', 'joined', 'joined']);
  });

  it('takes a repeated request once, and the others beside it all the same', async () => {
    const first = await accept(database, asking(600, 'ada', { idempotencyKey: 'k600' }));
    const keyed = asking(602, 'cyd', { idempotencyKey: 'k602' });
    const [again, other, one, two] = await Promise.all([
      accept(database, asking(601, 'ada', { idempotencyKey: 'k600' })),
      accept(database, asking(603, 'bob')),
      accept(database, keyed),
      accept(database, keyed),
    ]);
    expect(again).toEqual({ run: first.run, request: first.request, joined: true, repeated: true });
    expect(await told(601)).toEqual([]);
    expect(other).toMatchObject({ joined: false, repeated: false });
    expect([one, two].map(({ repeated }) => repeated).sort()).toEqual([false, true]);
    expect(one.request).toBe(two.request);
  });

  it('refuses what cannot be stored, and takes what came beside it', async () => {
    const settled = await Promise.allSettled(
      ['ada', 'b\u0000b'].map((name, at) => accept(database, asking(650 + at, name))),
    );
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await told(650)).toHaveLength(1);
    expect(await told(651)).toEqual([]);
  });

  it('shows new cards before those that are only looked at again', async () => {
    await database.pool.query("update record.card set posted_at = now(), due_at = now() - interval '1 hour'");
    const { request } = await accept(database, asking(700, 'ada', { conversation: 'new' }));
    const [card] = await claimCards(database, undefined, 1);
    expect(card?.request).toBe(request);
  });
});
