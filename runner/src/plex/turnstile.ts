// A bound on calls in flight, one for each company: first come, first served, and nobody waits after an abort.

/** `pass` resolves with the function that gives the place back; it rejects with the signal's reason. */
export type Turnstile = { pass(key: string, signal: AbortSignal): Promise<() => void> };

type Gate = { inside: number; readonly waiting: Set<() => void> };

/** Lets at most `places` callers of one key through at the same time. */
export function createTurnstile(places: number): Turnstile {
  const gates = new Map<string, Gate>();
  const leave = (key: string, gate: Gate): void => {
    gate.inside -= 1;
    const [next] = gate.waiting;
    if (next) next();
    else if (gate.inside === 0) gates.delete(key);
  };
  return {
    async pass(key, signal) {
      signal.throwIfAborted();
      const gate = gates.get(key) ?? { inside: 0, waiting: new Set() };
      gates.set(key, gate);
      if (gate.inside >= places) await turn(gate, signal);
      else gate.inside += 1;
      return once(() => leave(key, gate));
    },
  };
}

/** Waits until somebody leaves; the place is taken before the promise settles, so that nobody slips in between. */
function turn(gate: Gate, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      gate.waiting.delete(enter);
      signal.removeEventListener('abort', giveUp);
      gate.inside += 1;
      resolve();
    };
    const giveUp = (): void => {
      gate.waiting.delete(enter);
      reject(signal.reason);
    };
    gate.waiting.add(enter);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
