// `npm run compare`: Plex's own export against the warehouse of the world that is up; without one PostgreSQL alone is started for it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { typescript } from './world/child.ts';
import { returnKey, takeKey } from './world/entrance.ts';
import { dataFolder, readSign, repository, worldChoice } from './world/places.ts';
import { startPostgres } from './world/postgres.ts';

const args = process.argv.slice(2);
const notCompared = 2;

/** The comparison itself, which is the runner's. */
async function compare(databaseUrl: string | undefined): Promise<number> {
  const { command, args: start } = typescript(join(repository, 'runner/src/compare.ts'));
  const child = spawn(command, [...start, ...args], {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : notCompared;
}

/** Uses the database of the world that is up; else starts it, and keeps others from starting it at the same time. */
async function withWorld(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  for (;;) {
    const sign = readSign(folder);
    if (sign) return compare(sign.databaseUrl);
    if (await takeKey(folder)) break;
    await delay(100);
  }
  try {
    const postgres = await startPostgres(join(folder, 'postgres'), () => undefined);
    return await compare(postgres.url).finally(postgres.stop);
  } finally {
    await returnKey(folder);
  }
}

async function main(): Promise<number> {
  const { DATABASE_URL: given } = process.env;
  // Without a file there is nothing to start a server for: the comparison says what is wrong.
  if (given || !args.some((argument) => existsSync(argument))) return compare(given);
  return withWorld(dataFolder(worldChoice(process.env)));
}

process.exitCode = await main();
