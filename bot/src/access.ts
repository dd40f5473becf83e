// Who may do what: roles and companies of a person, read once from the access list.
import { readFileSync } from 'node:fs';
import { AppError, type Role, roles } from '@repsys/core';
import { z } from 'zod';

export type { Role } from '@repsys/core';

/** Where somebody stands: a member of our tenant, a guest in it, or of another tenant or none. */
export type Standing = 'member' | 'guest' | 'stranger';

/**
 * A person as Entra knows them: `id` is the object id, empty for whoever has none; `name` is for people; groups and app roles
 * are known where a token tells, `standing` where a token or the members of a conversation do.
 */
export type Person = {
  readonly id: string;
  readonly name: string;
  readonly groups?: readonly string[];
  readonly appRoles?: readonly string[];
  readonly standing?: Standing;
};

/** Roles and the companies for which they hold. */
export type Grant = { readonly roles: readonly Role[]; readonly companies: readonly number[] | 'all' };
export type Rights = readonly Grant[];

const granted = {
  name: z.string().max(200).optional(),
  roles: z.array(z.enum(roles)).min(1),
  companies: z.union([z.literal('all'), z.array(z.number().int().positive())]),
};
const subject = z.string().min(1).max(100);
const entrySchema = z.union(
  [
    z.strictObject({ person: subject, ...granted }),
    z.strictObject({ group: subject, ...granted }),
    z.strictObject({ appRole: subject, ...granted }),
  ],
  { error: 'one of person, group and appRole, with roles and companies' },
);
const accessSchema = z.strictObject({ people: z.array(entrySchema) });
type Entry = Readonly<z.infer<typeof entrySchema>>;

export type Access = {
  /** The grants of all entries that name the person, one of their groups or app roles, all members of the tenant (`*`) or all its guests (`guests`). */
  rightsOf(person: Person): Rights;
  /** What the list calls a person. */
  nameOf(id: string): string | undefined;
  /** The groups and app roles that the list knows: all others of a person are nobody's business here. */
  readonly groups: readonly string[];
  readonly appRoles: readonly string[];
  /** Whether rights may go by where a person stands. */
  readonly byStanding: boolean;
};

/** Reads the list in `file`. Throws CONFIG_INVALID naming file and place. */
export function readAccess(file: string): Access {
  try {
    return accessOf(accessSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).people);
  } catch (error) {
    const problems =
      error instanceof z.ZodError ? error.issues.map((each) => `${each.path.join('.')}: ${each.message}`) : [];
    const reason = problems.join('; ') || (error instanceof Error ? error.message : String(error));
    throw new AppError('CONFIG_INVALID', `The access list ${file} cannot be used: ${reason}`, { cause: error });
  }
}

/** Whoever has a name may do everything: for a laptop, where nobody signs in. */
export const openAccess: Access = {
  rightsOf: ({ id }) => (id === '' ? [] : [{ roles: ['admin'], companies: 'all' }]),
  nameOf: () => undefined,
  groups: [],
  appRoles: [],
  byStanding: false,
};

const everybody = '*';
const guests = 'guests';

/** Access by a list of entries. */
export function accessOf(people: readonly Entry[]): Access {
  return {
    rightsOf: (person) => (isNobody(person) ? [] : people.filter((entry) => names(entry, person))),
    nameOf: (id) => people.find((entry) => 'person' in entry && same(entry.person, id))?.name,
    groups: people.flatMap((entry) => ('group' in entry ? [entry.group.toLowerCase()] : [])),
    appRoles: people.flatMap((entry) => ('appRole' in entry ? [entry.appRole] : [])),
    byStanding: people.some((entry) => 'person' in entry && [everybody, guests].includes(entry.person)),
  };
}

/** App roles of the list that our registration does not have: nobody holds them unless somebody has added them to it. */
export const unknownAppRoles = ({ appRoles }: Access): readonly string[] =>
  appRoles.filter((name) => !roles.some((role) => role === name));

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const objectId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Without an object id, and in another tenant, nobody has rights. */
const isNobody = ({ id, standing }: Person): boolean => id === '' || standing === 'stranger';

function names(entry: Entry, { id, groups = [], appRoles = [], standing }: Person): boolean {
  if ('person' in entry) {
    if (entry.person === everybody) return objectId.test(id) && standing === 'member';
    if (entry.person === guests) return objectId.test(id) && standing === 'guest';
    return same(entry.person, id);
  }
  if ('group' in entry) return groups.some((group) => same(group, entry.group));
  return appRoles.includes(entry.appRole);
}

const covers = ({ companies }: Grant, company: number): boolean => companies === 'all' || companies.includes(company);

/** The roles that a person has for a company; none: its very existence is not theirs to know. */
export function rolesFor(rights: Rights, company: number): readonly Role[] {
  const held = new Set(rights.filter((grant) => covers(grant, company)).flatMap((grant) => grant.roles));
  return roles.filter((role) => held.has(role));
}

/** The companies of which a person may see anything. */
export function companiesOf(rights: Rights): readonly number[] | 'all' {
  if (rights.some(({ companies }) => companies === 'all')) return 'all';
  return [...new Set(rights.flatMap(({ companies }) => (companies === 'all' ? [] : companies)))];
}

const holds = (rights: Rights, company: number, wanted: readonly Role[]): boolean =>
  rolesFor(rights, company).some((role) => wanted.includes(role));

/** Whether the person may see anything of this company. */
export const maySee = (rights: Rights, company: number): boolean => rolesFor(rights, company).length > 0;

/** Whether the person may ask for reports of this company. */
export const mayAsk = (rights: Rights, company: number): boolean =>
  holds(rights, company, ['requester', 'operator', 'admin']);

/** Whether the person may end and resume runs of others. */
export const mayOperate = (rights: Rights, company: number): boolean => holds(rights, company, ['operator', 'admin']);

/** Whether the person may delete runs of others. */
export const mayAdminister = (rights: Rights, company: number): boolean => holds(rights, company, ['admin']);
