// Doing something again and again, with a pause in between, until told to stop.

/** Calls `work` now and then `everyMs` after each turn has ended. `stop` waits for the turn in hand. Trouble is told, never thrown. */
export function repeat(
  everyMs: number,
  work: () => Promise<unknown>,
  onTrouble: (error: unknown) => void,
): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const attempt = async () => {
    try {
      await work();
    } catch (error) {
      onTrouble(error);
    }
  };
  const next = () => {
    turn = attempt().finally(() => {
      if (!stopped) timer = setTimeout(next, everyMs);
    });
  };
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await turn;
    },
  };
}
