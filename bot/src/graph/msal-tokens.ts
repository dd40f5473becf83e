// Tokens in a person's name by msal-node. Kept in memory per person and scope until shortly before they end.
import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node';
import { type AppIdentity, confidentialApp, type Entra, entraFailure, publicGraph } from './credentials.ts';
import type { GraphTokens, PersonToken } from './on-behalf-of.ts';

/** msal-node forgets no token of a person by itself, and every hour each of them brings a new one. */
const mostKept = 2_000;

/** The adapter; its errors are those of the port. */
export function msalTokens(identity: AppIdentity, entra: Entra): GraphTokens {
  const app = confidentialApp(identity, entra);
  let kept = 0;
  const { resource = publicGraph } = entra;
  return {
    tokenFor: async ({ assertion }, scopes) => {
      // The full form: only then does msal-node find the token again in its cache.
      const full = scopes.map((scope) => (scope.includes('://') ? scope : `${resource}/${scope}`));
      try {
        const result = await app.acquireTokenOnBehalfOf({ oboAssertion: assertion, scopes: full });
        kept += result?.fromCache ? 0 : 1;
        if (kept >= mostKept) {
          app.clearCache();
          kept = 0;
        }
        return result ? { kind: 'token', token: result.accessToken } : { kind: 'sign-in-again' };
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal) return refusal;
        throw entraFailure(error);
      }
    },
  };
}

/** Entra's refusals that a person can mend. AADSTS65001: no consent. */
function refusalOf(error: unknown): PersonToken | undefined {
  if (!(error instanceof AuthError)) return undefined;
  if (error.subError === 'consent_required' || /AADSTS65001\b/.test(error.message)) return { kind: 'consent-required' };
  const isTheirs = error instanceof InteractionRequiredAuthError || error.errorCode === 'invalid_grant';
  return isTheirs ? { kind: 'sign-in-again' } : undefined;
}
