// What docs/operate.md says of backup and restore, run as it stands there: with pg_dump and pg_restore, on a server of their version.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseRequest } from '@repsys/core';
import {
  accept,
  type Database,
  migrate,
  openDatabase,
  type RunView,
  readWorkbookParts,
  viewRun,
} from '@repsys/core/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { read } from './house/tree.ts';
import { type DumpServer, pgDumpPrograms, startDumpServer } from './kit/pg-dump-server.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const run = promisify(execFile);

/** The commands under a heading of the page. */
function commandsUnder(heading: string): string {
  const section = read('docs/operate.md').split(`${heading}\n`)[1] ?? '';
  return /```bash\n([\s\S]*?)```/.exec(section)?.[1] ?? expect.fail(`no commands under ${heading}`);
}

/** What docs/install.md tells the administrator of a PostgreSQL to do, statement by statement: the owner may create no databases. */
function databaseOfInstall(): readonly string[] {
  const [, statements = ''] = /```sql\n(create role repsys[\s\S]*?)```/.exec(read('docs/install.md')) ?? [];
  return statements
    .split(';')
    .map((each) => each.trim())
    .filter(Boolean);
}

describe.skipIf(!pgDumpPrograms)('a backup', () => {
  let world: TestWorld;
  let server: DumpServer;
  let kept: Database;
  let restored: Database;
  let finished: RunView;
  let waiting: number;

  const ask = async (database: Database, company: number, month: number): Promise<number> => {
    const parameters = { from: month, to: month, allowUntied: false };
    const asked = { report: 'trial-balance', company, parameters, requester: 'tester', source: 'command-line' };
    return (await accept(database, parseRequest(asked))).run;
  };
  const ended = (database: Database, id: number): Promise<RunView> =>
    vi.waitFor(
      async () => {
        const view = await viewRun(database, id);
        expect(['succeeded', 'failed']).toContain(view.status);
        return view;
      },
      { timeout: 60_000, interval: 100 },
    );
  const shell = (commands: string) =>
    run('bash', ['-euc', commands], {
      cwd: world.folder,
      env: {
        ...process.env,
        ADMIN_URL: server.url('postgres', 'postgres'),
        DATABASE_URL: server.url('repsys'),
        RESTORED_URL: server.url('restored'),
      },
    });

  beforeAll(async () => {
    world = await openWorld();
    server = await startDumpServer(pgDumpPrograms ?? '');
    for (const command of databaseOfInstall())
      await shell(`psql "${server.url('postgres', 'postgres')}" --command="${command}"`);
    kept = openDatabase(server.url('repsys'), { name: 'test', max: 3 });
    await migrate(kept);
    const runner = await world.runner({ DATABASE_URL: server.url('repsys') });
    const company = world.plex.companies[0]?.number ?? 0;
    const { id } = await ended(kept, await ask(kept, company, 202403));
    await runner.stop();
    finished = await viewRun(kept, id);
    waiting = await ask(kept, company, 202402);
    await shell(commandsUnder('## Backup'));
    await shell(commandsUnder('### Restore'));
    restored = openDatabase(server.url('restored'), { name: 'test', max: 3 });
  });
  afterAll(async () => {
    for (const database of [kept, restored]) await database?.close();
    await world?.close();
    await server?.stop();
  });

  it('has the runs that had ended, and their workbooks byte for byte', async () => {
    expect(finished.status).toBe('succeeded');
    expect(await viewRun(restored, finished.id)).toEqual(finished);
    const parts: Buffer[] = [];
    for await (const part of readWorkbookParts(restored, finished.id)) parts.push(part);
    expect(createHash('sha256').update(Buffer.concat(parts)).digest('hex')).toBe(finished.workbook?.sha256);
  });

  it('leaves nothing to migrate', async () => {
    expect(await migrate(restored)).toEqual([]);
  });

  it('takes processes of an older version only where they are told that they may: a migration that they do not know is left alone', async () => {
    await restored.pool.query(`insert into record.migration (name, sha256) values ('999_of_tomorrow.sql', 'x')`);
    await expect(migrate(restored)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    expect(await migrate(restored, { mayBeNewer: true })).toEqual([]);
  });

  it('lets what was waiting run', async () => {
    await world.runner({
      DATABASE_URL: server.url('restored'),
      DATABASE_MAY_BE_NEWER: '1',
      RUNNER_FOLDER: join(world.folder, 'restored'),
    });
    expect(await ended(restored, waiting)).toMatchObject({ status: 'succeeded' });
  });
});
