// A runner in a process of its own, to be killed, frozen and asked to end.
import { setTimeout as delay } from 'node:timers/promises';
import { type RunView, viewRun } from '@repsys/core/node';
import { type OwnProcess, startOwnProcess } from './own-process.ts';
import type { TestWorld } from './world.ts';

export type RunnerProcess = OwnProcess;

/** Starts runner/src/main.ts on the world's database, Redis and Plex, and waits until it is ready. */
export async function startRunnerProcess(
  world: Pick<TestWorld, 'environment'>,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RunnerProcess> {
  const env = world.environment({ RUNNER_NAME: name, LOG_LEVEL: 'info', ...more });
  return startOwnProcess(name, '../../runner/src/main.ts', env);
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
