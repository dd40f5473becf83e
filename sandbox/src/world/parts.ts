// The parts of a world, and what each of them is told at its start.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Child, startChild, typescript } from './child.ts';
import { repository } from './places.ts';
import { type Started, supervise } from './supervise.ts';

/** What to take from outside (`environment`: DATABASE_URL, REDIS_URL, PLEX_URL …), and how to tell what happens. */
export type WorldOptions = {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly today?: string;
  readonly books?: string;
  readonly graceSeconds: number;
  /** With the bot, and a chat window to talk to it. */
  readonly chat?: boolean;
  say(part: Part, line: string): void;
};
export type Part = 'world' | 'postgres' | 'redis' | 'plex' | 'runner' | 'bot' | 'chat' | 'teams';

/** A started part; `exited` resolves when it has ended, by itself or not. */
export type Running = {
  readonly part: Part;
  readonly exited: Promise<number | string>;
  stop(): Promise<void>;
};

/**
 * Starts a part and returns what was started first. A world that people watch starts it again when it ends by itself; one
 * that is there for a single report ends with it.
 */
export async function keepUp<P extends Started>(
  { chat, say }: WorldOptions,
  running: Running[],
  part: Part,
  start: (first?: P) => Promise<P>,
): Promise<P> {
  if (chat) {
    const { first, exited, stop } = await supervise(start, (line) => say('world', `${part} ${line}`));
    running.push({ part, exited, stop });
    return first;
  }
  const started = await start();
  running.push({ part, exited: started.exited, stop: started.stop });
  return started;
}

/** Where the record and the queue are. */
export type Ground = { readonly databaseUrl: string; readonly redisUrl: string };

/** Starts a process of ours and waits until it says that it is ready. It ends by `stop`, within its grace and a second. */
export async function startPart(
  part: 'runner' | 'bot',
  { environment, today, graceSeconds, say }: WorldOptions,
  more: Readonly<Record<string, string | undefined>>,
): Promise<Running> {
  const child: Child = await startChild(part, {
    ...typescript(join(repository, part, 'src/main.ts')),
    env: { ...environment, SHUTDOWN_GRACE_S: String(graceSeconds), REPSYS_TODAY: today, ...more },
    leash: true,
    line: (text) => say(part, text),
  });
  const ready = new Promise<void>((resolve) => child.process.once('message', () => resolve()));
  const ended = child.exited.then((code): never => {
    throw new Error(`The ${part} did not start (${code}); its last lines are above.`);
  });
  await Promise.race([ready, ended]);
  return { part, stop: () => child.stop('SIGTERM', (graceSeconds + 1) * 1_000), exited: child.exited };
}

/** Starts the runner on its Plex. */
export function startRunner(
  options: WorldOptions,
  { databaseUrl, redisUrl }: Ground,
  more: {
    readonly deliveryFolder: string;
    readonly plex: Readonly<Record<string, string>>;
    readonly secret: string;
  },
): Promise<Running> {
  return startPart('runner', options, {
    ...more.plex,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    RUNNER_FOLDER: join(options.folder, 'runner'),
    RUNNER_NAME: `laptop-${randomBytes(2).toString('hex')}`,
    DELIVERY_FOLDER: more.deliveryFolder,
    REPSYS_DEVELOPMENT_SECRET: more.secret,
  });
}
