// Who is measured, and how each is made ready. A contender that cannot run here says why in one line.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const peers = fileURLToPath(new URL('./peers/', import.meta.url));

/** The command gets the file's path and the number of rows, and prints `{"cpuS":…,"rssMb":…}` in its last line. */
export type Command = readonly [program: string, ...args: string[]];
export type Contender = {
  readonly name: string;
  /** How many times slower than ours it should be at least. */
  readonly target: number;
  readonly prepare: (folder: string) => Promise<Command>;
};

export const ours: Contender = {
  name: 'ours',
  target: 1,
  prepare: async () => [process.execPath, '--import', import.meta.resolve('tsx'), join(peers, 'ours.ts')],
};

/** `prepare` rejects where a compiler, a library or the network is absent. */
export const others: readonly Contender[] = [
  { name: 'libxlsxwriter constant_memory (C)', target: 2, prepare: compile },
  { name: 'Python XlsxWriter constant_memory', target: 5, prepare: findPython },
  { name: 'exceljs 4.4.0 WorkbookWriter', target: 5, prepare: install },
];

async function compile(folder: string): Promise<Command> {
  const program = join(folder, 'libxlsxwriter');
  await run('gcc', ['-O2', join(peers, 'libxlsxwriter.c'), '-o', program, '-lxlsxwriter']);
  return [program];
}

async function findPython(): Promise<Command> {
  // The system's own Python first: distributions pack XlsxWriter for it.
  for (const python of ['/usr/bin/python3', 'python3']) {
    const found = await run(python, ['-c', 'import xlsxwriter']).then(
      () => true,
      () => false,
    );
    if (found) return [python, join(peers, 'xlsxwriter_peer.py')];
  }
  throw new Error('no Python with XlsxWriter');
}

async function install(): Promise<Command> {
  if (!existsSync(join(peers, 'node_modules', 'exceljs'))) {
    await run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: peers });
  }
  return [process.execPath, join(peers, 'exceljs.mjs')];
}
