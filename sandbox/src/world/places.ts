// Where a world lives on disk, and what it is called. One data folder, one world.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isAlive } from '@repsys/core/node';

/** The root of the repository. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** What decides which world is meant: an explicit folder, own books, another day, parts that are not ours. */
export type WorldChoice = {
  readonly data?: string;
  readonly books?: string;
  readonly today?: string;
  /** The addresses of a Plex, PostgreSQL or Redis that takes the place of ours. */
  readonly others?: readonly string[];
};

/** The choice that the environment makes; `today` beats its REPSYS_TODAY. */
export function worldChoice(environment: NodeJS.ProcessEnv, today = environment.REPSYS_TODAY): WorldChoice {
  const { REPSYS_DATA: data, SANDBOX_BOOKS: books, PLEX_URL, DATABASE_URL, REDIS_URL } = environment;
  const others = [PLEX_URL, DATABASE_URL, REDIS_URL].flatMap((address) => (address ? [address] : []));
  return {
    ...(data && { data }),
    ...(books && { books }),
    ...(today && { today }),
    ...(others.length > 0 && { others }),
  };
}

/**
 * The data folder: REPSYS_DATA as it is; else `.data`, with a folder of its own for own books, for another day and for
 * parts that are not ours, so that their numbers never mix with the others' and nobody takes one world for the other.
 */
export function dataFolder({ data, books, today, others }: WorldChoice): string {
  if (data) return resolve(data);
  const home = join(repository, '.data');
  const parts = [
    ...(books ? [`books-${shortHash(resolve(books))}`] : []),
    ...(others ? [`with-${shortHash(others.join(' '))}`] : []),
    ...(today ? [`on-${today}`] : []),
  ];
  return parts.length === 0 ? home : join(home, 'worlds', parts.join('-'));
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** How a running world is reached; written to its folder while it is up. */
export type WorldSign = {
  readonly pid: number;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly deliveryFolder: string;
  readonly firstCompany: number;
  /** The chat window, where there is one. */
  readonly chatUrl?: string;
  /** The page that plays Teams, with the tab and the chat in it. */
  readonly teamsUrl?: string;
};

export const signFile = (folder: string): string => join(folder, 'world.json');

/** The sign of the world that is up in this folder; undefined when there is none or its process is gone. */
export function readSign(folder: string): WorldSign | undefined {
  try {
    const sign = JSON.parse(readFileSync(signFile(folder), 'utf8')) as WorldSign;
    return isAlive(sign.pid) ? sign : undefined;
  } catch {
    return undefined;
  }
}
