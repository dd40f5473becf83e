// One reader of the live feed: signs in with the first message, hears what they may see, until their token ends.
import { isCode, type LiveClientMessage, type LiveServerMessage, liveClientSchema, liveClose } from '@repsys/core';
import type { Person } from '../access.ts';
import type { Caller, SignIn } from '../auth/caller.ts';
import type { RequestDesk } from '../request-desk.ts';
import { isWanted, type LiveEvent, type LiveFeed, messagesOf } from './live-feed.ts';
import type { Pulse } from './live-pulse.ts';

export type LiveParts = {
  readonly feed: LiveFeed;
  readonly desk: Pick<RequestDesk, 'maySee' | 'line'>;
  readonly signIn: SignIn;
  readonly pulse: Pick<Pulse, 'isFresh' | 'onChange'>;
};

/** The connection, as far as a reader needs it. */
export type Line = {
  readonly beatMs: number;
  send(message: LiveServerMessage): void;
  close(code: number): void;
};

export type Reader = {
  take(text: string): void;
  isSignedIn(): boolean;
  beat(): void;
  /** Whether events reach the server has changed. */
  pulse(fresh: boolean): void;
  end(): void;
};

type Hello = Extract<LiveClientMessage, { type: 'hello' }>;
type State = {
  caller: Caller | undefined;
  topics: readonly string[] | null;
  unfollow: (() => void) | undefined;
  expiry: NodeJS.Timeout | undefined;
  ended: boolean;
};

/** Messages are taken one after the other. */
export function openReader(parts: LiveParts, line: Line): Reader {
  const state: State = { caller: undefined, topics: null, unfollow: undefined, expiry: undefined, ended: false };
  let turn = Promise.resolve();
  const beat = () => {
    if (state.caller) line.send({ type: 'beat', event: parts.feed.place().event, fresh: parts.pulse.isFresh() });
  };
  return {
    take(text) {
      turn = turn
        .then(() => obey(parts, line, state, messageIn(text)))
        .catch((error: unknown) => line.close(closeCodeOf(error)));
    },
    isSignedIn: () => state.caller !== undefined,
    beat,
    pulse(fresh) {
      beat();
      if (state.caller && fresh) line.send({ type: 'resync', ...parts.feed.place() });
    },
    end() {
      state.ended = true;
      state.unfollow?.();
      clearTimeout(state.expiry);
    },
  };
}

const tryAgainLater = 1013;

/** What cannot be verified now may be good in a moment; anything else was not good. */
const closeCodeOf = (error: unknown): number =>
  isCode(error, 'REQUEST_NOT_SIGNED_IN') ? liveClose.signIn : tryAgainLater;

function messageIn(text: string): LiveClientMessage | undefined {
  try {
    return liveClientSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function obey(parts: LiveParts, line: Line, state: State, message: LiveClientMessage | undefined): Promise<void> {
  if (message?.type === 'hello') return greet(parts, line, state, message);
  if (!message || !state.caller) return line.close(liveClose.protocol);
  state.topics = await grantedOf(parts, line, state.caller.person, message.topics);
}

/** The first hello opens the feed; a later one, of the same person, only brings a fresh token. */
async function greet(parts: LiveParts, line: Line, state: State, hello: Hello): Promise<void> {
  const credential = hello.token.startsWith('Development ') ? hello.token : `Bearer ${hello.token}`;
  const caller = await parts.signIn.signIn(credential);
  if (state.caller && state.caller.person.id !== caller.person.id) return line.close(liveClose.signIn);
  const topics = hello.topics && (await grantedOf(parts, line, caller.person, hello.topics));
  if (state.ended) return;
  if (topics !== undefined) state.topics = topics;
  state.caller = caller;
  clearTimeout(state.expiry);
  state.expiry = setTimeout(() => expire(line), Math.min(Math.max(caller.expiresAt - Date.now(), 0), mostTimerMs));
  welcome(parts, line, state, hello);
}

const mostTimerMs = 2 ** 31 - 1;

function expire(line: Line): void {
  line.send({ type: 'expired' });
  line.close(liveClose.signIn);
}

/** From here to the last missed event nothing may wait, or an event would be told twice or never. */
function welcome({ feed, desk, pulse }: LiveParts, line: Line, state: State, { since }: Hello): void {
  const { caller } = state;
  if (!caller) return;
  const tell = (event: LiveEvent) => {
    const { person } = caller;
    if (!desk.maySee(person, event.progress.company) || !isWanted(event, person.id, state.topics)) return;
    for (const message of messagesOf(event, person.id)) line.send(message);
  };
  const missed = since && feed.since(since);
  const place = feed.place();
  const { expiresAt } = caller;
  const fresh = pulse.isFresh();
  line.send({ type: 'welcome', ...place, ...(missed && since), expiresAt, beatMs: line.beatMs, fresh });
  if (since && !missed) line.send({ type: 'resync', ...place });
  state.unfollow?.();
  for (const event of missed ?? []) tell(event);
  state.unfollow = feed.follow(tell);
}

/** The topics that the person may hear; each other one is refused by name. Null asks for everything. */
async function grantedOf(
  { desk }: LiveParts,
  line: Line,
  person: Person,
  topics: readonly string[] | null,
): Promise<readonly string[] | null> {
  if (topics === null) return null;
  const granted: string[] = [];
  for (const topic of topics) {
    if (await isGranted(desk, person, topic)) granted.push(topic);
    else line.send({ type: 'refused', topic });
  }
  return granted;
}

async function isGranted(desk: LiveParts['desk'], person: Person, topic: string): Promise<boolean> {
  const [kind, number] = topic.split(':');
  if (kind === 'mine') return true;
  if (kind === 'company') return desk.maySee(person, Number(number));
  return desk.line(person, Number(number)).then(
    () => true,
    (error: unknown) => {
      // A record that is away refuses nobody: the connection is closed, and comes again.
      if (isCode(error, 'REQUEST_RUN_UNKNOWN')) return false;
      throw error;
    },
  );
}
