// `npm run reset`: empties the data of the world (REPSYS_DATA, else .data), unless it is up.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder, readSign } from './world/places.ts';

const { REPSYS_DATA: data } = process.env;
const folder = dataFolder(data ? { data } : {});
const up = readSign(folder);
if (up) {
  process.stderr.write(`A world is up in ${folder} (process ${up.pid}): stop it first.\n`);
  process.exitCode = 1;
} else {
  const elsewhere = await readFile(join(folder, 'postgres', 'elsewhere'), 'utf8').catch(() => undefined);
  if (elsewhere) await rm(elsewhere, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  process.stdout.write(`${folder} is empty.\n`);
}
