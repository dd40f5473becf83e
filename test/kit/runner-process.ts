// A runner in a process of its own, to be killed, frozen and asked to end.

import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type RunView, viewRun } from '@repsys/core/node';
import { type Child, startChild, typescript } from '../../sandbox/src/world/child.ts';
import type { TestWorld } from './world.ts';

export type RunnerProcess = {
  readonly child: Child;
  /** What it has logged so far, one JSON object a line. */
  readonly lines: readonly string[];
  signal(name: NodeJS.Signals): void;
  end(): Promise<void>;
};

/** Starts runner/src/main.ts on the world's database, Redis and Plex, and waits until it is ready. */
export async function startRunnerProcess(
  world: TestWorld,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RunnerProcess> {
  const lines: string[] = [];
  const child = await startChild(name, {
    ...typescript(fileURLToPath(new URL('../../runner/src/main.ts', import.meta.url))),
    env: world.environment({ RUNNER_NAME: name, LOG_LEVEL: 'info', ...more }),
    leash: true,
    line: (text) => lines.push(text),
  });
  const ready = new Promise<void>((resolve) => child.process.once('message', () => resolve()));
  await Promise.race([ready, child.exited]);
  if (child.process.exitCode !== null) throw new Error(`the runner did not start:\n${lines.join('\n')}`);
  return {
    child,
    lines,
    signal: (signalName) => void child.process.kill(signalName),
    end: () => child.stop('SIGKILL', 1_000),
  };
}

/** Waits until a step of a run has one of these states. */
export async function untilStep(
  world: TestWorld,
  run: number,
  step: string,
  states: readonly string[],
): Promise<RunView> {
  for (let waited = 0; waited < 20_000; waited += 5) {
    const view = await viewRun(world.database, run);
    if (states.includes(view.steps.find((each) => each.name === step)?.status ?? '')) return view;
    if (view.status !== 'queued' && view.status !== 'running')
      throw new Error(`run ${run} ended: ${JSON.stringify(view.failure)}`);
    await delay(5);
  }
  throw new Error(`step ${step} was not reached`);
}
