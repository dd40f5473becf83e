// The token that Teams gives a tab, verified: signature, issuer, audience, tenant, scope, times. The only importer of jose here.
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { type Caller, cannotTell, notSignedIn } from './caller.ts';

export type TeamsTokenSettings = {
  readonly clientId: string;
  /** The tab's domain, as in the app's identifier `api://domain/clientId`. */
  readonly domain: string;
  readonly tenant: string;
  /** The app's bot, whose identifier may stand in the audience. */
  readonly botId?: string | undefined;
  /** Where the issuer describes itself. */
  readonly metadataUrl: string;
};

export type TeamsTokens = {
  /** The caller behind a token. Throws REQUEST_NOT_SIGNED_IN without saying which test failed. */
  verify(token: string): Promise<Caller>;
  /** Where persons agree to what an app may do; undefined when the issuer does not say. */
  authorizeUrl(): Promise<string | undefined>;
};

/** Clocks may differ by this much. */
const skewSeconds = 60;
const patienceMs = 5_000;
/** Keys are fetched again for a key id that is not known, but not more often than this. */
const quietMs = 30_000;
const metadataGoodMs = 24 * 3_600_000;

const address = z.url({ protocol: /^https?$/ });
const metadataSchema = z.object({
  issuer: z.string(),
  jwks_uri: address,
  authorization_endpoint: address.optional().catch(undefined),
});
type Issuer = { readonly v2: string; readonly keys: JWTVerifyGetKey; readonly authorizeUrl: string | undefined };

const words = z.array(z.string().max(200)).max(500).catch([]);
const claimsSchema = z.object({
  aud: z.string(),
  iss: z.string(),
  iat: z.number(),
  exp: z.number(),
  ver: z.enum(['1.0', '2.0']),
  tid: z.string(),
  oid: z.string().min(1).max(100),
  scp: z.string(),
  name: z.string().max(200).optional().catch(undefined),
  preferred_username: z.string().max(200).optional().catch(undefined),
  upn: z.string().max(200).optional().catch(undefined),
  // Whether they are a guest (1) or a member (0), where the app's registration asks for it; else where they come from tells.
  acct: z.coerce.number().optional().catch(undefined),
  idp: z.string().max(300).optional().catch(undefined),
  roles: words,
  groups: words,
  // Above 200 groups Entra only says where they can be asked for.
  _claim_names: z.object({ groups: z.string() }).optional().catch(undefined),
});
type Claims = Readonly<z.infer<typeof claimsSchema>>;

/** Verifies tokens for one app and tenant. */
export function openTeamsTokens(settings: TeamsTokenSettings): TeamsTokens {
  const issuer = remembering(() => findIssuer(settings.metadataUrl));
  return {
    verify: async (token) => verified(settings, await issuer(), token),
    authorizeUrl: async () => (await issuer()).authorizeUrl,
  };
}

async function verified(settings: TeamsTokenSettings, { v2, keys }: Issuer, token: string): Promise<Caller> {
  const { tenant } = settings;
  const { payload } = await jwtVerify(token, keys, {
    algorithms: ['RS256'],
    issuer: [v2, `https://sts.windows.net/${tenant}/`],
    audience: audiencesOf(settings),
    clockTolerance: skewSeconds,
    requiredClaims: ['exp', 'iat', 'tid', 'oid', 'scp', 'ver'],
  }).catch((error: unknown) => {
    throw refusalOf(error);
  });
  const { data } = claimsSchema.safeParse(payload);
  if (!data || !isOurs(data, tenant, v2)) throw notSignedIn('This sign-in is not good for this app.');
  return callerOf(data, token);
}

function audiencesOf({ clientId, domain, botId }: TeamsTokenSettings): string[] {
  const bots = [clientId, ...(botId === undefined ? [] : [botId])].map((id) => `botid-${id}`);
  return [clientId, ...[clientId, ...bots].map((id) => `api://${domain}/${id}`)];
}

/** Tenant and scope, and a version that belongs to the issuer. A token of an app alone has no scope. */
function isOurs({ tid, scp, iss, ver }: Claims, tenant: string, v2: string): boolean {
  const agrees = (iss === v2) === (ver === '2.0');
  return agrees && tid.toLowerCase() === tenant.toLowerCase() && scp.split(' ').includes('access_as_user');
}

function callerOf(claims: Claims, assertion: string): Caller {
  const { oid, name, preferred_username, upn, roles, groups, iat, exp } = claims;
  const standing = isGuest(claims) ? 'guest' : 'member';
  const person = {
    id: oid,
    name: name || preferred_username || upn || oid,
    groups,
    appRoles: roles,
    standing,
  } as const;
  const token = { assertion, issuedAt: iat * 1_000, groupsElsewhere: claims._claim_names !== undefined };
  return { person, expiresAt: exp * 1_000, token };
}

/** Who is at home in another tenant, or at no tenant, has signed in there. */
const isGuest = ({ acct, idp, tid }: Claims): boolean =>
  acct === undefined ? idp !== undefined && !idp.toLowerCase().includes(tid.toLowerCase()) : acct === 1;

function refusalOf(error: unknown): Error {
  if (error instanceof errors.JWTExpired) return notSignedIn('The sign-in has expired.');
  const unreachable = error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError) || isAnswer(error);
  return unreachable ? cannotTell(unreachableWords) : notSignedIn('This sign-in is not good for this app.');
}

const unreachableWords = 'The service that vouches for sign-ins does not answer.';

/** What jose says of a key server that answered, but not with keys. */
const isAnswer = (error: Error): boolean => 'code' in error && error.code === 'ERR_JOSE_GENERIC';

async function findIssuer(metadataUrl: string): Promise<Issuer> {
  try {
    const response = await fetch(metadataUrl, { signal: AbortSignal.timeout(patienceMs), redirect: 'error' });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { issuer, jwks_uri, authorization_endpoint } = metadataSchema.parse(await response.json());
    const keys = createRemoteJWKSet(new URL(jwks_uri), { cooldownDuration: quietMs, timeoutDuration: patienceMs });
    return { v2: issuer, keys, authorizeUrl: authorization_endpoint };
  } catch {
    throw cannotTell(unreachableWords);
  }
}

/** Remembers an answer for a day; a failure for a few seconds, so that callers cannot hammer the issuer. */
function remembering<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: { readonly answer: Promise<T>; until: number } | undefined;
  return () => {
    if (known && known.until > Date.now()) return known.answer;
    const entry = { answer: ask(), until: Date.now() + metadataGoodMs };
    entry.answer.catch(() => {
      entry.until = Date.now() + patienceMs;
    });
    known = entry;
    return entry.answer;
  };
}
