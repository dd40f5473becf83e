// Tokens for Microsoft Graph in a person's name. The port alone; open-tokens.ts chooses what is behind it.

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
