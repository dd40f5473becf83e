// Claiming runs on the real server, many at the same instant.
import { parseRequest } from '@repsys/core';
import { accept, claimRun, type Database, migrate, openDatabase } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../../test/kit/world.ts';

describe('claiming', () => {
  let address: Awaited<ReturnType<typeof createDatabase>>;
  let database: Database;
  beforeAll(async () => {
    address = await createDatabase();
    database = openDatabase(address.url, { name: 'test', max: 12 });
    await migrate(database);
  });
  afterAll(async () => {
    await database.close();
    await address.drop();
  });

  const ask = async (company: number, period: number) => {
    const parameters = { from: period, to: period };
    const request = { report: 'trial-balance', company, parameters, requester: 'ada', source: 'command-line' };
    return (await accept(database, parseRequest(request))).run;
  };

  it('gives a company to one of its waiting runs only, however many are claimed at once', async () => {
    for (let company = 1; company <= 10; company += 1) {
      const runs = [];
      for (let month = 1; month <= 8; month += 1) runs.push(await ask(company, 202300 + month));
      const claims = await Promise.all(runs.map((run) => claimRun(database, run, `runner-${run}`)));
      expect(claims.filter(Boolean)).toHaveLength(1);
    }
  });

  it('gives one run to one of many runners only, and different companies at the same time', async () => {
    const run = await ask(100, 202301);
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) => claimRun(database, run, `runner-${index}`)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    const others = await Promise.all(
      [await ask(101, 202301), await ask(102, 202301)].map((each) => claimRun(database, each, 'x')),
    );
    expect(others.filter(Boolean)).toHaveLength(2);
  });
});
