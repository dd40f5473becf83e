// Microsoft Entra in miniature, over TLS on loopback: metadata, keys, tokens for apps and in a person's name, tokens of persons.
import type { JWK, JWTPayload } from 'jose';
import { type Certificate, makeCertificate } from './certificate.ts';
import { answerConsent } from './consent-page.ts';
import { type Reply, type Request, startPlainServer, startTlsServer } from './tls-server.ts';
import { agreements, answerMachine, answerToken, type Client, type Desk, type Machine } from './token-grants.ts';
import { openMint } from './token-mint.ts';

export type TokenServiceOptions = {
  readonly certificate?: Certificate;
  readonly tenant: string;
  readonly clients: readonly Client[];
  /** Nobody has agreed to anything yet; without it everyone has. */
  readonly asksFirst?: boolean;
  /** Also play a machine with an identity of its own, at /machine/token. */
  readonly machine?: Machine;
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
  /** The metadata without TLS, for those who cannot be told of the certificate. */
  readonly plainMetadataUrl: string;
  /** PEM to trust. */
  readonly certificate: string;
  /** Grants asked for, in order: grant type, client, and how it ended. */
  readonly grants: Desk['grants'];
  personToken(person: PersonOptions): Promise<string>;
  /** The claims of a token of this service; undefined when it is not one, or has expired. */
  verify(token: string): Promise<JWTPayload | undefined>;
  /** The roles of an app's token, for the Graph stand-in. */
  rolesOf(token: string): Promise<readonly string[] | undefined>;
  /** The person of a token in their name, and what it is for. */
  personOf(token: string): Promise<{ readonly oid: string; readonly scopes: readonly string[] } | undefined>;
  /** From now on this person has, or has not, agreed to what the app asks for. */
  setConsent(oid: string, agreed: boolean): void;
  /** The next so many token requests get this answer. */
  failNext(reply: Reply, times?: number): void;
  close(): Promise<void>;
};

/** Starts it on a free loopback port. */
export async function startTokenService(options: TokenServiceOptions): Promise<TokenService> {
  const { tenant, clients, machine, asksFirst = false } = options;
  const certificate = options.certificate ?? (await makeCertificate());
  const base = { origin: '' };
  const mint = await openMint(tenant, () => `${base.origin}/${tenant}/v2.0`);
  const tokenUrl = () => `${base.origin}/${tenant}/oauth2/v2.0/token`;
  const desk: Desk = { ...mint, clients, tokenUrl, agreements: agreements(!asksFirst), grants: [], failures: [] };
  const persons = new Map<string, string>();
  const parts = () => ({ desk, machine, persons, jwk: mint.jwk, place: `${base.origin}/${tenant}` });
  const server = await startTlsServer(certificate, () => ({ answer: (request) => route(parts(), request) }));
  base.origin = server.origin;
  const plain = await startPlainServer(() => ({ answer: (request) => plainRoute(parts(), request) }));
  const authority = `${server.origin}/${tenant}`;
  return {
    ...server,
    authority,
    issuer: `${authority}/v2.0`,
    keysUrl: `${authority}/discovery/v2.0/keys`,
    plainMetadataUrl: `${plain.origin}/metadata`,
    certificate: certificate.certificate,
    grants: desk.grants,
    personToken: (person) => {
      for (const hint of [person.username ?? usualUsername, person.oid]) persons.set(hint, person.oid);
      return mint.sign(personClaims(person), person);
    },
    verify: mint.verify,
    rolesOf: async (token) => rolesIn(await mint.verify(token)),
    personOf: async (token) => personIn(await mint.verify(token)),
    setConsent: desk.agreements.set,
    failNext: (reply, times = 1) => void desk.failures.push(...Array.from({ length: times }, () => reply)),
    close: async () => void (await Promise.all([server.close(), plain.close()])),
  };
}

const usualUsername = 'dana@contoso.example';

const personIn = (claims: JWTPayload | undefined) =>
  typeof claims?.scp === 'string' ? { oid: String(claims.oid), scopes: claims.scp.split(' ') } : undefined;

const rolesIn = (claims: JWTPayload | undefined): readonly string[] | undefined =>
  Array.isArray(claims?.roles) ? claims.roles.map(String) : undefined;

function personClaims(person: PersonOptions): JWTPayload {
  const { oid, name = 'Dana', username = usualUsername, audience, scope = 'access_as_user' } = person;
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

type Routing = {
  readonly desk: Desk;
  readonly machine: Machine | undefined;
  readonly jwk: JWK;
  /** Object ids by user name and by themselves, of those who have got a token. */
  readonly persons: ReadonlyMap<string, string>;
  /** The authority: origin and tenant. */
  readonly place: string;
};

function route({ desk, machine, jwk, persons, place }: Routing, request: Request): Promise<Reply> | Reply {
  const tenant = new URL(place).pathname;
  switch (`${request.method} ${request.path}`) {
    case `GET ${tenant}/v2.0/.well-known/openid-configuration`:
      return { status: 200, body: metadata(`${place}/v2.0`, place) };
    case `GET ${tenant}/discovery/v2.0/keys`:
      return { status: 200, body: { keys: [jwk] } };
    case `POST ${tenant}/oauth2/v2.0/token`:
      return answerToken(desk, request);
    case `GET ${tenant}/oauth2/v2.0/authorize`:
    case `POST ${tenant}/oauth2/v2.0/authorize`:
      return answerConsent(desk, persons, request);
    case 'GET /machine/token':
      return machine ? answerMachine(desk, machine, request) : { status: 404 };
    default:
      return { status: 404, body: { error: 'not_found' } };
  }
}

/** Metadata and keys alone: nothing that is secret. */
function plainRoute({ jwk, place }: Routing, { path, headers }: Request): Reply {
  if (path === '/keys') return { status: 200, body: { keys: [jwk] } };
  const body = { ...metadata(`${place}/v2.0`, place), jwks_uri: `http://${headers.host}/keys` };
  return path === '/metadata' ? { status: 200, body } : { status: 404 };
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
