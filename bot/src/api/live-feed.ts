// What happens to runs, numbered and remembered for a short while, so that a reader who was away can catch up.
import { randomUUID } from 'node:crypto';
import type { LivePlace, LiveServerMessage, ProgressEvent, RunStatus } from '@repsys/core';

/** One event; `lists`: the run was accepted, taken up or ended, so lists have changed. `persons`: its askers. */
export type LiveEvent = {
  readonly event: number;
  readonly progress: ProgressEvent;
  readonly lists: boolean;
  readonly persons: readonly string[];
};

export type LiveFeed = {
  /** Where the feed is now. */
  place(): LivePlace;
  /** To be called with every progress event, in order. */
  hear(progress: ProgressEvent): void;
  /** Something was missed: places from before are no longer known. */
  forget(): void;
  /** What came after a place; undefined when that is no longer known. */
  since(place: LivePlace): readonly LiveEvent[] | undefined;
  /** Calls `tell` with every event to come, until the returned function is called. */
  follow(tell: (event: LiveEvent) => void): () => void;
  /** Waits for events that are being looked up. */
  settled(): Promise<void>;
};

export type FeedParts = {
  /** The Entra ids of the askers of these runs, by run. */
  askersOf(runs: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>>;
  /** How many events are remembered. */
  readonly most?: number;
  /** Told when a follower throws: the others hear all the same. */
  readonly onTrouble?: (error: unknown) => void;
};

type Known = { readonly status: RunStatus; readonly persons: readonly string[] };

const mostRemembered = 2_000;

/** Opens a feed of its own numbering. Askers are looked up whenever a run's status moves, together for all that came meanwhile. */
export function openFeed({ askersOf, most = mostRemembered, onTrouble = () => undefined }: FeedParts): LiveFeed {
  const stream = randomUUID();
  const kept: LiveEvent[] = [];
  const followers = openFollowers(onTrouble);
  const known = new Map<number, Known>();
  let count = 0;
  let turn = Promise.resolve();
  const waiting: ProgressEvent[] = [];
  const add = (progress: ProgressEvent, askers: Askers | undefined) => {
    const event = { event: ++count, progress, ...learn(known, progress, askers) };
    kept.push(event);
    if (kept.length > most) kept.shift();
    followers.tell(event);
  };
  const lookUp = async (runs: readonly number[]) => askersOf(runs).catch(() => undefined);
  const addAll = async () => {
    const events = waiting.splice(0);
    const moved = events.filter(({ run, status }) => known.get(run)?.status !== status).map(({ run }) => run);
    const askers = moved.length > 0 ? await lookUp([...new Set(moved)]) : undefined;
    for (const event of events) add(event, askers);
  };
  return {
    place: () => ({ stream, event: count }),
    hear(progress) {
      waiting.push(progress);
      if (waiting.length === 1) turn = turn.then(addAll);
    },
    forget() {
      kept.length = 0;
      count += 1;
    },
    since: (place) => sincePlace(kept, { stream, event: count }, place),
    follow: followers.follow,
    settled: () => turn,
  };
}

type Askers = ReadonlyMap<number, readonly string[]>;

/** Whether lists have changed by this, and whose run it is. */
function learn(known: Map<number, Known>, { run, status }: ProgressEvent, askers: Askers | undefined) {
  const before = known.get(run);
  const lists = before?.status !== status;
  const persons = (lists ? askers?.get(run) : undefined) ?? before?.persons ?? [];
  if (isOpen(status)) known.set(run, { status, persons });
  else known.delete(run);
  return { lists, persons };
}

/** Nobody misses an event because of one who cannot take it. */
function openFollowers(onTrouble: (error: unknown) => void) {
  const followers = new Set<(event: LiveEvent) => void>();
  const tellOne = (follower: (event: LiveEvent) => void, event: LiveEvent) => {
    try {
      follower(event);
    } catch (error) {
      onTrouble(error);
    }
  };
  return {
    follow(follower: (event: LiveEvent) => void) {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
    tell(event: LiveEvent) {
      for (const follower of followers) tellOne(follower, event);
    },
  };
}

const isOpen = (status: RunStatus): boolean => status === 'queued' || status === 'running';

function sincePlace(kept: readonly LiveEvent[], now: LivePlace, place: LivePlace): readonly LiveEvent[] | undefined {
  const oldest = now.event - kept.length;
  if (place.stream !== now.stream || place.event > now.event || place.event < oldest) return undefined;
  return kept.slice(place.event - oldest);
}

/** The event as one reader hears it. */
export function messagesOf({ event, progress, lists, persons }: LiveEvent, person: string): LiveServerMessage[] {
  const mine = persons.includes(person);
  const { run, company, status } = progress;
  const moved = { type: 'run', event, mine, progress } as const;
  return lists ? [moved, { type: 'queue', event, mine, run, company, status }] : [moved];
}

/** Whether an event belongs to one of the topics; null takes everything. */
export function isWanted({ progress, persons }: LiveEvent, person: string, topics: readonly string[] | null): boolean {
  if (topics === null) return true;
  const names = [`company:${progress.company}`, `run:${progress.run}`, ...(persons.includes(person) ? ['mine'] : [])];
  return names.some((name) => topics.includes(name));
}
