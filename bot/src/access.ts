// Who may do what: roles and companies of a person, read once from the access list.
import { readFileSync } from 'node:fs';
import { AppError } from '@repsys/core';
import { z } from 'zod';

/** A person as Entra knows them: `id` is the object id, `name` is for people. */
export type Person = { readonly id: string; readonly name: string };

const roles = ['requester', 'auditor', 'operator', 'admin'] as const;
/** requester asks and ends their own; auditor sees and asks nothing; operator ends and resumes anybody's; admin does everything. */
export type Role = (typeof roles)[number];

export type Rights = { readonly roles: ReadonlySet<Role>; readonly companies: ReadonlySet<number> | 'all' };

const entrySchema = z.strictObject({
  person: z.string().min(1).max(100),
  name: z.string().max(200).optional(),
  roles: z.array(z.enum(roles)).min(1),
  companies: z.union([z.literal('all'), z.array(z.number().int().positive())]),
});
const accessSchema = z.strictObject({ people: z.array(entrySchema) });
type Entry = Readonly<z.infer<typeof entrySchema>>;

export type Access = {
  /** The rights of a person: those of all entries that name them or everybody (`*`). */
  rightsOf(person: string): Rights;
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

/** Everybody may do everything: for a laptop, where nobody signs in. */
export const openAccess: Access = accessOf([{ person: '*', roles: ['admin'], companies: 'all' }]);

/** Access by a list of entries. */
export function accessOf(people: readonly Entry[]): Access {
  return {
    rightsOf(person) {
      const entries = people.filter(
        (each) => each.person === '*' || each.person.toLowerCase() === person.toLowerCase(),
      );
      const all = entries.some(({ companies }) => companies === 'all');
      return {
        roles: new Set(entries.flatMap((each) => each.roles)),
        companies: all ? 'all' : new Set(entries.flatMap(({ companies }) => (companies === 'all' ? [] : companies))),
      };
    },
  };
}

/** Whether the person may see anything of this company. */
export function maySee({ roles, companies }: Rights, company: number): boolean {
  return roles.size > 0 && (companies === 'all' || companies.has(company));
}

/** Whether the person may ask for reports of this company. */
export function mayAsk(rights: Rights, company: number): boolean {
  return (
    maySee(rights, company) && (['requester', 'operator', 'admin'] as const).some((role) => rights.roles.has(role))
  );
}

/** Whether the person may end and resume runs of others. */
export function mayOperate(rights: Rights, company: number): boolean {
  return maySee(rights, company) && (['operator', 'admin'] as const).some((role) => rights.roles.has(role));
}
