// What the desk knows of persons: companies, roles, groups, and which runs exist for them at all.
import { AppError } from '@repsys/core';
import {
  type ArchiveLine,
  archive,
  type Database,
  membershipsOf,
  publishedCompanies,
  type RunView,
  viewRun,
} from '@repsys/core/node';
import { type Access, mayAsk, maySee, type Person, rolesFor } from './access.ts';
import { amongBoth, type Companies, mayOf, seenCompanies } from './run-rights.ts';
import { sharing } from './shared-answer.ts';

type Ground = { readonly database: Database; readonly access: Access };

const allCompanies = sharing((database: Database) => publishedCompanies(database));

/** The rules as the desk offers them. */
export function rulesOf({ database, access }: Ground) {
  const rights = (person: Person) => access.rightsOf(person);
  const byGroup = access.groups.length + access.appRoles.length > 0;
  return {
    async companies(person: Person) {
      const all = await allCompanies(database, 0);
      return all.filter(({ company }) => maySee(rights(person), company));
    },
    async company(person: Person, number: number) {
      const all = await allCompanies(database, 0);
      const found = all.find(({ company }) => company === number);
      if (found && maySee(rights(person), number)) return found;
      throw new AppError('REQUEST_COMPANY_UNKNOWN', `There is no company ${number}.`);
    },
    roles: (person: Person, company: number) => rolesFor(rights(person), company),
    mayAsk: (person: Person, company: number) => mayAsk(rights(person), company),
    maySee: (person: Person, company: number) => maySee(rights(person), company),
    seenByAll: (persons: readonly Person[]) =>
      persons.length === 0
        ? []
        : persons.map((person) => seenCompanies(rights(person))).reduce<Companies>(amongBoth, null),
    byStanding: access.byStanding,
    lacksGroups: ({ groups }: Person) => byGroup && groups === undefined,
    async known(persons: readonly Person[]) {
      if (!byGroup) return persons;
      const ids = persons.map(({ id }) => id);
      const memberships = await membershipsOf(database, ids);
      return persons.map((person) => ({ ...person, ...memberships.get(person.id) }));
    },
    may: (person: Person, run: ArchiveLine) => mayOf(rights(person), person, run),
  };
}

/** A run that the person may see. Throws REQUEST_RUN_UNKNOWN, also of one that they may not. */
export async function seenRun({ database, access }: Ground, person: Person, run: number): Promise<RunView> {
  const view = await viewRun(database, run);
  if (maySee(access.rightsOf(person), view.company)) return view;
  throw unknownRun(run);
}

/** The same as one line. */
export async function seenLine({ database, access }: Ground, person: Person, run: number): Promise<ArchiveLine> {
  const { lines } = await archive(database, { companies: null, run, most: 1 });
  const [line] = lines;
  if (line && maySee(access.rightsOf(person), line.company)) return line;
  throw unknownRun(run);
}

/** What is said of a run that does not exist, also for this person alone. */
export const unknownRun = (run: number): AppError => new AppError('REQUEST_RUN_UNKNOWN', `There is no run ${run}.`);
