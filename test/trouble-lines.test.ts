// What a runner says in its log when something is the matter: the true thing, and nothing of what is well.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createLogger, requestCancel } from '@repsys/core/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGate } from './kit/gate.ts';
import { untilStep } from './kit/runner-process.ts';
import { endWaiting, openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

async function startRunner(more: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const to = { write: (line: string) => void lines.push(line) };
  const runner = await world.runner(more, createLogger('runner', 'info', { to }));
  return { runner, said: () => lines.map((line) => String(JSON.parse(line).msg)) };
}

it('a runner that ends while it asks Plex says nothing of what it was granted', async () => {
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const { runner, said } = await startRunner({ PLEX_CHECK: '1', PLEX_URL: `http://127.0.0.1:${port}/` });
  await once(silent, 'connection');
  await runner.stop();
  expect(said().filter((line) => line.includes('plex'))).toEqual([]);
  silent.close();
});

it('Redis that is away is not taken for the record', async () => {
  const gate = await openGate(world.redis.port);
  gate.shut();
  const { runner, said } = await startRunner({ REDIS_URL: `redis://127.0.0.1:${gate.port}` });
  await expect.poll(said, { timeout: 30_000 }).toContain('this runner could not be announced');
  expect(said().join()).not.toContain('the record could not be read');
  await runner.stop();
  await gate.close();
});

it('a run whose end cannot be recorded is not said to be one that was not taken up', async () => {
  const { runner, said } = await startRunner({ PLEX_TIMEOUT_S: '30' });
  await world.fault('hang-before', { key: '18001', times: 1 });
  const run = await world.ask({ from: 202403 });
  await runner.workshop.bell.ring(run);
  await untilStep(world, run, 'AccountingYearCategoryType', ['running']);
  const client = await world.database.pool.connect();
  await client.query('begin');
  await client.query('set local idle_in_transaction_session_timeout = 0');
  await client.query('select from record.fence for update');
  await requestCancel(world.database, run, 'ada');
  await expect.poll(() => endWaiting(world, 'record.fence'), { timeout: 20_000 }).toBe(1);
  await client.query('rollback');
  client.release();
  await expect.poll(said, { timeout: 20_000 }).toContain('the end of the run could not be recorded; it is taken over');
  expect(said().join()).not.toContain('could not be taken up');
  await world.ended(run);
});
