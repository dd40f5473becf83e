// Handing over: the outbox, the folder, the download; what is in the record equals what arrives.
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { claimDue, connectRedis, createLogger, openBell, readWorkbookParts, viewRun } from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relay } from '../runner/src/channels/channel.ts';
import { folderChannel } from '../runner/src/channels/folder.ts';
import type { Runner } from '../runner/src/runner.ts';
import { fetchWorkbook } from '../sandbox/src/main-job.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

type Row = {
  channel: string;
  status: string;
  attempts: number;
  receipt: { path?: string } | null;
  failure: { code: string } | null;
};

describe('a finished report', () => {
  let world: TestWorld;
  let folder: string;
  let runner: Runner;
  beforeAll(async () => {
    world = await openWorld();
    folder = join(world.folder, 'workbooks');
    runner = await world.runner({ DELIVERY_FOLDER: folder });
  });
  afterAll(() => world.close());

  const deliveries = async (run: number): Promise<readonly Row[]> => {
    const text =
      'select channel, status, attempts, receipt, failure from record.delivery where run = $1 order by channel';
    return (await world.database.pool.query<Row>(text, [run])).rows;
  };
  const settled = async (run: number, channel: string, wanted: RegExp): Promise<Row> => {
    for (;;) {
      const row = (await deliveries(run)).find((each) => each.channel === channel);
      if (row && wanted.test(row.status) && (row.failure || row.receipt)) return row;
      await delay(25);
    }
  };

  it('arrives in the folder whole, once, with a receipt', async () => {
    const view = await world.report({ from: 202403 });
    const row = await settled(view.id, 'folder', /confirmed/);
    const path = join(folder, view.workbook?.fileName ?? '');
    expect(row.receipt).toMatchObject({ path, sha256: view.workbook?.sha256 });
    const bytes = await readFile(path);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(view.workbook?.sha256);
    expect(bytes.length).toBe(view.workbook?.bytes);
    expect(await readdir(folder)).toEqual([view.workbook?.fileName]);
  });

  it('is fetched by its asker to the byte, and that delivery is confirmed', async () => {
    const view = await world.report({ from: 202402 });
    const { rows } = await world.database.pool.query('select id from record.request where run = $1', [view.id]);
    const reach = { database: world.database, redisUrl: world.redis.url };
    const path = await fetchWorkbook(reach, view, rows[0]?.id, join(world.folder, 'deep', 'er', 'tb.xlsx'));
    const parts: Buffer[] = [];
    for await (const part of readWorkbookParts(world.database, view.id)) parts.push(part);
    expect(Buffer.concat(parts).equals(await readFile(path))).toBe(true);
    expect(await settled(view.id, 'download', /confirmed/)).toMatchObject({ status: 'confirmed' });
  });

  it('that cannot be put into the folder stays due with its reason, and arrives when the folder is there again', async () => {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    const view = await world.report({ from: 202401 });
    expect(view.verdict).toBe('tied');
    const row = await settled(view.id, 'folder', /due/);
    expect(row.failure?.code).toBe('DELIVERY_FAILED');
    await rm(folder);
    await world.database.pool.query('update record.delivery set due_at = now() where run = $1', [view.id]);
    await settled(view.id, 'folder', /confirmed/);
    expect(await readdir(folder)).toEqual([view.workbook?.fileName]);
  });

  it('is tried again when PostgreSQL ends the connection in mid-delivery', async () => {
    const view = await world.report({ from: 202311 });
    await world.database.pool.query(
      `insert into record.delivery (request, run, channel) select id, run, 'elsewhere' from record.request where run = $1`,
      [view.id],
    );
    const deliver = async () => {
      await runner.workshop.database.pool.query('select pg_terminate_backend(pg_backend_pid())');
      return {};
    };
    await relay(runner.workshop, { name: 'elsewhere', deliver }, new AbortController().signal);
    const row = await settled(view.id, 'elsewhere', /./);
    expect(row).toMatchObject({ status: 'due', failure: { code: 'WAREHOUSE_UNREACHABLE' } });
  });

  it('is written twice at once by senders of which one has stalled, and is whole for whoever finishes', async () => {
    const view = await world.report({ from: 202310 });
    await settled(view.id, 'folder', /confirmed/);
    const elsewhere = join(world.folder, 'elsewhere');
    const channel = folderChannel(world.database, elsewhere);
    const delivery = { id: 7, request: 1, run: view.id, attempts: 1, traceparent: null };
    const unlock = await lockWorkbooks(world);
    const tries = [channel.deliver(delivery), channel.deliver(delivery)];
    const names = () => readdir(elsewhere).catch(() => []);
    await expect.poll(names, { timeout: 20_000 }).toHaveLength(2).finally(unlock);
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    const bytes = await readFile(join(elsewhere, view.workbook?.fileName ?? ''));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(view.workbook?.sha256);
    expect(await names()).toEqual([view.workbook?.fileName]);
  });

  it('is claimed by one sender only, also when two look at the same moment', async () => {
    const view = await world.report({ from: 202312 });
    await settled(view.id, 'folder', /confirmed/);
    await world.database.pool.query(
      `update record.delivery set status = 'due', due_at = now() where run = $1 and channel = 'download'`,
      [view.id],
    );
    const claims = await Promise.all([1, 2, 3].map(() => claimDue(world.database, 'download', 100)));
    expect(claims.flat().filter((claim) => claim.run === view.id)).toHaveLength(1);
  });
});

