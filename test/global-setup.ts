// One real PostgreSQL for the whole test run; every test file makes databases of its own on it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../sandbox/src/world/postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the server's first database. */
    postgresUrl: string;
  }
}

/** Starts the server before the tests and stops it after them. Nothing needs to survive: it does not wait for the disk. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'repsys-test-'));
  const postgres = await startPostgres(join(folder, 'postgres'), () => undefined, [
    'fsync=off',
    'full_page_writes=off',
  ]);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
