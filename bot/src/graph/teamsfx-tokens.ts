// Tokens in a person's name by @microsoft/teamsfx: the only file that imports it. It is past its makers' support; see README.md.
import { ErrorCode, ErrorWithCode, OnBehalfOfUserCredential } from '@microsoft/teamsfx';
import { AppError } from '@repsys/core';
import type { AppIdentity, Entra } from './credentials.ts';
import type { GraphTokens, PersonToken } from './on-behalf-of.ts';

/**
 * The adapter. Its library only DECODES the person's token, so one that nobody signed passes here until Entra refuses it:
 * whoever calls must have verified the token before. It knows secrets only, and reaches Microsoft by its own connections.
 */
export function teamsfxTokens(identity: AppIdentity, { authority }: Entra): GraphTokens {
  const { clientId, tenantId } = identity;
  if (identity.kind !== 'secret')
    throw new AppError('CONFIG_INVALID', 'Tokens by teamsfx need a client secret; choose msal for a certificate.');
  const authorityHost = authority === undefined ? 'https://login.microsoftonline.com' : new URL(authority).origin;
  const config = { clientId, tenantId, clientSecret: identity.secret, authorityHost };
  return {
    tokenFor: async ({ assertion }, scopes) => {
      try {
        const credential = new OnBehalfOfUserCredential(assertion, config);
        // Asked for nothing it hands the person's own token back, and looks at its time: that saves a question to Entra.
        await credential.getToken([]);
        const token = await credential.getToken([...scopes]);
        return token ? { kind: 'token', token: token.token } : { kind: 'sign-in-again' };
      } catch (error) {
        return refusalOf(error);
      }
    },
  };
}

function refusalOf(error: unknown): PersonToken {
  const code = error instanceof ErrorWithCode ? error.code : undefined;
  if (code === ErrorCode.UiRequiredError) return { kind: 'consent-required' };
  if (code === ErrorCode.TokenExpiredError) return { kind: 'sign-in-again' };
  throw new AppError('DELIVERY_FAILED', `Microsoft Entra gave no token (${code ?? 'unknown'}).`);
}
