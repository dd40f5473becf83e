// F5 in Teams, as far as this machine goes: the settings that the Toolkit writes start a world whose bot asks everybody who they are.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { substitute } from '../appPackage/app-package.ts';
import { client, domain, type Issuer, startIssuer, tenant } from '../bot/src/api/testing/issuer.ts';
import { freePort } from '../sandbox/src/world/free-port.ts';
import { startWorld, type World } from '../sandbox/src/world/world.ts';
import { read } from './house/tree.ts';
import { openWorld, type TestWorld } from './kit/world.ts';

const values = {
  TEAMS_APP_ID: '55555555-5555-4555-8555-555555555555',
  BOT_ID: '44444444-4444-4444-8444-444444444444',
  AAD_APP_CLIENT_ID: client,
  AAD_APP_TENANT_ID: tenant,
  TAB_DOMAIN: domain,
  SECRET_BOT_PASSWORD: 'not-asked-for-here',
  SECRET_AAD_APP_CLIENT_SECRET: 'nor-this',
};

/** What the Toolkit would write into .localConfigs with these values. */
function localSettings(): Readonly<Record<string, string>> {
  const { deploy } = parse(read('teamsapp.local.yml')) as { readonly deploy: readonly Deploy[] };
  const { envs } = deploy.find(({ with: { target } }) => target === './.localConfigs')?.with ?? {};
  return JSON.parse(
    substitute(
      JSON.stringify(envs, (_, value) => (typeof value === 'number' ? `${value}` : value)),
      values,
    ),
  );
}
type Deploy = { readonly with: { readonly target?: string; readonly envs?: unknown } };

describe('the world behind a tunnel', () => {
  let ground: TestWorld;
  let issuer: Issuer;
  let world: World;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    [ground, issuer, folder] = await Promise.all([
      openWorld(),
      startIssuer(),
      mkdtemp(join(tmpdir(), 'repsys-local-teams-')),
    ]);
    // Built already, so that it is not built again.
    await mkdir(join(folder, 'tab'));
    await writeFile(join(folder, 'tab/index.html'), '<title>Reports</title>');
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    const metadata = { TAB_OPENID_URL: issuer.settings.TAB_OPENID_URL };
    const environment = { ...ground.environment(), ...localSettings(), ...metadata, BOT_PORT: port };
    world = await startWorld({ folder, environment, graceSeconds: 1, chat: true, say: () => undefined });
  });
  afterAll(async () => {
    await world?.stop();
    await issuer?.close();
    await ground?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has no chat window: Teams is the window', () => {
    expect(world.sign).not.toHaveProperty('chatUrl');
    expect(world.sign).not.toHaveProperty('teamsUrl');
  });

  it('shows the tab at the address of the manifest', async () => {
    const { staticTabs } = JSON.parse(substitute(read('appPackage/manifest.json'), { ...process.env, ...whole }));
    const address = String(staticTabs[1].contentUrl).replace(`https://${domain}`, url);
    const answer = await fetch(address);
    expect([answer.status, await answer.text()]).toEqual([200, '<title>Reports</title>']);
  });

  it('knows who opens the tab by a token for the app that Entra has', async () => {
    const { identifierUris } = JSON.parse(substitute(read('aad.manifest.json'), whole));
    const token = await issuer.token({ aud: identifierUris[0], iss: issuer.v1, ver: '1.0' });
    const answer = await fetch(`${url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({ person: { name: 'Rita' } });
  });

  it.each([
    ['GET', '/api/me'],
    ['POST', '/api/messages'],
  ])('answers nobody who does not say who they are: %s %s', async (method, path) => {
    const body = method === 'POST' ? { body: JSON.stringify(message) } : {};
    const answer = await fetch(url + path, { method, headers: { 'content-type': 'application/json' }, ...body });
    expect(answer.status).toBe(401);
  });
});

/** What Teams would send, but for its signature. */
const message = {
  ...{
    type: 'message',
    id: '1',
    text: 'run TB 2024-03',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/',
  },
  ...{ from: { id: '29:x', aadObjectId: 'x' }, recipient: { id: '28:bot' } },
  ...{
    conversation: { id: 'a:1', conversationType: 'personal', tenantId: tenant },
    channelData: { tenant: { id: tenant } },
  },
};

/** What every place in the manifests needs. */
const whole = {
  ...values,
  ...{ APP_NAME: 'x', DEVELOPER_NAME: 'x', AAD_APP_OBJECT_ID: 'x', AAD_APP_ACCESS_AS_USER_PERMISSION_ID: 'x' },
  ...{ DEVELOPER_WEBSITE_URL: 'x', DEVELOPER_PRIVACY_URL: 'x', DEVELOPER_TERMS_URL: 'x' },
};
