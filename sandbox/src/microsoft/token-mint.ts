// Signs tokens as Entra does (RS256), and tells its own from all others.
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/** How a token is signed: for how long (negative: expired), and by a key that nobody published. */
export type Signing = { readonly expiresInS?: number; readonly foreignKey?: boolean };

/** `jwk` is the published key; `verify` gives the claims of a token of this mint, undefined for others and for old ones. */
export type Mint = {
  readonly jwk: JWK;
  sign(claims: JWTPayload, signing?: Signing): Promise<string>;
  verify(token: string): Promise<JWTPayload | undefined>;
};

const kid = 'sandbox-1';

/** A mint with fresh keys. */
export async function openMint(tenant: string, issuer: () => string): Promise<Mint> {
  const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  return {
    jwk: { ...(await exportJWK(own.publicKey)), kid, use: 'sig', alg: 'RS256' },
    sign: (claims, { expiresInS = 3600, foreignKey = false } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const times = { iat: now, nbf: now - 60, exp: now + expiresInS };
      return new SignJWT({ iss: issuer(), tid: tenant, ver: '2.0', ...times, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .sign(foreignKey ? foreign.privateKey : own.privateKey);
    },
    verify: async (token) => {
      try {
        return (await jwtVerify(token, own.publicKey, { issuer: issuer(), algorithms: ['RS256'] })).payload;
      } catch {
        return undefined;
      }
    },
  };
}
