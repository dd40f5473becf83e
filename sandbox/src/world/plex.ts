// The Plex of a world: the sandbox's as a child process, or a real one by its address.
import { join } from 'node:path';
import { type Child, startChild, typescript } from './child.ts';
import type { Running, WorldOptions } from './parts.ts';
import { repository } from './places.ts';

/** Where it is, whose books it has, and the settings that let a runner in. */
export type PlexPart = {
  readonly url: string;
  readonly companies: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
};

/** The Plex that the environment names. */
export function realPlex(environment: WorldOptions['environment']): PlexPart {
  const companies = (environment.PLEX_COMPANIES ?? '').split(',').filter(Boolean).map(Number);
  return { url: environment.PLEX_URL ?? '', companies, environment: {} };
}

type SandboxReady = {
  readonly url: string;
  readonly source: string;
  readonly companies: readonly { number: number; name: string; user: string; password: string }[];
};

/** Starts the sandbox's Plex. */
export async function sandboxPlex(options: WorldOptions, running: Running[]): Promise<PlexPart> {
  const { ready, child } = await startSandbox(options);
  running.push({ part: 'plex', stop: () => child.stop('SIGTERM', 3_000), exited: child.exited });
  const companies = ready.companies.map(({ number }) => Number(number));
  options.say('world', `the sandbox Plex is up: ${ready.url}`);
  return { url: ready.url, companies, environment: plexEnvironment(ready, companies) };
}

function plexEnvironment(
  { url, source, companies }: SandboxReady,
  numbers: readonly number[],
): Readonly<Record<string, string>> {
  const accounts = companies.flatMap(({ number, name, user, password }) => [
    [`PLEX_${number}_NAME`, name],
    [`PLEX_${number}_USER`, user],
    [`PLEX_${number}_PASSWORD`, password],
  ]);
  return { PLEX_URL: url, PLEX_SOURCE: source, PLEX_COMPANIES: numbers.join(','), ...Object.fromEntries(accounts) };
}

async function startSandbox({
  environment,
  today,
  books,
  say,
}: WorldOptions): Promise<{ ready: SandboxReady; child: Child }> {
  const errors: string[] = [];
  let resolve: (ready: SandboxReady) => void = () => undefined;
  const listening = new Promise<SandboxReady>((done) => {
    resolve = done;
  });
  const child = await startChild('plex', {
    ...typescript(join(repository, 'sandbox/src/plex/main.ts')),
    env: { ...environment, REPSYS_TODAY: today, SANDBOX_BOOKS: books },
    leash: true,
    line(text) {
      if (text.startsWith('{"ready":true')) return resolve(JSON.parse(text) as SandboxReady);
      errors.push(text);
      say('plex', text);
    },
  });
  const ended = child.exited.then((code): never => {
    throw new Error(`The sandbox Plex did not start (${code}).\n${errors.join('\n')}`);
  });
  return { ready: await Promise.race([listening, ended]), child };
}
