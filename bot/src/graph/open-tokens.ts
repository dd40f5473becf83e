// Which library fetches tokens in a person's name; README.md says why there are two.
import type { AppIdentity, Entra } from './credentials.ts';
import type { GraphTokens } from './on-behalf-of.ts';

export type GraphTokensBy = 'msal' | 'teamsfx';

/** The tokens by the library named. Each is loaded only when it is chosen: teamsfx takes a second. */
export async function graphTokens(by: GraphTokensBy, identity: AppIdentity, entra: Entra): Promise<GraphTokens> {
  if (by === 'teamsfx') return (await import('./teamsfx-tokens.ts')).teamsfxTokens(identity, entra);
  return (await import('./msal-tokens.ts')).msalTokens(identity, entra);
}
