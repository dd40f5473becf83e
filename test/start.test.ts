// Both processes from their start to their end: while Redis is away they come up all the same, and whoever asks them to end is heard.
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Child, startChild, typescript } from '../sandbox/src/world/child.ts';
import { freePort } from '../sandbox/src/world/free-port.ts';
import { type Gate, openGate } from './kit/gate.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

let world: TestWorld;
let redis: Gate;
let children: Child[] = [];
beforeAll(async () => {
  world = await openWorld();
  redis = await openGate(world.redis.port);
});
afterEach(async () => {
  redis.open();
  for (const child of children) await child.stop('SIGKILL', 1_000);
  children = [];
});
afterAll(async () => {
  await redis?.close();
  await world?.close();
});

type Started = { readonly child: Child; readonly lines: readonly string[] };

async function start(
  part: 'bot' | 'runner',
  more: Readonly<Record<string, string>> = {},
  main = 'main',
): Promise<Started> {
  const lines: string[] = [];
  const child = await startChild(part, {
    ...typescript(fileURLToPath(new URL(`../${part}/src/${main}.ts`, import.meta.url))),
    env: world.environment({ REDIS_URL: `redis://127.0.0.1:${redis.port}`, BOT_PORT: '0', LOG_LEVEL: 'info', ...more }),
    line: (text) => lines.push(text),
  });
  children.push(child);
  return { child, lines };
}

const fact = (lines: readonly string[], name: string): string | undefined =>
  lines.map((line) => new RegExp(`"${name}":"([^"]*)"`).exec(line)?.[1]).find((value) => value !== undefined);

/** What ends by itself within the patience of whoever asked for it; else what it has said so far. */
const ended = async ({ child, lines }: Started): Promise<unknown> => {
  const late = new Promise((resolve) => setTimeout(resolve, 20_000, lines).unref());
  return Promise.race([child.exited, late]);
};

describe('while Redis is away', () => {
  it('the bot opens its door, and ends when it is asked to', async () => {
    redis.shut();
    const bot = await start('bot');
    await expect.poll(() => fact(bot.lines, 'address'), { timeout: 30_000 }).toMatch(/^http/);
    expect((await fetch(`${fact(bot.lines, 'address')}/health/live`)).status).toBe(200);
    bot.child.process.kill('SIGTERM');
    expect(await ended(bot)).toBe(0);
  });

  it('the runner begins, and ends when it is asked to, though a run waits to be rung', async () => {
    redis.shut();
    const run = await world.ask({ from: 202403 });
    await world.database.pool.query(`update record.run set accepted_at = now() - interval '1 min' where id = $1`, [
      run,
    ]);
    const runner = await start('runner');
    await expect.poll(() => runner.lines.join('\n'), { timeout: 30_000 }).toContain('"msg":"ready"');
    runner.child.process.kill('SIGTERM');
    expect(await ended(runner)).toBe(0);
  });
});

describe('while PostgreSQL is away', () => {
  let postgres: Gate;
  beforeAll(async () => {
    postgres = await openGate(Number(new URL(world.databaseUrl).port));
  });
  afterAll(() => postgres?.close());
  const away = () => {
    postgres.shut();
    const url = new URL(world.databaseUrl);
    url.port = String(postgres.port);
    return { DATABASE_URL: url.href };
  };
  const waits = /"code":"WAREHOUSE_UNREACHABLE".*it is waited for/;

  it('the runner waits, says so in its log and to probes, and begins when it is there', async () => {
    const port = await freePort();
    const runner = await start('runner', { ...away(), RUNNER_HTTP_PORT: String(port) });
    await expect.poll(() => runner.lines.join('\n'), { timeout: 30_000 }).toMatch(waits);
    const probe = await fetch(`http://127.0.0.1:${port}/health/ready`);
    expect([probe.status, await probe.json()]).toEqual([503, { ready: false, worker: 'starting', postgres: 'down' }]);
    postgres.open();
    await expect.poll(() => runner.lines.join('\n'), { timeout: 30_000 }).toContain('"msg":"ready"');
    const ready = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status;
    await expect.poll(ready, { timeout: 30_000 }).toBe(200);
  });

  it('the bot waits, says so in its log, and opens its door when it is there', async () => {
    const bot = await start('bot', away());
    await expect.poll(() => bot.lines.join('\n'), { timeout: 30_000 }).toMatch(waits);
    postgres.open();
    await expect.poll(() => fact(bot.lines, 'address'), { timeout: 30_000 }).toMatch(/^http/);
  });

  it('the job that migrates waits, says so in its log, and does its work when it is there', async () => {
    const job = await start('runner', away(), 'migrate');
    await expect.poll(() => job.lines.join('\n'), { timeout: 30_000 }).toMatch(waits);
    postgres.open();
    expect(await ended(job)).toBe(0);
    expect(job.lines.join('\n')).toContain('the database is up to date');
  });
});

describe('before a database that is newer', () => {
  it.each(['bot', 'runner'] as const)('the %s ends with exit 78 and a line that says what to do', async (part) => {
    await world.database.pool.query(`insert into record.migration (name, sha256) values ('999_newer.sql', 'x')`);
    try {
      const started = await start(part);
      expect(await ended(started)).toBe(78);
      const told = started.lines.map((line) => JSON.parse(line)).find(({ level }) => level === 60);
      expect(told).toMatchObject({ error: { code: 'CONFIG_INVALID', message: expect.stringContaining('999_newer') } });
    } finally {
      await world.database.pool.query(`delete from record.migration where name = '999_newer.sql'`);
    }
  });
});

describe('asked to end while it starts', () => {
  /** Starting processes wait for one another at this lock. */
  const migrationLock = 7_240_311;

  it.each(['bot', 'runner'] as const)('the %s ends at once', async (part) => {
    const client = await world.database.pool.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [migrationLock]);
      const started = await start(part);
      await expect.poll(() => waiting(part), { timeout: 30_000 }).toBe(1);
      started.child.process.kill('SIGTERM');
      expect(await ended(started)).toBe(0);
    } finally {
      await client.query('select pg_advisory_unlock($1)', [migrationLock]);
      client.release();
    }
  });

  async function waiting(part: string): Promise<number> {
    const { rows } = await world.database.pool.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
       where datname = current_database() and application_name = $1 and wait_event = 'advisory'`,
      [part],
    );
    return rows[0]?.count ?? 0;
  }
});
