// A part that ends by itself comes back; one that cannot, or is told to stop, does not.
import { describe, expect, it } from 'vitest';
import { type Started, supervise } from './supervise.ts';

const atOnce = { most: 3, withinMs: 60_000, pauseMs: 1 };

/** Parts that end when they are told to; each start makes one more. */
function factory() {
  const made: { end(code: number | string): void; stopped: boolean }[] = [];
  const start = async (): Promise<Started> => {
    let end: (code: number | string) => void = () => undefined;
    const exited = new Promise<number | string>((resolve) => {
      end = resolve;
    });
    const part = { end, stopped: false };
    made.push(part);
    const stop = async () => {
      part.stopped = true;
      end('SIGTERM');
    };
    return { exited, stop };
  };
  return { made, start };
}

describe('a supervised part', () => {
  it('is started again when it has ended by itself, with one line', async () => {
    const { made, start } = factory();
    const lines: string[] = [];
    const part = await supervise(start, (line) => lines.push(line), atOnce);
    made[0]?.end('SIGKILL');
    await expect.poll(() => made.length).toBe(2);
    expect(lines).toEqual(['has ended (SIGKILL) and is started again']);
    await part.stop();
    expect(made.map(({ stopped }) => stopped)).toEqual([false, true]);
    expect(await part.exited).toBe('SIGTERM');
    expect(made).toHaveLength(2);
  });

  it('is given up when it ends again and again', async () => {
    const { made, start } = factory();
    const part = await supervise(start, () => undefined, atOnce);
    for (let round = 0; round < 4; round += 1) {
      await expect.poll(() => made.length).toBe(round + 1);
      made[round]?.end(78);
    }
    expect(await part.exited).toBe(78);
    expect(made).toHaveLength(4);
  });

  it('that cannot be started again counts as one that has ended', async () => {
    const { made, start } = factory();
    let works = true;
    const part = await supervise(
      () => (works ? start() : Promise.reject(new Error('no port'))),
      () => undefined,
      atOnce,
    );
    works = false;
    made[0]?.end(1);
    expect(await part.exited).toBe('no port');
  });

  it('says why its first start failed', async () => {
    await expect(
      supervise(
        () => Promise.reject(new Error('no port')),
        () => undefined,
        atOnce,
      ),
    ).rejects.toThrow('no port');
  });

  it('that is stopped while it is started again is stopped as well', async () => {
    const { made, start } = factory();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const part = await supervise(
      async () => {
        if (made.length > 0) await gate;
        return start();
      },
      () => undefined,
      atOnce,
    );
    made[0]?.end(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = part.stop();
    open();
    await stopped;
    await part.exited;
    expect(made.filter(({ stopped }) => !stopped)).toHaveLength(1);
  });
});
