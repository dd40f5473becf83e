// Groups and app roles of persons, as the newest token of each has told them; believed until that token ends.
import type { Database } from '../database.ts';
import { sqlFile } from '../sql-file.ts';

const keepStatement = sqlFile('./keep-membership.sql', import.meta.url);
const forgetStatement = sqlFile('./forget-memberships.sql', import.meta.url);

/** `person` is their Entra object id; times in ms since the epoch. */
export type Membership = {
  readonly person: string;
  readonly groups: readonly string[];
  readonly appRoles: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
};

/** Keeps what a token told, unless a newer one has told something already. What has ended is forgotten. */
export async function keepMembership(database: Database, membership: Membership): Promise<void> {
  const { person, groups, appRoles, issuedAt, expiresAt } = membership;
  const [issued, expires] = [issuedAt, expiresAt].map((at) => new Date(at));
  await keepStatement.run(database.pool, { person, groups, app_roles: appRoles, issued, expires });
  await forgetStatement.run(database.pool, {});
}

/** What is known of these persons now, by their id; nothing of those whose token has ended. */
export async function membershipsOf(
  database: Database,
  persons: readonly string[],
): Promise<ReadonlyMap<string, Pick<Membership, 'groups' | 'appRoles'>>> {
  const { rows } = await database.pool.query<{ person: string; groups: string[]; app_roles: string[] }>(
    'select person, groups, app_roles from record.membership where person = any($1) and expires_at > clock_timestamp()',
    [persons],
  );
  return new Map(rows.map(({ person, groups, app_roles }) => [person, { groups, appRoles: app_roles }]));
}
