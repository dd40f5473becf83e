// Parts of a world that end by themselves are started again, so that a developer can kill one and watch the others go on.
import { setTimeout as delay } from 'node:timers/promises';

/** Something that was started; `exited` resolves when it has ended, by itself or not. */
export type Started = { readonly exited: Promise<number | string>; stop(): Promise<void> };

/** How often within which time a part is started again, and how long after its end. */
export type Restarts = { readonly most: number; readonly withinMs: number; readonly pauseMs: number };

const fewRestarts: Restarts = { most: 5, withinMs: 60_000, pauseMs: 500 };

/**
 * Starts a part, and again each time it ends by itself, telling `line`; `start` is given what was started first, so that
 * it can take the same port. `exited` resolves when the part was stopped, or has ended more than five times in a minute.
 * Rejects when the first start fails.
 * @example const { first } = await supervise((first) => startRedis(folder, log, { port: first?.port }), log);
 */
export async function supervise<Part extends Started>(
  start: (first?: Part) => Promise<Part>,
  line: (text: string) => void,
  { most, withinMs, pauseMs }: Restarts = fewRestarts,
): Promise<Started & { readonly first: Part }> {
  let current = start();
  const first = await current;
  let stopping = false;
  let ends: readonly number[] = [];

  async function untilStopped(): Promise<number | string> {
    for (;;) {
      const code = await current.then(({ exited }) => exited, reasonOf);
      const now = Date.now();
      ends = [...ends.filter((each) => each > now - withinMs), now];
      if (stopping || ends.length > most) return code;
      line(`has ended (${code}) and is started again`);
      await delay(pauseMs);
      if (stopping) return code;
      current = start(first);
    }
  }

  const exited = untilStopped();
  const stop = async () => {
    stopping = true;
    await current.then(
      (part) => part.stop(),
      () => undefined,
    );
  };
  return { first, exited, stop };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
