// Who the bot is before Microsoft Graph: an app with a secret or certificate, or a managed identity. Tokens are kept by msal-node.
import {
  AuthError,
  ConfidentialClientApplication,
  type INetworkModule,
  ManagedIdentityApplication,
  type NetworkRequestOptions,
} from '@azure/msal-node';
import { AppError } from '@repsys/core';
import type { Line } from '../files/line.ts';

/** An app registration. `privateKey` and `certificate` are PEM; `thumbprintSha256` is hexadecimal. */
export type AppIdentity = { readonly tenantId: string; readonly clientId: string } & (
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly thumbprintSha256: string; readonly privateKey: string }
);

/** The identity that Azure gives a machine; `clientId` where it has several. */
export type ManagedIdentity = { readonly kind: 'managed-identity'; readonly clientId?: string | undefined };

/**
 * `authority` replaces https://login.microsoftonline.com/TENANT (another cloud, a local token service), `resource` the Graph
 * that tokens are for, https://graph.microsoft.com.
 */
export type Entra = {
  readonly line: Line;
  readonly authority?: string | undefined;
  readonly resource?: string | undefined;
};

/** Tokens of the bot itself. `token` throws DELIVERY_NOT_ALLOWED (wrong credentials) or DELIVERY_FAILED (no answer). */
export type AppTokens = { token(): Promise<string> };

/** Microsoft's public cloud. */
export const publicGraph = 'https://graph.microsoft.com';

/** Tokens for Microsoft Graph in the bot's own name; fetched once and kept until shortly before they end. */
export function appTokens(identity: AppIdentity | ManagedIdentity, entra: Entra): AppTokens {
  const acquire = identity.kind === 'managed-identity' ? ofMachine(identity, entra) : ofApp(identity, entra);
  let pending: Promise<string> | undefined;
  return {
    // Those who ask at the same time share one answer.
    token: () => {
      pending ??= acquire().finally(() => {
        pending = undefined;
      });
      return pending;
    },
  };
}

function ofApp(identity: AppIdentity, entra: Entra): () => Promise<string> {
  const app = confidentialApp(identity, entra);
  const { resource = publicGraph } = entra;
  return () =>
    signedIn(async () => (await app.acquireTokenByClientCredential({ scopes: [`${resource}/.default`] }))?.accessToken);
}

function ofMachine({ clientId }: ManagedIdentity, { line, resource = publicGraph }: Entra): () => Promise<string> {
  const machine = new ManagedIdentityApplication({
    ...(clientId === undefined ? {} : { managedIdentityIdParams: { userAssignedClientId: clientId } }),
    system: { networkClient: network(line) },
  });
  return () => signedIn(async () => (await machine.acquireToken({ resource })).accessToken);
}

/** The app for msal-node. A given authority is believed without asking Microsoft whether it is one of theirs. */
export function confidentialApp(identity: AppIdentity, { line, authority }: Entra): ConfidentialClientApplication {
  const { clientId, tenantId } = identity;
  return new ConfidentialClientApplication({
    auth: {
      clientId,
      authority: authority ?? `https://login.microsoftonline.com/${tenantId}`,
      ...(authority === undefined ? {} : { knownAuthorities: [new URL(authority).host] }),
      ...(identity.kind === 'secret'
        ? { clientSecret: identity.secret }
        : { clientCertificate: { thumbprintSha256: identity.thumbprintSha256, privateKey: identity.privateKey } }),
    },
    system: { networkClient: network(line) },
  });
}

/** msal-node over our own line: no redirects, our time limit, our certificate authorities. */
function network(line: Line): INetworkModule {
  const send = async <T>(method: string, url: string, { headers = {}, body }: NetworkRequestOptions = {}) => {
    const answer = await line.send({ url: new URL(url), method, headers, body });
    const pairs = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    return {
      status: answer.status,
      headers: Object.fromEntries(pairs) as Record<string, string>,
      body: JSON.parse(answer.body.toString('utf8') || '{}') as T,
    };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}

async function signedIn(acquire: () => Promise<string | undefined>): Promise<string> {
  try {
    const token = await acquire();
    if (token !== undefined && token !== '') return token;
    throw new AppError('DELIVERY_FAILED', 'Microsoft Entra gave no token to the bot.');
  } catch (error) {
    throw entraFailure(error);
  }
}

const wrongCredentials: readonly string[] = ['invalid_client', 'unauthorized_client', 'invalid_scope', 'access_denied'];

/** msal-node's failure in our words; its own message is left out, only its code and Entra's AADSTS number are told. */
export function entraFailure(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof AuthError ? error.errorCode : 'unknown';
  const number = error instanceof Error ? /AADSTS\d+/.exec(error.message)?.[0] : undefined;
  const details = { code, ...(number === undefined ? {} : { number }) };
  const told = number === undefined ? code : `${code}, ${number}`;
  return wrongCredentials.includes(code)
    ? new AppError('DELIVERY_NOT_ALLOWED', `Microsoft Entra refused the bot's credentials (${told}).`, { details })
    : new AppError('DELIVERY_FAILED', `Microsoft Entra gave no token (${told}).`, { details });
}
