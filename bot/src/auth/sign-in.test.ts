// Which ways of signing in there are: a name only on this machine and never in production, a token only where an app is set.
import { describe, expect, it } from 'vitest';
import { accessOf } from '../access.ts';
import { readBotConfig } from '../config.ts';
import type { Connection } from './caller.ts';
import { openSignIn, teamsTokensOf } from './sign-in.ts';

const least = { DATABASE_URL: 'postgres://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' };
const production = {
  ...least,
  ...{
    NODE_ENV: 'production',
    BOT_ID: 'bot',
    BOT_TENANT_ID: 'tenant',
    BOT_TYPE: 'UserAssignedMSI',
    BOT_ACCESS_FILE: 'x',
  },
};
const here: Connection = { remoteAddress: '127.0.0.1', host: '127.0.0.1:3978', forwarded: false };
const access = accessOf([{ person: 'rita', name: 'Rita', roles: ['requester'], companies: [1] }]);

const signIn = (
  settings: Readonly<Record<string, string>>,
  connection: Partial<Connection> = {},
  credential = 'Development rita',
) => {
  const config = readBotConfig(settings);
  const signIns = openSignIn({ config, access, tokens: teamsTokensOf(config), complete: async (caller) => caller });
  return signIns.signIn(credential, { ...here, ...connection });
};

describe('the development sign-in', () => {
  it('takes a name on this machine', async () => {
    expect((await signIn(least)).person).toEqual({ id: 'rita', name: 'Rita' });
    expect((await signIn(least, {}, 'Development guest Guest%20Person')).person).toEqual({
      id: 'guest',
      name: 'Guest Person',
    });
    for (const connection of [
      { remoteAddress: '::1', host: '[::1]:80' },
      { remoteAddress: '::ffff:127.0.0.1', host: 'localhost' },
    ])
      expect((await signIn(least, connection)).person.id).toBe('rita');
  });

  it.each([
    ['from another machine', least, { remoteAddress: '10.0.0.7' }],
    ['from nowhere', least, { remoteAddress: undefined }],
    ['by a foreign name of this machine', least, { host: 'rebound.example.com:3978' }],
    ['through a proxy', least, { forwarded: true }],
    ['at a door that is open to the network', { ...least, BOT_HOST: '0.0.0.0' }, {}],
    ['in production', production, {}],
  ] as const)('is refused %s', async (_, settings, connection) => {
    await expect(signIn(settings, connection)).rejects.toMatchObject({ code: 'REQUEST_NOT_SIGNED_IN' });
  });
});

describe('the settings of the tab', () => {
  it('say what is missing, and keep production on https', () => {
    expect(() => readBotConfig({ ...least, TAB_CLIENT_ID: 'x' })).toThrow(/TAB_DOMAIN[\s\S]*TAB_TENANT_ID/);
    expect(() => readBotConfig({ ...production, TAB_OPENID_URL: 'http://127.0.0.1/x' })).toThrow('TAB_OPENID_URL');
  });

  it('know a tenant however its id is written', () => {
    const { BOT_TENANT_ID, TAB_TENANT_ID } = readBotConfig({ ...least, BOT_TENANT_ID: 'AB-1', TAB_TENANT_ID: 'CD-2' });
    expect([BOT_TENANT_ID, TAB_TENANT_ID]).toEqual(['ab-1', 'cd-2']);
  });

  it('without an app take no token', async () => {
    await expect(signIn(least, {}, 'Bearer a.b.c')).rejects.toMatchObject({ code: 'REQUEST_NOT_SIGNED_IN' });
  });
});
