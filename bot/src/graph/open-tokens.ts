// Which library fetches tokens in a person's name; README.md says why there are two.
import { createHash } from 'node:crypto';
import type { AppIdentity, Entra } from './credentials.ts';
import type { GraphTokens, PersonToken } from './on-behalf-of.ts';

export type GraphTokensBy = 'msal' | 'teamsfx';

/** The tokens by the library named. Each is loaded only when it is chosen: teamsfx takes a second. Those who ask for the same at the same time share one answer. */
export async function graphTokens(by: GraphTokensBy, identity: AppIdentity, entra: Entra): Promise<GraphTokens> {
  if (by === 'teamsfx') return shared((await import('./teamsfx-tokens.ts')).teamsfxTokens(identity, entra));
  return shared((await import('./msal-tokens.ts')).msalTokens(identity, entra));
}

function shared({ tokenFor }: GraphTokens): GraphTokens {
  const underWay = new Map<string, Promise<PersonToken>>();
  return {
    tokenFor(person, scopes) {
      const key = createHash('sha256')
        .update([person.assertion, ...scopes].join(' '))
        .digest('base64');
      const asked = underWay.get(key) ?? tokenFor(person, scopes).finally(() => underWay.delete(key));
      underWay.set(key, asked);
      return asked;
    },
  };
}
