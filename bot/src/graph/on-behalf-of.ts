// Tokens for Microsoft Graph in a person's name. One port, two ways behind it; README.md says why there are two.
import type { AppIdentity, Entra } from './credentials.ts';

/** A person's token for the bot itself, already verified: signature, audience, tenant, time. */
export type VerifiedPerson = { readonly assertion: string };

/**
 * What came of it. `consent-required`: the person, or an administrator, has yet to agree to the scopes;
 * `sign-in-again`: the person's token is too old or was withdrawn.
 */
export type PersonToken =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'consent-required' }
  | { readonly kind: 'sign-in-again' };

/** `scopes` as `User.Read`. Throws DELIVERY_NOT_ALLOWED (the bot's own credentials) or DELIVERY_FAILED (no answer). */
export type GraphTokens = { tokenFor(person: VerifiedPerson, scopes: readonly string[]): Promise<PersonToken> };

export type GraphTokensBy = 'msal' | 'teamsfx';

/** The tokens by the library named. Each is loaded only when it is chosen: teamsfx takes a second. */
export async function graphTokens(by: GraphTokensBy, identity: AppIdentity, entra: Entra): Promise<GraphTokens> {
  if (by === 'teamsfx') return (await import('./teamsfx-tokens.ts')).teamsfxTokens(identity, entra);
  return (await import('./msal-tokens.ts')).msalTokens(identity, entra);
}
