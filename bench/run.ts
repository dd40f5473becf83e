// `npm run bench [-- NAME]`: all benches one after the other, or one; each writes its part of docs/benchmarks.md.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../sandbox/src/world/places.ts';
import { startPostgres } from '../sandbox/src/world/postgres.ts';
import { benchBot } from './bot/run.ts';
import { benchPlex } from './plex/run.ts';
import type { BenchRow } from './row.ts';
import { benchTab } from './tab/run.ts';
import { asPage, asSection, asText, sectionsOf } from './table.ts';
import { benchWholeRun } from './whole-run/run.ts';
import { benchWorkbook } from './workbook/run.ts';

const benches: Readonly<Record<string, () => Promise<readonly BenchRow[]>>> = {
  plex: benchPlexWithDatabase,
  workbook: () => benchWorkbook(),
  'whole-run': () => benchWholeRun(),
  bot: () => benchBot(),
  tab: () => benchTab(),
};

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The Plex bench measures COPY as well when there is a database. */
async function benchPlexWithDatabase(): Promise<readonly BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-postgres-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres(folder, () => undefined);
  process.env.DATABASE_URL = postgres.url;
  try {
    return await benchPlex();
  } finally {
    delete process.env.DATABASE_URL;
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(name: string): Promise<readonly BenchRow[]> {
  say(`${name} …`);
  return (await benches[name]?.().catch((error: unknown) => [failed(name, error)])) ?? [];
}

/** A bench that breaks must not take the results of the others with it. */
function failed(what: string, error: unknown): BenchRow {
  const reason = error instanceof Error ? error.message : String(error);
  return { what, measured: `failed: ${reason.split('\n')[0]}`, target: 'to be measured', ok: false };
}

const page = join(repository, 'docs', 'benchmarks.md');

/** Puts a bench's rows into its part of the page; the other parts stay as they were measured. */
async function writeSection(name: string, rows: readonly BenchRow[]): Promise<void> {
  const before = sectionsOf(await readFile(page, 'utf8').catch(() => ''));
  const now = asSection(rows, new Date().toISOString().slice(0, 10));
  const sections = Object.keys(benches).flatMap((each) => {
    const text = each === name ? now : before.get(each);
    return text === undefined ? [] : [[each, text] as const];
  });
  await writeFile(page, asPage(new Map(sections)));
  say(`written: ${page}`);
}

async function main(wanted: readonly string[]): Promise<number> {
  const known = Object.keys(benches);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    say(`There is no bench "${unknown}". Known: ${known.join(', ')}.`);
    return 2;
  }
  const all: BenchRow[] = [];
  for (const name of wanted.length > 0 ? wanted : known) {
    const rows = await measure(name);
    await writeSection(name, rows);
    all.push(...rows);
  }
  process.stdout.write(`${asText(all)}\n`);
  return all.every((row) => row.ok) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
