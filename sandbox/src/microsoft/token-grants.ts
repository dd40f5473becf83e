// The token endpoint: client_credentials and on-behalf-of, with the refusals of the real one.
import { createHash, X509Certificate } from 'node:crypto';
import { type JWTPayload, jwtVerify } from 'jose';
import type { Reply, Request } from './tls-server.ts';

/** An app: its secret, or its certificate (PEM), and the application permissions that were granted to it. */
export type Client = {
  readonly id: string;
  readonly secret?: string;
  readonly certificate?: string;
  readonly roles: readonly string[];
};

/** The identity that a machine has by itself, told apart by a header that only the machine knows. */
export type Machine = { readonly header: string; readonly roles: readonly string[] };

/** Who has agreed to what apps do in their name. */
export type Agreements = { has(oid: string): boolean; set(oid: string, agreed: boolean): void };

/** Everyone has agreed at the start, or nobody. */
export function agreements(atStart: boolean): Agreements {
  const others = new Set<string>();
  return {
    has: (oid) => others.has(oid) !== atStart,
    set: (oid, agreed) => void (agreed === atStart ? others.delete(oid) : others.add(oid)),
  };
}

/** What the token endpoint works with. */
export type Desk = {
  readonly clients: readonly Client[];
  readonly sign: (claims: JWTPayload) => Promise<string>;
  readonly verify: (token: string) => Promise<JWTPayload | undefined>;
  readonly agreements: Agreements;
  readonly grants: { readonly grant: string; readonly client: string; readonly result: string }[];
  readonly failures: Reply[];
  readonly tokenUrl: () => string;
};

type Refusal = { readonly error: string; readonly code: number; readonly message: string; readonly suberror?: string };

const graphAudience = '00000003-0000-0000-c000-000000000000';
const onBehalfOf = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Answers a POST to the token endpoint. */
export async function answerToken(desk: Desk, request: Request): Promise<Reply> {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const grant = form.get('grant_type') ?? '';
  const note = (result: string) => desk.grants.push({ grant, client: form.get('client_id') ?? '', result });
  const failure = desk.failures.shift();
  if (failure) {
    note(`HTTP ${failure.status}`);
    return failure;
  }
  const given = await grantedBy(desk, form, grant);
  if ('error' in given) {
    note(given.suberror ?? given.error);
    return refusal(given);
  }
  note('token');
  return { status: 200, body: given };
}

type Granted = {
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly access_token: string;
  readonly scope?: string;
  readonly id_token?: string;
  readonly client_info?: string;
};

async function grantedBy(desk: Desk, form: URLSearchParams, grant: string): Promise<Granted | Refusal> {
  const client = desk.clients.find(({ id }) => id === form.get('client_id'));
  if (!client) return { error: 'unauthorized_client', code: 700016, message: 'The application was not found.' };
  if (!(await isClient(desk, client, form)))
    return { error: 'invalid_client', code: 7000215, message: 'Invalid client secret provided.' };
  if (grant === 'client_credentials') return appToken(desk, client, form);
  if (grant === onBehalfOf) return personToken(desk, client, form);
  return { error: 'unsupported_grant_type', code: 70003, message: 'The grant type is not supported.' };
}

async function isClient({ tokenUrl }: Desk, client: Client, form: URLSearchParams): Promise<boolean> {
  if (client.certificate === undefined)
    return client.secret !== undefined && form.get('client_secret') === client.secret;
  if (form.get('client_assertion_type') !== assertionType) return false;
  const certificate = new X509Certificate(client.certificate);
  try {
    const { protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', certificate.publicKey, {
      audience: tokenUrl(),
      issuer: client.id,
      algorithms: ['PS256', 'RS256'],
      // Entra allows clocks to differ by minutes.
      clockTolerance: 300,
    });
    return protectedHeader['x5t#S256'] === createHash('sha256').update(certificate.raw).digest('base64url');
  } catch {
    return false;
  }
}

async function appToken({ sign }: Desk, { id, roles }: Client, form: URLSearchParams): Promise<Granted | Refusal> {
  if (!/\/\.default\b/.test(form.get('scope') ?? ''))
    return { error: 'invalid_scope', code: 1002012, message: 'The scope must end in /.default.' };
  const access_token = await sign({
    aud: graphAudience,
    azp: id,
    oid: `app-${id}`,
    sub: `app-${id}`,
    roles: [...roles],
  });
  return { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token };
}

async function personToken(desk: Desk, { id }: Client, form: URLSearchParams): Promise<Granted | Refusal> {
  const person = await desk.verify(form.get('assertion') ?? '');
  if (!person || form.get('requested_token_use') !== 'on_behalf_of')
    return { error: 'invalid_grant', code: 500133, message: 'Assertion is not within its valid time range.' };
  if (person.aud !== id)
    return { error: 'invalid_grant', code: 50013, message: 'Assertion failed audience validation.' };
  const oid = String(person.oid);
  if (!desk.agreements.has(oid))
    return {
      error: 'invalid_grant',
      code: 65001,
      message: 'The user has not consented.',
      suberror: 'consent_required',
    };
  const scope = form.get('scope') ?? '';
  const names = scope.split(' ').map((name) => name.slice(name.lastIndexOf('/') + 1));
  const scp = names.filter((name) => !['openid', 'profile', 'offline_access'].includes(name)).join(' ');
  const { name, preferred_username } = person;
  const access_token = await desk.sign({ aud: graphAudience, azp: id, oid, sub: oid, name, preferred_username, scp });
  const id_token = await desk.sign({ aud: id, oid, sub: oid, name, preferred_username });
  const client_info = Buffer.from(JSON.stringify({ uid: oid, utid: person.tid })).toString('base64url');
  return { token_type: 'Bearer', scope, expires_in: 3599, ext_expires_in: 3599, access_token, id_token, client_info };
}

/** Answers the identity endpoint of a machine (App Service's way). */
export async function answerMachine({ sign, grants }: Desk, machine: Machine, request: Request): Promise<Reply> {
  const isMachine = request.headers['x-identity-header'] === machine.header;
  grants.push({ grant: 'managed_identity', client: 'machine', result: isMachine ? 'token' : 'refused' });
  if (!isMachine) return { status: 401, body: { error: 'invalid_client' } };
  const access_token = await sign({ aud: graphAudience, oid: 'machine', sub: 'machine', roles: [...machine.roles] });
  const expires_on = String(Math.floor(Date.now() / 1000) + 3599);
  return {
    status: 200,
    body: { token_type: 'Bearer', resource: request.query.get('resource'), expires_on, access_token },
  };
}

function refusal({ error, code, message, suberror }: Refusal): Reply {
  const error_description = `AADSTS${code}: ${message}`;
  const body = { error, error_description, error_codes: [code], ...(suberror ? { suberror } : {}) };
  return { status: error === 'invalid_client' ? 401 : 400, body };
}
