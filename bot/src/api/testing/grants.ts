// Who may what, said a second time and in another way than the product says it: what the walks over routes and commands expect.
import { companies, type Who } from './tab-world.ts';

/** Whose a thing is: asked for by Rita, the requester of the company, or by somebody whom nobody here is. */
type Owner = 'own' | 'foreign';
export type Target = { readonly company: number; readonly owner: Owner };

export const targets: readonly Target[] = Object.values(companies).flatMap((company) => [
  { company, owner: 'own' as const },
  { company, owner: 'foreign' as const },
]);

export const ownerOf = (who: Who, owner: Owner): Who => (owner === 'own' ? who : 'colleague');
/** `sees`: whoever has a role for the company. `asks`, `operates`, `administers`: more than that. `owns`: the one asker, while they may ask; `asked`: an asker. */
export type Granted = 'anybody' | 'sees' | 'asks' | 'operates' | 'administers' | 'owns' | 'asked';
export type Role = 'requester' | 'auditor' | 'operator' | 'admin' | undefined;

export function roleOf(who: Who, company: number): Role {
  if (company === companies.other) return who === 'requester-of-other' ? 'requester' : undefined;
  if (who === 'requester-of-other') return 'auditor';
  return who === 'nobody' ? undefined : who === 'colleague' ? 'requester' : who;
}

export function isGranted(granted: readonly Granted[], role: Role, owns: boolean): boolean {
  if (granted.includes('anybody')) return true;
  if (role === undefined) return false;
  const asks = role !== 'auditor';
  const operates = role === 'operator' || role === 'admin';
  return (
    granted.includes('sees') ||
    (granted.includes('asks') && asks) ||
    (granted.includes('operates') && operates) ||
    (granted.includes('administers') && role === 'admin') ||
    (granted.includes('owns') && owns && asks) ||
    (granted.includes('asked') && owns)
  );
}
