// The token of Teams, every way in which it can be wrong, over real HTTP.
import { generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client, domain, type Issuer, type Signing, startIssuer, tenant } from '../api/testing/issuer.ts';
import { openTeamsTokens, type TeamsTokens } from './teams-token.ts';

let issuer: Issuer;
let verify: TeamsTokens['verify'];

beforeAll(async () => {
  issuer = await startIssuer();
  ({ verify } = openTeamsTokens({
    clientId: client,
    domain,
    tenant,
    botId: 'the-bot',
    metadataUrl: issuer.settings.TAB_OPENID_URL ?? '',
  }));
});
afterAll(() => issuer.close());

const v1 = (): JWTPayload => ({ iss: issuer.v1, ver: '1.0', aud: `api://${domain}/${client}` });
const judged = async (claims: JWTPayload = {}, signing: Signing = {}) => verify(await issuer.token(claims, signing));

describe('a token is taken', () => {
  it('of version 2, with the person, their groups and app roles', async () => {
    const { person } = await judged({ groups: ['g1'], roles: ['Reports.Requester'] });
    expect(person).toEqual({
      id: 'requester',
      name: 'Rita',
      groups: ['g1'],
      appRoles: ['Reports.Requester'],
      standing: 'member',
    });
  });

  it.each([
    { what: 'a guest, as the token says', claims: { acct: 1 }, standing: 'guest' },
    {
      what: 'a guest, at home in another tenant',
      claims: { idp: 'https://sts.windows.net/99999999-0000-4000-8000-000000000000/' },
      standing: 'guest',
    },
    { what: 'a member, as the token says', claims: { acct: 0, idp: 'live.com' }, standing: 'member' },
  ])('of $what', async ({ claims, standing }) => {
    expect((await judged(claims)).person.standing).toBe(standing);
  });

  it('until it ends', async () => {
    const { expiresAt } = await judged();
    expect(expiresAt).toBeGreaterThan(Date.now());
  });

  it('of version 1', async () => {
    expect((await judged({ ...v1(), name: undefined, upn: 'rita@example.com' })).person.name).toBe('rita@example.com');
  });

  it.each([`api://${domain}/botid-${client}`, `api://${domain}/botid-the-bot`])('for the audience %s', async (aud) => {
    expect((await judged({ aud })).person.id).toBe('requester');
  });

  it('that has ended within the minute by which clocks may differ', async () => {
    expect((await judged({}, { expiresInS: -30 })).person.id).toBe('requester');
  });
});

const later = Math.floor(Date.now() / 1_000) + 600;
const bad: readonly [words: string, claims: () => JWTPayload, signing?: Signing][] = [
  ['for another audience', () => ({ aud: 'another-app' })],
  ['for our audience of another domain', () => ({ aud: `api://evil.example.com/${client}` })],
  ['of another tenant', () => ({ tid: 'another' })],
  ['of another issuer', () => ({ iss: 'https://login.microsoftonline.com/another/v2.0' })],
  ['of version 1 from the issuer of version 2', () => ({ ver: '1.0' })],
  ['of version 2 from the issuer of version 1', () => ({ ...v1(), ver: '2.0' })],
  ['of a version that there is not', () => ({ ver: '3.0' })],
  ['with another scope', () => ({ scp: 'User.Read' })],
  ['whose scope only begins alike', () => ({ scp: 'access_as_user_too' })],
  ['of an app alone', () => ({ scp: undefined, roles: ['Reports.Requester'] })],
  ['of nobody', () => ({ oid: undefined })],
  ['of an empty name', () => ({ oid: '' })],
  ['without an end', () => ({ exp: undefined })],
  ['that is not valid yet', () => ({ nbf: later })],
  ['that has expired', () => ({}), { expiresInS: -120 }],
  ['signed with a key that nobody published', () => ({}), { foreignKey: true }],
];

describe('a token is refused', () => {
  it.each(bad.map(([words, claims, signing]) => ({ words, claims, signing })))(
    '$words',
    async ({ claims, signing }) => {
      await expect(judged(claims(), signing)).rejects.toMatchObject({
        code: 'REQUEST_NOT_SIGNED_IN',
      });
    },
  );

  it('without a signature, or signed with a shared secret', async () => {
    const [, payload] = (await issuer.token()).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const shared = `${Buffer.from('{"alg":"HS256","kid":"k1"}').toString('base64url')}.${payload}.AAAA`;
    for (const token of [none, shared, 'garbage', 'a.b.c'])
      await expect(verify(token)).rejects.toMatchObject({ code: 'REQUEST_NOT_SIGNED_IN' });
  });

  it('signed in another way than RS256', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({ tid: tenant }).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey);
    await expect(verify(token)).rejects.toMatchObject({ code: 'REQUEST_NOT_SIGNED_IN' });
  });

  it('with unknown keys does not make us fetch keys again and again', async () => {
    const before = issuer.keyFetches();
    for (let count = 0; count < 10; count += 1)
      await expect(judged({}, { kid: `unknown-${count}` })).rejects.toMatchObject({ code: 'REQUEST_NOT_SIGNED_IN' });
    expect(issuer.keyFetches() - before).toBeLessThanOrEqual(1);
  });
});

describe('an issuer that does not answer', () => {
  it('is trouble that passes, not a bad token', async () => {
    const { verify: away } = openTeamsTokens({
      clientId: client,
      domain,
      tenant,
      metadataUrl: 'http://127.0.0.1:9/metadata',
    });
    await expect(away(await issuer.token())).rejects.toMatchObject({ details: { status: 503 } });
  });
});
