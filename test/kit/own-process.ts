// A bot or a runner in a process of its own, to be killed, frozen and asked to end.
import { fileURLToPath } from 'node:url';
import { type Child, startChild, typescript } from '../../sandbox/src/world/child.ts';

export type OwnProcess = {
  readonly child: Child;
  /** What it has logged so far, one JSON object a line. */
  readonly lines: readonly string[];
  signal(name: NodeJS.Signals): void;
  end(): Promise<void>;
};

/** Starts a program of this repository, by its path from here, and waits until it says that it is ready. */
export async function startOwnProcess(
  name: string,
  path: string,
  env: Readonly<Record<string, string>>,
): Promise<OwnProcess> {
  const lines: string[] = [];
  const child = await startChild(name, {
    ...typescript(fileURLToPath(new URL(path, import.meta.url))),
    env,
    leash: true,
    line: (text) => lines.push(text),
  });
  const ready = new Promise<void>((resolve) => child.process.once('message', () => resolve()));
  await Promise.race([ready, child.exited]);
  if (child.process.exitCode !== null) throw new Error(`${name} did not start:\n${lines.join('\n')}`);
  return {
    child,
    lines,
    signal: (signalName) => void child.process.kill(signalName),
    end: () => child.stop('SIGKILL', 1_000),
  };
}
