// The socket: says hello, hears what moves, comes back after a break and asks for what it missed.
import {
  type LiveClientMessage,
  type LivePlace,
  type LiveServerMessage,
  liveClose,
  livePath,
  liveServerSchema,
} from '@repsys/core';
import type { SignIn } from '../teams/sign-in.ts';

/** live: every change comes by itself. stale: it does not, or nobody knows, for now. signIn: it will not without a new sign-in. */
export type LiveState = 'connecting' | 'live' | 'stale' | 'signIn';

export type Live = {
  state(): LiveState;
  /** When something was last heard, ms since the epoch. */
  heardAt(): number | undefined;
  /** Tells every message that is about runs, and every resync. Returns what ends the telling. */
  onMessage(tell: (message: LiveServerMessage) => void): () => void;
  onState(tell: () => void): () => void;
  close(): void;
};

/** The wait before the next try, ms: longer each time, never all readers at once. */
export const backoff = (tries: number, random = Math.random()): number =>
  Math.min(30_000, 500 * 2 ** Math.min(tries, 6)) * (0.5 + random / 2);

/** A hello comes again this long before the token ends. */
const renewBeforeMs = 60_000;

/** Connects, and stays connected until `close`. */
export function openLive(signIn: SignIn, now: () => number = Date.now): Live {
  const line = new LiveLine(signIn, now);
  void line.connect();
  return {
    state: () => line.state,
    heardAt: () => line.heardAt,
    onMessage: (tell) => subscribe(line.hearers, tell),
    onState: (tell) => subscribe(line.watchers, tell),
    close: () => line.close(),
  };
}

function subscribe<Tell>(tellers: Set<Tell>, tell: Tell): () => void {
  tellers.add(tell);
  return () => void tellers.delete(tell);
}

/** A page that has heard nothing for so long says so, and connects anew. */
const silentMs = 20_000;

/** One socket after the other: the lifecycle lives here. Each try is a generation; what an older one still does counts for nothing. */
class LiveLine {
  readonly hearers = new Set<(message: LiveServerMessage) => void>();
  readonly watchers = new Set<() => void>();
  state: LiveState = 'connecting';
  heardAt: number | undefined;
  private generation = 0;
  private socket: WebSocket | undefined;
  private place: LivePlace | undefined;
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private renewal: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private readonly signIn: SignIn;
  private readonly now: () => number;

  constructor(signIn: SignIn, now: () => number) {
    this.signIn = signIn;
    this.now = now;
    addEventListener('online', this.hurry);
  }

  readonly connect = async (): Promise<void> => {
    this.drop();
    const generation = this.generation;
    const isCurrent = () => generation === this.generation;
    this.listen();
    const token = await this.signIn.liveToken().catch(() => undefined);
    if (!isCurrent()) return;
    if (token === undefined) return this.again();
    const socket = new WebSocket(new URL(livePath, location.origin.replace(/^http/, 'ws')));
    this.socket = socket;
    socket.onopen = () => isCurrent() && this.hello(socket, token);
    socket.onmessage = ({ data }) => isCurrent() && this.hear(String(data));
    socket.onclose = ({ code }) => isCurrent() && this.ended(code);
  };

  close(): void {
    removeEventListener('online', this.hurry);
    this.drop();
  }

  /** Ends this generation: its socket, its timers, whatever it waits for. */
  private drop(): void {
    this.generation += 1;
    for (const timer of [this.retry, this.renewal, this.silence]) clearTimeout(timer);
    this.socket?.close();
    this.socket = undefined;
  }

  private hello(socket: WebSocket, token: string): void {
    const message: LiveClientMessage = { type: 'hello', token, ...(this.place && { since: this.place }) };
    socket.send(JSON.stringify(message));
  }

  private hear(text: string): void {
    this.listen();
    const message = liveServerSchema.safeParse(parseJson(text)).data;
    if (!message) return;
    if (!('fresh' in message) || message.fresh !== false) this.heardAt = this.now();
    if (message.type === 'welcome') {
      this.welcome(message);
      return;
    }
    if (message.type === 'beat') this.judge(message.fresh);
    if (message.type === 'resync') this.place = { stream: message.stream, event: message.event };
    else if ('event' in message && this.place) this.place = { ...this.place, event: message.event };
    for (const tell of this.hearers) tell(message);
  }

  private welcome(message: Extract<LiveServerMessage, { type: 'welcome' }>): void {
    const { stream, event } = message;
    // What was fetched before the first welcome may have moved since then, and nobody has told.
    if (!this.place) for (const tell of this.hearers) tell({ type: 'resync', stream, event });
    this.place = { stream, event };
    this.tries = 0;
    clearTimeout(this.renewal);
    this.renewal = setTimeout(() => void this.renew(), Math.max(1_000, message.expiresAt - this.now() - renewBeforeMs));
    this.judge(message.fresh);
  }

  /** The line is there; whether the server itself hears what happens is another matter. */
  private judge(fresh: boolean | undefined): void {
    this.become(fresh === false ? 'stale' : 'live');
  }

  private async renew(): Promise<void> {
    const generation = this.generation;
    const token = await this.signIn.liveToken().catch(() => undefined);
    const { socket } = this;
    if (token === undefined || generation !== this.generation || socket?.readyState !== WebSocket.OPEN) return;
    this.hello(socket, token);
  }

  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.again(), silentMs);
  }

  private ended(code: number): void {
    if (code === liveClose.signIn && this.tries > 2) {
      this.drop();
      this.become('signIn');
    } else this.again();
  }

  private again(): void {
    this.drop();
    this.become('stale');
    this.retry = setTimeout(this.connect, backoff(this.tries++));
  }

  /** The network has changed: a socket of the old one may be dead without a word. */
  private readonly hurry = (): void => {
    if (this.state !== 'signIn') void this.connect();
  };

  private become(state: LiveState): void {
    if (this.state === state) return;
    this.state = state;
    for (const tell of this.watchers) tell();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
