// Child processes in groups of their own: Ctrl-C reaches the starter alone, which stops them in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

export type ChildOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly cwd?: string;
  /** A process of ours: ends by itself when the starter is gone. */
  readonly leash?: boolean;
  line(text: string): void;
};

/** A running process. `exited` resolves with its exit code, or its signal. */
export type Child = {
  readonly name: string;
  readonly process: ChildProcess;
  readonly exited: Promise<number | string>;
  /** Asks it to end with `signal`; kills it when it has not after `graceMs`. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
};

/** Starts a process; its output is told line by line. Rejects when it cannot be started. */
export async function startChild(name: string, options: ChildOptions): Promise<Child> {
  const { command, args, env, uid, gid, cwd, leash } = options;
  const child = spawn(command, args, {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', ...(leash ? (['ipc'] as const) : [])],
    env: { ...process.env, ...env },
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    ...(cwd !== undefined && { cwd }),
  });
  await once(child, 'spawn');
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on('line', options.line);
  const exited = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 1));
  });
  return { name, process: child, exited, stop: (signal, graceMs) => stop(child, exited, signal, graceMs) };
}

async function stop(
  child: ChildProcess,
  exited: Promise<unknown>,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const late = new AbortController();
  const grace = delay(graceMs, 'late', { signal: late.signal }).catch(() => 'exited');
  if ((await Promise.race([exited, grace])) === 'late') child.kill('SIGKILL');
  late.abort();
  await exited;
}

/** Arguments that run a TypeScript file of this repository with the Node.js of this process. */
export function typescript(file: string): { readonly command: string; readonly args: readonly string[] } {
  return { command: process.execPath, args: ['--import', import.meta.resolve('tsx'), file] };
}
