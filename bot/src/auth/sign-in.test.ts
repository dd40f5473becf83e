// Which ways of signing in there are: a name only with the secret of this start and never beside an identity, a token only where an app is set.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { accessOf } from '../access.ts';
import { readBotConfig } from '../config.ts';
import { openSignIn, teamsTokensOf } from './sign-in.ts';

const secret = randomBytes(24).toString('hex');
const ground = { DATABASE_URL: 'postgres://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' };
const least = { ...ground, REPSYS_DEVELOPMENT_SECRET: secret };
const production = {
  ...ground,
  ...{ BOT_ID: 'bot', BOT_TENANT_ID: 'tenant', BOT_TYPE: 'UserAssignedMSI', BOT_ACCESS_FILE: 'x' },
};
const access = accessOf([{ person: 'rita', name: 'Rita', roles: ['requester'], companies: [1] }]);

const signIn = (settings: Readonly<Record<string, string>>, credential = `Development ${secret} rita`) => {
  const config = readBotConfig(settings);
  const signIns = openSignIn({ config, access, tokens: teamsTokensOf(config), complete: async (caller) => caller });
  return signIns.signIn(credential);
};

describe('the development sign-in', () => {
  it('takes a name with the secret of this start', async () => {
    expect((await signIn(least)).person).toMatchObject({ id: 'rita', name: 'Rita' });
    expect((await signIn(least, `Development ${secret} guest Guest%20Person`)).person).toMatchObject({
      id: 'guest',
      name: 'Guest Person',
    });
  });

  it.each([
    ['without the secret', 'Development rita'],
    ['with another secret', `Development ${randomBytes(24).toString('hex')} rita`],
    ['with the beginning of the secret', `Development ${secret.slice(0, -1)} rita`],
    ['with more than the secret', `Development ${secret}0 rita`],
    ['with no secret at all', 'Development  rita'],
    ['without a name', `Development ${secret}`],
    ['in other words', `development ${secret} rita`],
  ])('is refused %s', async (_, credential) => {
    await expect(signIn(least, credential)).rejects.toMatchObject({ code: 'REQUEST_NOT_SIGNED_IN' });
  });

  it.each([undefined, 'development', 'test', 'production'])(
    'is not there without its switch: NODE_ENV %s',
    async (name) => {
      const settings = { ...production, ...(name && { NODE_ENV: name }) };
      for (const credential of ['Development rita', `Development ${secret} rita`, 'Development undefined rita'])
        await expect(signIn(settings, credential)).rejects.toMatchObject({ code: 'REQUEST_NOT_SIGNED_IN' });
    },
  );
});

describe('the switch for development', () => {
  it.each([
    ['beside an identity', { ...production, REPSYS_DEVELOPMENT_SECRET: secret }, 'REPSYS_DEVELOPMENT_SECRET'],
    ['at a door that is open to the network', { ...least, BOT_HOST: '0.0.0.0' }, 'BOT_HOST'],
    ['at a door that is open to the network, by its other name', { ...least, BOT_HOST: '::' }, 'BOT_HOST'],
    ['with a word that can be guessed', { ...least, REPSYS_DEVELOPMENT_SECRET: '1' }, 'REPSYS_DEVELOPMENT_SECRET'],
  ])('is refused %s', (_, settings, name) => {
    expect(() => readBotConfig(settings)).toThrow(new RegExp(`${name}: `));
  });

  it('is the only way to a made-up day, and to nobody being asked who they are', () => {
    expect(() => readBotConfig({ ...production, REPSYS_TODAY: '2024-05-06' })).toThrow('REPSYS_TODAY: ');
    expect(() => readBotConfig(ground)).toThrow(/BOT_ID: [\s\S]*BOT_ACCESS_FILE: /);
    expect(readBotConfig({ ...least, REPSYS_TODAY: '2024-05-06' }).REPSYS_TODAY).toBe('2024-05-06');
  });
});

describe('the settings of the tab', () => {
  it('say what is missing, and keep on https whatever leaves this machine', () => {
    expect(() => readBotConfig({ ...least, TAB_CLIENT_ID: 'x' })).toThrow(/TAB_DOMAIN[\s\S]*TAB_TENANT_ID/);
    expect(() => readBotConfig({ ...production, TAB_OPENID_URL: 'http://keys.example/x' })).toThrow('TAB_OPENID_URL');
    expect(readBotConfig({ ...production, TAB_OPENID_URL: 'http://127.0.0.1/x' }).TAB_OPENID_URL).toBeDefined();
  });

  it('know a tenant however its id is written', () => {
    const { BOT_TENANT_ID, TAB_TENANT_ID } = readBotConfig({ ...least, BOT_TENANT_ID: 'AB-1', TAB_TENANT_ID: 'CD-2' });
    expect([BOT_TENANT_ID, TAB_TENANT_ID]).toEqual(['ab-1', 'cd-2']);
  });

  it('without an app take no token', async () => {
    await expect(signIn(least, 'Bearer a.b.c')).rejects.toMatchObject({ code: 'REQUEST_NOT_SIGNED_IN' });
  });
});