describe('a runner that is asked to end while a file is on its way', () => {
  it('takes no new run meanwhile', async () => {
    const world = await openWorld();
    const runner = await world.runner({ DELIVERY_FOLDER: join(world.folder, 'workbooks') });
    const view = await world.report({ from: 202403 });
    const { pool } = world.database;
    const redis = connectRedis(world.redis.url, 'command', () => undefined);
    const bell = openBell(redis);
    const unlock = await lockWorkbooks(world);
    await pool.query(
      `update record.delivery set status = 'due', due_at = now() where run = $1 and channel = 'folder'`,
      [view.id],
    );
    const handingOver = async () => {
      const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return (await pool.query(text)).rowCount;
    };
    await expect.poll(handingOver, { timeout: 20_000 }).toBe(1);
    const stopped = runner.stop();
    const later = await world.ask({ from: 202402 });
    await bell.ring(later);
    await delay(2_000);
    await unlock();
    await stopped;
    await bell.close();
    redis.disconnect();
    expect((await viewRun(world.database, later)).status).toBe('queued');
    await world.close();
  });
});

/** Nobody reads a workbook until the returned function is called. */
async function lockWorkbooks({ database }: TestWorld): Promise<() => Promise<void>> {
  const client = await database.pool.connect();
  await client.query('begin');
  await client.query('set local idle_in_transaction_session_timeout = 0');
  await client.query('lock table record.workbook_part in access exclusive mode');
  return async () => {
    await client.query('rollback');
    client.release();
  };
}

describe('a workbook that cannot be written', () => {
  it('fails the run with its code, leaves no file, and the next attempt keeps the numbers', async () => {
    const world = await openWorld();
    const folder = join(world.folder, 'runner');
    await mkdir(world.folder, { recursive: true });
    await writeFile(folder, 'in the way');
    const lines: string[] = [];
    const to = { write: (line: string) => void lines.push(line) };
    await world.runner({ RUNNER_FOLDER: folder }, createLogger('runner', 'info', { to }));
    const failed = await world.report({ from: 202403 });
    expect(failed.failure).toMatchObject({ code: 'WORKBOOK_NOT_WRITTEN', step: 'Workbook' });
    const told = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === 'run failed');
    expect(told).toMatchObject({
      error: { code: 'WORKBOOK_NOT_WRITTEN', cause: { code: expect.stringMatching(/^E/) } },
    });
    await rm(folder);
    await world.forgetCalls();
    const next = await world.resume(failed.id);
    expect(next).toMatchObject({ verdict: 'tied', attempt: 2 });
    expect(next.steps.slice(0, 8).every((step) => step.status === 'skipped')).toBe(true);
    expect(await world.calls()).toEqual([]);
    await chmod(world.folder, 0o755);
    await world.close();
  });
});
