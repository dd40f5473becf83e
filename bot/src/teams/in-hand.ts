// Work in hand: begun and not waited for, so many pieces at once, and all of them awaited at the end.
import { outside } from '@repsys/core/node';

export type InHand = {
  /** How many more may be begun now. */
  readonly room: number;
  begin(work: Promise<unknown>): void;
  /** Resolves when there is room. */
  roomAgain(): Promise<void>;
  /** Resolves when nothing is in hand; calls `late` when that takes longer than `patienceMs`. */
  idle(patienceMs?: number, late?: () => void): Promise<void>;
};

/** At most `most` pieces at once where that is looked after; what they throw is theirs to tell. */
export function openInHand(most = Number.POSITIVE_INFINITY): InHand {
  const all = new Set<Promise<void>>();
  return {
    get room() {
      return most - all.size;
    },
    begin(work) {
      const piece: Promise<void> = work.then(
        () => void all.delete(piece),
        () => void all.delete(piece),
      );
      all.add(piece);
    },
    async roomAgain() {
      while (all.size >= most) await Promise.race(all);
    },
    async idle(patienceMs, late) {
      const timer = late && setTimeout(late, patienceMs);
      while (all.size > 0) await Promise.all(all);
      clearTimeout(timer);
    },
  };
}

/** What `work` throws is its own to tell, and lost here. Calls `work` now, on behalf of nobody in particular; called again while it is at work, once more afterwards. */
export function coalescing(work: () => Promise<void>): { call(): void; idle(): Promise<void> } {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await work().catch(() => undefined);
    } while (again);
    running = undefined;
  };
  return {
    call() {
      again = true;
      running ??= outside(() => Promise.resolve().then(run));
    },
    idle: async () => running,
  };
}
