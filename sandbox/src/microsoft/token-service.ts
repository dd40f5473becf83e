// Microsoft Entra in miniature, over TLS on loopback: metadata, keys, tokens for apps and in a person's name, tokens of persons.
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { type Certificate, makeCertificate } from './certificate.ts';
import { type Reply, type Request, startTlsServer } from './tls-server.ts';
import { answerToken, type Client, type Desk } from './token-grants.ts';

export type TokenServiceOptions = {
  readonly certificate?: Certificate;
  readonly tenant: string;
  readonly clients: readonly Client[];
};

/** A person's token for the app; `expiresInS` may be negative, `foreignKey` signs with a key that nobody published. */
export type PersonOptions = {
  readonly oid: string;
  readonly name?: string;
  readonly username?: string;
  readonly audience: string;
  readonly scope?: string;
  readonly tenant?: string;
  readonly issuer?: string;
  readonly expiresInS?: number;
  readonly foreignKey?: boolean;
  readonly claims?: Readonly<Record<string, unknown>>;
};

export type TokenService = {
  readonly origin: string;
  readonly host: string;
  /** What an app gives its library as authority. */
  readonly authority: string;
  readonly issuer: string;
  readonly keysUrl: string;
  /** PEM to trust. */
  readonly certificate: string;
  /** Grants asked for, in order: grant type, client, and how it ended. */
  readonly grants: Desk['grants'];
  personToken(person: PersonOptions): Promise<string>;
  /** The claims of a token of this service; undefined when it is not one, or has expired. */
  verify(token: string): Promise<JWTPayload | undefined>;
  /** The roles of an app's token, for the Graph stand-in. */
  rolesOf(token: string): Promise<readonly string[] | undefined>;
  /** From now on this person has, or has not, agreed to what the app asks for. Everyone has, at the start. */
  setConsent(oid: string, agreed: boolean): void;
  /** The next so many token requests get this answer. */
  failNext(reply: Reply, times?: number): void;
  close(): Promise<void>;
};

/** Starts it on a free loopback port. */
export async function startTokenService(options: TokenServiceOptions): Promise<TokenService> {
  const { tenant, clients } = options;
  const certificate = options.certificate ?? (await makeCertificate());
  const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk: JWK = { ...(await exportJWK(own.publicKey)), kid: 'sandbox-1', use: 'sig', alg: 'RS256' };
  const base = { origin: '' };
  const issuer = () => `${base.origin}/${tenant}/v2.0`;
  const sign = (claims: JWTPayload, key = own.privateKey, expiresInS = 3600) => {
    const now = Math.floor(Date.now() / 1000);
    const whole = { iss: issuer(), tid: tenant, ver: '2.0', iat: now, nbf: now - 60, exp: now + expiresInS, ...claims };
    return new SignJWT(whole).setProtectedHeader({ alg: 'RS256', kid: 'sandbox-1', typ: 'JWT' }).sign(key);
  };
  const verify = async (token: string): Promise<JWTPayload | undefined> => {
    try {
      return (await jwtVerify(token, own.publicKey, { issuer: issuer(), algorithms: ['RS256'] })).payload;
    } catch {
      return undefined;
    }
  };
  const desk: Desk = {
    clients,
    sign,
    verify,
    refused: new Set(),
    grants: [],
    failures: [],
    tokenUrl: () => `${base.origin}/${tenant}/oauth2/v2.0/token`,
  };
  const server = await startTlsServer(certificate, () => ({
    answer: (request) => route(desk, issuer(), tenant, jwk, base.origin, request),
  }));
  base.origin = server.origin;
  return {
    ...server,
    authority: `${server.origin}/${tenant}`,
    issuer: issuer(),
    keysUrl: `${server.origin}/${tenant}/discovery/v2.0/keys`,
    certificate: certificate.certificate,
    grants: desk.grants,
    personToken: (person) =>
      sign(personClaims(person), person.foreignKey ? foreign.privateKey : own.privateKey, person.expiresInS),
    verify,
    rolesOf: async (token) => rolesIn(await verify(token)),
    setConsent: (oid, agreed) => void (agreed ? desk.refused.delete(oid) : desk.refused.add(oid)),
    failNext: (reply, times = 1) => void desk.failures.push(...Array.from({ length: times }, () => reply)),
  };
}

const rolesIn = (claims: JWTPayload | undefined): readonly string[] | undefined =>
  Array.isArray(claims?.roles) ? claims.roles.map(String) : undefined;

function personClaims(person: PersonOptions): JWTPayload {
  const { oid, name = 'Dana', username = 'dana@contoso.example', audience, scope = 'access_as_user' } = person;
  return {
    aud: audience,
    oid,
    sub: `sub-${oid}`,
    name,
    preferred_username: username,
    scp: scope,
    ...(person.tenant === undefined ? {} : { tid: person.tenant }),
    ...(person.issuer === undefined ? {} : { iss: person.issuer }),
    ...person.claims,
  };
}

function route(
  desk: Desk,
  issuer: string,
  tenant: string,
  jwk: JWK,
  origin: string,
  request: Request,
): Promise<Reply> | Reply {
  const { method, path } = request;
  const place = `${origin}/${tenant}`;
  if (method === 'GET' && path === `/${tenant}/v2.0/.well-known/openid-configuration`)
    return { status: 200, body: metadata(issuer, place) };
  if (method === 'GET' && path === `/${tenant}/discovery/v2.0/keys`) return { status: 200, body: { keys: [jwk] } };
  if (method === 'POST' && path === `/${tenant}/oauth2/v2.0/token`) return answerToken(desk, request);
  return { status: 404, body: { error: 'not_found' } };
}

const metadata = (issuer: string, place: string): Readonly<Record<string, unknown>> => ({
  issuer,
  authorization_endpoint: `${place}/oauth2/v2.0/authorize`,
  token_endpoint: `${place}/oauth2/v2.0/token`,
  end_session_endpoint: `${place}/oauth2/v2.0/logout`,
  jwks_uri: `${place}/discovery/v2.0/keys`,
  response_types_supported: ['code', 'id_token'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
});
