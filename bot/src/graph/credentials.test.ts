// The bot's own tokens and tokens in a person's name, over the wire against a local Entra.
import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeCertificate } from '../../../sandbox/src/microsoft/certificate.ts';
import { startTokenService, type TokenService } from '../../../sandbox/src/microsoft/token-service.ts';
import { type Line, openLine } from '../files/line.ts';
import { type AppIdentity, appTokens, type Entra } from './credentials.ts';
import { type GraphTokensBy, graphTokens } from './open-tokens.ts';

const tenantId = '11111111-1111-4111-8111-111111111111';
const clientId = '22222222-2222-4222-8222-222222222222';
const identity: AppIdentity = { kind: 'secret', tenantId, clientId, secret: 'right' };

let entra: TokenService;
let line: Line;
let by: Entra;
let certified: AppIdentity;
beforeAll(async () => {
  const own = await makeCertificate('rsa');
  entra = await startTokenService({
    tenant: tenantId,
    clients: [
      { id: clientId, secret: 'right', roles: ['Sites.Selected'] },
      { id: 'certified', certificate: own.certificate, roles: ['Files.ReadWrite.All'] },
    ],
    machine: { header: 'known-to-the-machine', roles: ['Sites.Selected'] },
  });
  const thumbprintSha256 = new X509Certificate(own.certificate).fingerprint256.replaceAll(':', '');
  certified = { kind: 'certificate', tenantId, clientId: 'certified', thumbprintSha256, privateKey: own.key };
  line = openLine({ ca: entra.certificate });
  by = { line, authority: entra.authority };
});
afterAll(() => entra.close());
afterEach(() => vi.unstubAllEnvs());

const failureOf = (asking: Promise<unknown>) =>
  asking.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );

describe('the bot’s own token', () => {
  it('is had for a secret, and carries what the administrator granted', async () => {
    expect(await entra.rolesOf(await appTokens(identity, by).token())).toEqual(['Sites.Selected']);
  });

  it('is had for a certificate', async () => {
    expect(await entra.rolesOf(await appTokens(certified, by).token())).toEqual(['Files.ReadWrite.All']);
  });

  it('is had for the identity that a machine has by itself', async () => {
    vi.stubEnv('IDENTITY_ENDPOINT', `${entra.origin}/machine/token`);
    vi.stubEnv('IDENTITY_HEADER', 'known-to-the-machine');
    const token = await appTokens({ kind: 'managed-identity' }, by).token();
    expect(await entra.rolesOf(token)).toEqual(['Sites.Selected']);
  });

  it('is fetched once, also for those who ask at the same time', async () => {
    const tokens = appTokens(identity, by);
    const before = entra.grants.length;
    const all = [...(await Promise.all([tokens.token(), tokens.token()])), await tokens.token()];
    expect(new Set(all).size).toBe(1);
    expect(entra.grants.length).toBe(before + 1);
  });

  it('is refused for a wrong secret, which is not told', async () => {
    const error = await failureOf(appTokens({ ...identity, secret: 'wrong-one' }, by).token());
    expect(error).toMatchObject({ code: 'DELIVERY_NOT_ALLOWED', details: { number: 'AADSTS7000215' } });
    expect(JSON.stringify(error) + String(error)).not.toContain('wrong-one');
  });

  it('waits for another time when Entra is down', async () => {
    entra.failNext({ status: 503, body: { error: 'temporarily_unavailable' } });
    const error = await failureOf(appTokens(identity, by).token());
    expect(error).toMatchObject({ code: 'DELIVERY_FAILED', retryable: true });
  });

  it('waits for another time when nobody is there', async () => {
    const authority = 'https://localhost:1/tenant';
    expect(await failureOf(appTokens(identity, { line, authority }).token())).toMatchObject({
      code: 'DELIVERY_FAILED',
      retryable: true,
    });
  });
});

const person = (more: Partial<Parameters<TokenService['personToken']>[0]> = {}) =>
  entra.personToken({ oid: 'oid-dana', audience: clientId, ...more });

describe('a token in a person’s name', () => {
  const ask = async (assertion: string, way: GraphTokensBy = 'msal') =>
    (await graphTokens(way, identity, by)).tokenFor({ assertion }, ['User.Read', 'Files.ReadWrite']);

  it('is that person’s, for the scopes asked for', async () => {
    const answer = await ask(await person());
    const claims = answer.kind === 'token' ? await entra.verify(answer.token) : undefined;
    expect(claims).toMatchObject({ oid: 'oid-dana', scp: 'User.Read Files.ReadWrite' });
  });

  it('is kept for the next question', async () => {
    const [tokens, assertion] = [await graphTokens('msal', identity, by), await person({ oid: 'oid-kept' })];
    const first = await tokens.tokenFor({ assertion }, ['User.Read']);
    const before = entra.grants.length;
    expect(await tokens.tokenFor({ assertion }, ['User.Read'])).toEqual(first);
    expect(entra.grants.length).toBe(before);
  });

  it('wants consent where it was not given, and comes once it is', async () => {
    entra.setConsent('oid-new', false);
    const assertion = await person({ oid: 'oid-new' });
    expect(await ask(assertion)).toEqual({ kind: 'consent-required' });
    entra.setConsent('oid-new', true);
    expect(await ask(assertion)).toMatchObject({ kind: 'token' });
  });

  it.each([
    ['expired', { expiresInS: -60 }],
    ['signed by somebody else', { foreignKey: true }],
    ['meant for another app', { audience: '33333333-3333-4333-8333-333333333333' }],
  ])('is not had for a person’s token that is %s', async (_, more) => {
    expect(await ask(await person(more))).toEqual({ kind: 'sign-in-again' });
  });

  it('fails for the bot’s own wrong secret as the bot’s failure, not the person’s', async () => {
    const tokens = await graphTokens('msal', { ...identity, secret: 'wrong-one' }, by);
    const error = await failureOf(tokens.tokenFor({ assertion: await person() }, ['User.Read']));
    expect(error).toMatchObject({ code: 'DELIVERY_NOT_ALLOWED' });
  });

  it('by teamsfx: an expired token is told apart before anything is asked', async () => {
    expect(await ask(await person({ expiresInS: -60 }), 'teamsfx')).toEqual({ kind: 'sign-in-again' });
  });

  it('by teamsfx: what is no token at all is a failure', async () => {
    expect(await failureOf(ask('not-a-token', 'teamsfx'))).toMatchObject({ code: 'DELIVERY_FAILED' });
  });

  it('by teamsfx needs a secret', async () => {
    await expect(graphTokens('teamsfx', certified, by)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });
});
