// `npm start` whose parts are killed one after the other: each comes back with one line, and what was accepted is finished.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { typescript } from '../sandbox/src/world/child.ts';

let folder: string;
let environment: Readonly<Record<string, string | undefined>>;
let world: Process;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repsys-recovery-'));
  await chmod(folder, 0o755);
  const size = { SANDBOX_ACCOUNTS: '400', SANDBOX_MOVING_ACCOUNTS: '80' };
  environment = { ...process.env, NO_COLOR: '1', REPSYS_DATA: join(folder, 'data'), ...size };
  world = begin('start', []);
  await until(() => world.said().includes('Everything is up'), world.said);
});
afterAll(async () => {
  world?.child.kill('SIGINT');
  if (world) await world.ended;
  await rm(folder, { recursive: true, force: true });
});

type Process = ReturnType<typeof begin>;

function begin(script: string, words: readonly string[]) {
  const { command, args } = typescript(fileURLToPath(new URL(`../sandbox/src/${script}.ts`, import.meta.url)));
  const child = spawn(command, [...args, ...words], { env: environment });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk;
    });
  return { child, said: () => text, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** Kills the process of the world whose command line has these words. */
function kill(words: RegExp): void {
  const rows = execFileSync('ps', ['-ww', '-o', 'pid=,args=', '--ppid', String(world.child.pid)], { encoding: 'utf8' });
  const row = rows.split('\n').find((line) => words.test(line));
  if (row === undefined) throw new Error(`no process ${words} among\n${rows}`);
  process.kill(Number.parseInt(row, 10), 'SIGKILL');
}

const times = (line: string): number => world.said().split(line).length - 1;

it('a run whose runner, Redis and PostgreSQL are killed is finished, and its report waits for it', async () => {
  const report = begin('report', ['TB', '2024-03', '--out', join(folder, 'tb.xlsx')]);
  await until(() => report.said().includes('step 2 of 8'), report.said);
  kill(/runner\/src\/main/);
  await until(() => times('runner has ended (SIGKILL) and is started again') === 1, world.said);
  kill(/redis/);
  kill(/bin\/postgres/);
  await until(() => times('redis has ended') + times('postgres has ended') === 2, world.said);
  expect([await report.ended, report.said()]).toEqual([0, expect.stringMatching(/^TIED/m)]);
});

it('the bot and the chat window come back at the same addresses', async () => {
  const [, address = ''] = /ready address=(\S+)/.exec(world.said()) ?? [];
  const [, chat = ''] = /^Open {2}(\S+)/m.exec(world.said()) ?? [];
  for (const [words, line] of [
    [/bot\/src\/main/, 'bot has ended (SIGKILL) and is started again'],
    [/playground-process/, 'chat     has ended (SIGKILL) and is started again'],
  ] as const) {
    kill(words);
    await until(() => times(line) === 1, world.said);
  }
  for (const url of [`${address}/health/live`, chat]) await until(() => answers(url), world.said);
});

it('nothing is said fifty times', () => {
  // What a line is about, without its facts; the steps of runs are told one by one.
  const told = world
    .said()
    .split('\n')
    .map((line) => line.replace(/ \S*=.*/, ''));
  const often = [...new Set(told)].filter((line) => told.filter((each) => each === line).length > 15);
  expect(often.filter((line) => line && !/^runner +step/.test(line))).toEqual([]);
});

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

async function until(condition: () => boolean | Promise<boolean>, state: () => string): Promise<void> {
  for (let waited = 0; waited < 100_000; waited += 100) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(state());
}
