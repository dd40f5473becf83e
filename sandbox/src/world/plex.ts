// The Plex of a world: the sandbox's, served by this process, or a real one by its address.
import { optionsFrom } from '../plex/config.ts';
import { type PlexSandbox, startPlexSandbox } from '../plex/server.ts';
import { onSomePort, usualPorts } from './free-port.ts';
import type { Running, WorldOptions } from './parts.ts';

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

/** Starts the sandbox's Plex. Throws ConfigProblems, CsvProblems or RangeError when it is set up wrongly. */
export async function sandboxPlex(options: WorldOptions, running: Running[]): Promise<PlexPart> {
  const { environment, today, books, chat, say } = options;
  const chosen = optionsFrom({ ...environment, REPSYS_TODAY: today, SANDBOX_BOOKS: books });
  const start = (port: number) => startPlexSandbox({ ...chosen, port });
  const plex = await onSomePort(chosen.port || undefined, start, chat ? usualPorts.plex : undefined);
  running.push({ part: 'plex', stop: plex.close, exited: new Promise(() => undefined) });
  for (const warning of plex.warnings) say('plex', `warning: ${warning}`);
  say('world', `the sandbox Plex is up: ${plex.url}`);
  return { url: plex.url, companies: plex.companies.map(({ number }) => number), environment: settingsFor(plex) };
}

function settingsFor({ url, source, companies }: PlexSandbox): Readonly<Record<string, string>> {
  const accounts = companies.flatMap(({ number, name, user, password }) => [
    [`PLEX_${number}_NAME`, name],
    [`PLEX_${number}_USER`, user],
    [`PLEX_${number}_PASSWORD`, password],
  ]);
  const numbers = companies.map(({ number }) => number).join(',');
  return { PLEX_URL: url, PLEX_SOURCE: source, PLEX_COMPANIES: numbers, ...Object.fromEntries(accounts) };
}
