// Claiming runs on the real server: many at the same instant, who may, what is rung again, what rests, who hears that it came late.
import { parseRequest } from '@repsys/core';
import { accept, beat, type Claimant, claimRun, type Database, giveBackRun, unheldRuns } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../test/kit/database.ts';

const claimant = (runner: string, more: Partial<Claimant> = {}): Claimant => ({
  ...{ runner, companies: Array.from({ length: 999 }, (_, at) => at + 1), reports: ['trial-balance'] },
  ...more,
});

describe('claiming', () => {
  let database: Database;
  useDatabase((opened) => {
    database = opened;
  });

  const ask = async (company: number, period: number) => {
    const parameters = { from: period, to: period };
    const request = { report: 'trial-balance', company, parameters, requester: 'ada', source: 'command-line' };
    return (await accept(database, parseRequest(request))).run;
  };

  /** The holder was last heard of too long ago. */
  const silence = (run: number) =>
    database.pool.query(`update record.run set heartbeat_at = heartbeat_at - interval '1 minute' where id = $1`, [run]);

  it('gives a company to one of its waiting runs only, however many are claimed at once', async () => {
    for (let company = 1; company <= 10; company += 1) {
      const runs = [];
      for (let month = 1; month <= 8; month += 1) runs.push(await ask(company, 202300 + month));
      const claims = await Promise.all(runs.map((run) => claimRun(database, run, claimant(`runner-${run}`))));
      expect(claims.filter(Boolean)).toHaveLength(1);
    }
  });

  it('gives one run to one of many runners only, and different companies at the same time', async () => {
    const run = await ask(100, 202301);
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) => claimRun(database, run, claimant(`runner-${index}`))),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    const others = await Promise.all(
      [await ask(101, 202301), await ask(102, 202301)].map((each) => claimRun(database, each, claimant('x'))),
    );
    expect(others.filter(Boolean)).toHaveLength(2);
  });

  it('leaves runs of other companies and other reports to runners that may do them, and rings only for its own', async () => {
    const run = await ask(200, 202301);
    for (const others of [{ companies: [201] }, { reports: ['gage-calibration'] }, { companies: [], reports: [] }]) {
      const stranger = claimant('stranger', others);
      expect(await claimRun(database, run, stranger)).toBe('foreign');
      expect((await unheldRuns(database, stranger, 0)).map(({ id }) => id)).not.toContain(run);
    }
    expect((await unheldRuns(database, claimant('own', { companies: [200] }), 0)).map(({ id }) => id)).toEqual([run]);
    expect(await claimRun(database, run, claimant('own', { companies: [200] }))).toMatchObject({ id: run, starts: 1 });
  });

  it('lets a run rest longer after each outage that it was given back for, and not after a shutdown', async () => {
    const run = await ask(210, 202301);
    const own = claimant('own', { companies: [210] });
    const take = async () => {
      const claimed = await claimRun(database, run, own);
      if (claimed === undefined || claimed === 'foreign') throw new Error(`run ${run} was not to be had`);
      return claimed;
    };
    await giveBackRun(database, await take(), 'shutdown');
    const rests = [];
    for (const outages of [0, 1, 2, 3, 4]) {
      const claimed = await take();
      expect(claimed).toMatchObject({ starts: 1, outages });
      await giveBackRun(database, claimed, 'outage');
      await giveBackRun(database, claimed, 'outage');
      expect(await claimRun(database, run, own)).toBeUndefined();
      expect((await unheldRuns(database, own, 0)).map(({ id }) => id)).toEqual([]);
      const rest = 'round(extract(epoch from rest_until - clock_timestamp()))::integer as rest';
      const { rows } = await database.pool.query(`select ${rest} from record.run where id = $1`, [run]);
      rests.push(rows[0]?.rest);
      await database.pool.query('update record.run set rest_until = clock_timestamp() where id = $1', [run]);
      expect((await unheldRuns(database, own, 0)).map(({ id }) => id)).toEqual([run]);
    }
    expect(rests).toEqual([2, 8, 32, 120, 120]);
  });

  it('rings for one run of each company, and gives it: one whose holder died, else the oldest', async () => {
    const runs = [await ask(220, 202301), await ask(220, 202302), await ask(220, 202303), await ask(221, 202301)];
    const own = claimant('own', { companies: [220, 221] });
    expect((await unheldRuns(database, own, 0)).map(({ id }) => id)).toEqual([runs[0], runs[3]]);
    expect(await claimRun(database, runs[1] ?? 0, own)).toMatchObject({ id: runs[0], starts: 1 });
    expect((await unheldRuns(database, own, 0)).map(({ id }) => id)).toEqual([runs[3]]);
    await silence(runs[0] ?? 0);
    expect((await unheldRuns(database, own, 0)).map(({ id }) => id)).toEqual([runs[0], runs[3]]);
    expect(await claimRun(database, runs[2] ?? 0, own)).toMatchObject({ id: runs[0], starts: 2 });
  });

  it('does not wait for a company that a silent holder still has in a transaction', async () => {
    const [held, next] = [await ask(230, 202301), await ask(230, 202302)];
    const claimed = await claimRun(database, held, claimant('frozen'));
    await silence(held);
    const client = await database.pool.connect();
    await client.query('begin');
    await client.query('select from record.fence where company = 230 for update');
    const claims = await Promise.all([held, next, held].map((run) => claimRun(database, run, claimant('awake'))));
    expect(claims).toEqual([undefined, undefined, undefined]);
    await client.query('rollback');
    client.release();
    expect(claimed).toMatchObject({ id: held, starts: 1 });
    expect(await claimRun(database, held, claimant('awake'))).toMatchObject({ id: held, starts: 2 });
  });

  it('tells a holder that woke up late when its run was taken over meanwhile, by whatever run of its company was rung', async () => {
    const [late, next] = [await ask(240, 202301), await ask(240, 202302)];
    const claimed = await claimRun(database, late, claimant('frozen'));
    if (claimed === undefined || claimed === 'foreign') throw new Error(`run ${late} was not to be had`);
    await silence(late);
    expect(await beat(database, late, claimed.fence)).toEqual({ lost: false, cancelledBy: null });
    await silence(late);
    expect(await claimRun(database, next, claimant('awake'))).toMatchObject({ id: late, starts: 2 });
    expect(await beat(database, late, claimed.fence)).toEqual({ lost: true, cancelledBy: null });
    expect((await unheldRuns(database, claimant('awake', { companies: [240] }), 0)).map(({ id }) => id)).toEqual([]);
  });

  describe('the requesters of a company', () => {
    const askAs = async (person: string, company: number, period: number) => {
      const parameters = { from: period, to: period };
      const asked = { report: 'trial-balance', company, parameters, requester: person, source: 'tab' };
      return (await accept(database, { ...parseRequest(asked), person })).run;
    };
    /** The runs in the order in which they get their turn, when always the same one is rung; each ends before the next begins. */
    const turns = async (
      company: number,
      rung: number,
      most: number,
      meanwhile = async (_: number) => undefined as unknown,
    ) => {
      const taken: number[] = [];
      for (let turn = 0; turn < most; turn += 1) {
        const own = claimant('own', { companies: [company] });
        const [next] = await unheldRuns(database, own, 0);
        const claimed = await claimRun(database, rung, own);
        if (claimed === undefined || claimed === 'foreign') break;
        expect(claimed.id).toBe(next?.id);
        taken.push(claimed.id);
        await database.pool.query(
          `update record.run set status = 'succeeded', finished_at = clock_timestamp() where id = $1`,
          [claimed.id],
        );
        await meanwhile(turn);
      }
      return taken;
    };

    it('take turns: whoever asks for one report does not wait behind all of somebody with many', async () => {
      const many = [];
      for (let month = 1; month <= 6; month += 1) many.push(await askAs('mia', 250, 202300 + month));
      const one = await askAs('omar', 250, 202401);
      const [a, b, c, d, e, f] = many;
      expect(await turns(250, f ?? 0, 9)).toEqual([a, one, b, c, d, e, f]);
    });

    it('take turns with those who come later, too, and nobody is passed over', async () => {
      const [a, b, c] = [
        await askAs('mia', 260, 202301),
        await askAs('mia', 260, 202302),
        await askAs('mia', 260, 202303),
      ];
      const [x, y] = [await askAs('omar', 260, 202304), await askAs('omar', 260, 202305)];
      let late = 0;
      const order = await turns(260, c, 9, async (turn) => {
        if (turn === 1) late = await askAs('nora', 260, 202306);
      });
      expect(order).toEqual([a, x, late, b, y, c]);
    });

    it('get a run together when one of them has not been served', async () => {
      const many = [];
      for (let month = 1; month <= 4; month += 1) many.push(await askAs('mia', 270, 202300 + month));
      expect(await askAs('omar', 270, 202304)).toBe(many[3]);
      const [a, b, c, d] = many;
      expect(await turns(270, a ?? 0, 9)).toEqual([a, d, b, c]);
    });

    it('of another company, and of reports that this runner has not, keep nobody waiting', async () => {
      const other = { report: 'gage-calibration', company: 280, parameters: { from: 202301, to: 202301 } };
      await accept(database, { ...parseRequest({ ...other, requester: 'ada', source: 'tab' }), person: 'ada' });
      const [mine, there] = [await askAs('mia', 280, 202301), await askAs('mia', 281, 202301)];
      expect(await turns(280, mine, 3)).toEqual([mine]);
      expect(await turns(281, there, 3)).toEqual([there]);
    });
  });
});
