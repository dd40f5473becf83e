// A PostgreSQL of the version that the machine's pg_dump is of: pg_dump refuses servers that are newer than itself.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onSomePort } from '../../sandbox/src/world/free-port.ts';

const run = promisify(execFile);

/** Addresses are for `repsys` unless another user is named; the administrator is `postgres`. */
export type DumpServer = { readonly url: (database: string, user?: string) => string; stop(): Promise<void> };

/** Where its programs are; says so once in one line where there are none. */
async function programs(): Promise<string | undefined> {
  const version = await run('pg_dump', ['--version']).then(
    ({ stdout }) => /(\d+)\./.exec(stdout)?.[1],
    () => undefined,
  );
  const folder = `/usr/lib/postgresql/${version}/bin`;
  if (version !== undefined && existsSync(join(folder, 'initdb'))) return folder;
  process.stderr.write('skipped: there is no pg_dump with a server of its version\n');
  return undefined;
}

/** The programs of that version, looked for once. */
export const pgDumpPrograms = await programs();

/** PostgreSQL refuses root. */
async function owner(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Starts it empty, on loopback. */
export async function startDumpServer(bin: string): Promise<DumpServer> {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-dump-'));
  const as = await owner();
  if (as) await chown(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const call = (program: string, ...args: readonly string[]) =>
    run(join(bin, program), ['-D', data, ...args], { cwd: folder, ...as });
  await call('initdb', '-U', 'postgres', '-A', 'trust', '--no-sync');
  const port = await onSomePort(undefined, async (free) => {
    const options = `-p ${free} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
    await call('pg_ctl', '-w', '-l', join(folder, 'log'), '-o', options, 'start');
    return free;
  });
  return {
    url: (database, user = 'repsys') => `postgres://${user}@127.0.0.1:${port}/${database}`,
    async stop() {
      await call('pg_ctl', '-w', '-m', 'immediate', 'stop');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
