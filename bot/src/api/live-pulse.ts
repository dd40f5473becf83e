// Whether what happens reaches this bot: a word of its own goes through Redis and is heard where events are heard, and the record answers.
import { randomUUID } from 'node:crypto';
import { type Database, inTime, onPulse, publishPulse, repeat } from '@repsys/core/node';
import type { Redis } from 'ioredis';

export type Pulse = {
  /** Whether it did at the last look. */
  isFresh(): boolean;
  /** Calls `tell` whenever that changes. What was told while it did not is lost. */
  onChange(tell: (fresh: boolean) => void): void;
  stop(): Promise<void>;
};

/** `hearing`: the connection on which events are heard. */
export type PulseParts = { readonly database: Database; readonly redis: Redis; readonly hearing: Redis };

const everyMs = 3_000;
/** With the pause well below the 20 s after which a page says that it hears nothing. */
const patienceMs = 4_000;

/** Looks again and again, until it is stopped. */
export function startPulse({ database, redis, hearing }: PulseParts): Pulse {
  const watchers = new Set<(fresh: boolean) => void>();
  const awaited = new Map<string, () => void>();
  let fresh = false;
  const become = (now: boolean) => {
    if (fresh === now) return;
    fresh = now;
    for (const tell of watchers) tell(now);
  };
  const lose = () => become(false);
  const hush = onPulse(hearing, (word) => awaited.get(word)?.());
  hearing.on('close', lose);
  const hearOneself = async () => {
    const word = randomUUID();
    const heard = new Promise<void>((resolve) => awaited.set(word, resolve));
    const both = Promise.all([publishPulse(redis, word), heard]);
    await inTime(both, patienceMs, 'A word of our own').finally(() => awaited.delete(word));
  };
  const look = async () => {
    await Promise.all([hearOneself(), inTime(database.pool.query('select 1'), patienceMs, 'PostgreSQL')]);
    become(true);
  };
  const looks = repeat(everyMs, look, lose);
  return {
    isFresh: () => fresh,
    onChange: (tell) => void watchers.add(tell),
    async stop() {
      hush();
      hearing.off('close', lose);
      await looks.stop();
    },
  };
}
