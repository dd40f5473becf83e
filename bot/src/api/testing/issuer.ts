// An issuer of tokens over HTTP: metadata and keys, tokens good and bad, and a count of how often its keys were fetched.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const tenant = '11111111-1111-4111-8111-111111111111';
export const client = '33333333-3333-4333-8333-333333333333';
export const domain = 'reports.example.com';

/** What to do otherwise than for a good token of version 2. */
export type Signing = {
  readonly kid?: string;
  readonly foreignKey?: boolean;
  readonly expiresInS?: number;
};

export type Issuer = {
  readonly settings: Readonly<Record<string, string>>;
  readonly v2: string;
  readonly v1: string;
  keyFetches(): number;
  token(claims?: JWTPayload, signing?: Signing): Promise<string>;
  close(): Promise<void>;
};

/** Starts it on a free port. */
export async function startIssuer(): Promise<Issuer> {
  const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', use: 'sig' };
  let fetches = 0;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/metadata') return response.end(JSON.stringify({ issuer: v2, jwks_uri: `${origin}/keys` }));
    fetches += 1;
    return response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const v2 = `https://login.microsoftonline.com/${tenant}/v2.0`;
  return {
    settings: {
      TAB_CLIENT_ID: client,
      TAB_DOMAIN: domain,
      TAB_TENANT_ID: tenant,
      TAB_OPENID_URL: `${origin}/metadata`,
    },
    v2,
    v1: `https://sts.windows.net/${tenant}/`,
    keyFetches: () => fetches,
    token: (claims = {}, { kid = 'k1', foreignKey = false, expiresInS = 600 } = {}) =>
      new SignJWT({ ...goodClaims(v2, expiresInS), ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .sign(foreignKey ? foreign.privateKey : own.privateKey),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function goodClaims(iss: string, expiresInS: number): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  const person = { oid: 'requester', name: 'Rita', tid: tenant };
  return { ...person, iss, aud: client, ver: '2.0', scp: 'access_as_user', iat: now, nbf: now, exp: now + expiresInS };
}
