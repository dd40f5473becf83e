// Opening runs for persons: none has more under way than one may have, however much they ask for at the same moment.
import { type Acceptance, assertRoom, type Bell, type Database, type Wanted } from '@repsys/core/node';
import type { Redis } from 'ioredis';
import type { Person } from './access.ts';
import { ringFor } from './ring.ts';

export type OpenRunsParts = {
  readonly database: Database;
  readonly redis: Redis;
  readonly bell: Bell;
  /** How many runs one person may have waiting or running. */
  readonly mostOpen: number;
};

/** Accepts what a person wants by `work`, and rings. */
export type OpenRun = (person: Person, request: Wanted, work: () => Promise<Acceptance>) => Promise<Acceptance>;

/** Throws REQUEST_TOO_MANY where there is no room. Two bots at the same instant may let one too many through. */
export function openingRuns(parts: OpenRunsParts): OpenRun {
  const oneByOne = inTurn();
  return (person, request, work) =>
    oneByOne(person.id, async () => {
      await assertRoom(parts.database, request, parts.mostOpen);
      return ringFor(parts, request.company, work);
    });
}

/** One after the other for each person, so that what they ask for at the same moment is counted too. */
function inTurn(): <T>(person: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (person, work) => {
    const begun = (last.get(person) ?? Promise.resolve()).then(work, work);
    const ended = begun
      .catch(() => undefined)
      .finally(() => {
        if (last.get(person) === ended) last.delete(person);
      });
    last.set(person, ended);
    return begun;
  };
}
