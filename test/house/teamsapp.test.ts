// The project files of the Toolkit: every action is one that it knows, everything named is there, every variable has been written before it is read.
import { roles } from '@repsys/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { variablesIn } from '../../appPackage/app-package.ts';
import { readBotConfig, settingNames } from '../../bot/src/config.ts';
import { purposes } from '../../bot/src/graph/person-graph.ts';
import { type Action, type ProjectFile, projectFile, writtenBy } from './teamsapp-actions.ts';
import { files, read } from './tree.ts';

/** Names as the Toolkit reads them; the one of the playground is "testtool" in this family of names. */
const environments = {
  'teamsapp.yml': 'dev',
  'teamsapp.local.yml': 'local',
  'teamsapp.testtool.yml': 'testtool',
} as const;
type File = keyof typeof environments;

const fileNames = Object.keys(environments) as readonly File[];
const projectOf = (file: File): ProjectFile => projectFile.parse(parse(read(file)));
const actionsOf = ({ provision = [], deploy = [], publish = [] }: ProjectFile): readonly Action[] => [
  ...provision,
  ...deploy,
  ...publish,
];
const json = (file: string): unknown => JSON.parse(read(file));
const ground = { DATABASE_URL: 'postgres://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' };

/** Variables that an environment's file has a place for; a person or the tunnel fills some. */
const namesIn = (file: File): readonly string[] => [
  ...[...read(`env/.env.${environments[file]}`).matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name),
  ...[...read(`env/.env.${environments[file]}`).matchAll(/\bSECRET_[A-Z0-9_]+/g)].map(([name]) => name),
];

/** What the tasks write before provision, what the Toolkit makes up, and the outputs of the resources. */
const tunnelled = ['BOT_ENDPOINT', 'TAB_DOMAIN'];
const madeByUpdate = ['AAD_APP_ACCESS_AS_USER_PERMISSION_ID'];
const outputsOf = (path: string): readonly string[] =>
  [...read(path.replace('./', '')).matchAll(/^output (\w+) /gm)].map(([, name = '']) => name.toUpperCase());

/** Texts that an action reads variables in: its own, and the files that it takes values into. */
function textsReadBy(each: Action): readonly string[] {
  const given = JSON.stringify(each.with);
  const taken = [...given.matchAll(/"\.\/([\w./-]+\.(?:json))"/g)].map(([, file = '']) => file);
  return [given, ...taken.filter((file) => files.includes(file)).map(read)];
}

/** Variables read before anything wrote them, as `action: NAME`. */
function readTooEarly(file: File): readonly string[] {
  const known = new Set([
    ...['TEAMSFX_ENV', 'TEAMS_APP_TENANT_ID'],
    ...namesIn(file).filter((name) => !producedIn(file).includes(name)),
    ...(file === 'teamsapp.local.yml' ? tunnelled : []),
  ]);
  return actionsOf(projectOf(file)).flatMap((each) => {
    if (each.uses === 'aadApp/update') for (const name of madeByUpdate) known.add(name);
    const missing = textsReadBy(each)
      .flatMap(variablesIn)
      .filter((name) => !known.has(name));
    for (const name of producedBy(each)) known.add(name);
    return missing.map((name) => `${each.uses}: ${name}`);
  });
}

function producedBy(each: Action): readonly string[] {
  const written = Object.values(writtenBy(each));
  if (each.uses !== 'arm/deploy') return written;
  const { templates } = each.with as { readonly templates: readonly { readonly path: string }[] };
  return [...written, ...templates.flatMap(({ path }) => outputsOf(path))];
}

const producedIn = (file: File): readonly string[] => [
  ...actionsOf(projectOf(file)).flatMap(producedBy),
  ...madeByUpdate,
  ...(file === 'teamsapp.local.yml' ? tunnelled : []),
];

describe.each(fileNames)('%s', (file) => {
  it('has actions that the Toolkit knows, with all that they need', () => {
    const { error } = projectFile.safeParse(parse(read(file)));
    expect(error?.message).toBeUndefined();
  });

  it('names the schema that it follows', () => {
    const [first = ''] = read(file).split('\n');
    expect(first).toContain(`/${projectOf(file).version}/yaml.schema.json`);
  });

  it('reads no variable before it is there', () => {
    expect(readTooEarly(file)).toEqual([]);
  });

  it('finds a place in the environment for all that it writes, but for secrets', () => {
    const written = actionsOf(projectOf(file)).flatMap((each) => Object.values(writtenBy(each)));
    expect(written.filter((name) => !name.startsWith('SECRET_') && !namesIn(file).includes(name))).toEqual([]);
  });

  it('has no variable inside braces or brackets, where the Toolkit would not parse it', () => {
    expect(read(file).match(/[{[,]\s*\$\{\{/g)).toBeNull();
  });

  it('names files that are there', () => {
    const named = [...read(file).matchAll(/(?:manifestPath|path|parameters): \.\/(\S+)|--file (\S+)/g)];
    const missing = named.map(([, path, option]) => path ?? option ?? '').filter((path) => !files.includes(path));
    expect(missing).toEqual([]);
  });
});

describe('what the local bot is told', () => {
  const { deploy = [] } = projectOf('teamsapp.local.yml');
  const file = deploy.find(({ uses }) => uses === 'file/createOrUpdateEnvironmentFile');
  const { envs = {} } = (file?.with ?? {}) as { readonly envs?: Readonly<Record<string, string | number>> };

  it('has settings of the bot only', () => {
    expect(Object.keys(envs).length).toBeGreaterThan(5);
    expect(Object.keys(envs).filter((name) => !settingNames.includes(name))).toEqual([]);
  });

  it('makes a bot that knows who writes and who opens the tab', () => {
    const values = Object.entries(envs).map(([name, value]) => [name, String(value).replace(/\$\{\{\w+\}\}/g, 'x')]);
    const config = readBotConfig({ ...ground, ...Object.fromEntries(values) });
    expect(config).toMatchObject({ BOT_ID: 'x', BOT_TENANT_ID: 'x', TAB_CLIENT_ID: 'x', TAB_DOMAIN: 'x' });
    expect(config.unknown).toEqual([]);
  });

  it('leads from cards to a tab of the manifest', () => {
    const { staticTabs } = json('appPackage/manifest.json') as { readonly staticTabs: readonly { entityId: string }[] };
    const [, app, tab] =
      /^https:\/\/teams\.microsoft\.com\/l\/entity\/([^/]+)\/([^/?]+)$/.exec(String(envs.BOT_TAB_URL)) ?? [];
    expect(app).toBe(`\${{TEAMS_APP_ID}}`);
    expect(staticTabs.map(({ entityId }) => entityId)).toContain(tab);
  });
});

describe('aad.manifest.json', () => {
  const app = json('aad.manifest.json') as EntraApp;
  const { resource } = (json('appPackage/manifest.json') as { webApplicationInfo: { resource: string } })
    .webApplicationInfo;

  it('is called in Entra as the manifest of Teams says', () => {
    expect(app.identifierUris).toEqual([resource]);
    expect(app.signInAudience).toBe('AzureADMyOrg');
  });

  it('lets the window of an agreement end where the tab waits for it', () => {
    const [, path] =
      /redirect_uri: `\$\{originOf\(settings, request\)\}(\S+)`/.exec(read('bot/src/api/consent.ts')) ?? [];
    expect(app.web.redirectUris).toEqual([`https://\${{TAB_DOMAIN}}${path}`]);
  });

  it('gives tokens of version 2 with the one scope that the bot asks for', () => {
    expect(app.api.requestedAccessTokenVersion).toBe(2);
    expect(app.api.oauth2PermissionScopes.map(({ value }) => value)).toEqual(['access_as_user']);
  });

  it('lets the clients of Teams, Outlook and Microsoft 365 ask for that scope, and nobody else', () => {
    const scope = app.api.oauth2PermissionScopes[0]?.id;
    expect(app.api.preAuthorizedApplications.map(({ delegatedPermissionIds }) => delegatedPermissionIds)).toEqual(
      app.api.preAuthorizedApplications.map(() => [scope]),
    );
    const clients = app.api.preAuthorizedApplications.map(({ appId }) => appId);
    expect(clients).toEqual(expect.arrayContaining(teamsClients));
    expect(new Set(clients).size).toBe(clients.length);
  });

  it('has the roles of the access list', () => {
    expect(app.appRoles.map(({ value }) => value)).toEqual([...roles]);
    expect(new Set(app.appRoles.map(({ id }) => id)).size).toBe(roles.length);
  });

  it('asks Microsoft Graph for what the bot does in a person’s name, and no more', () => {
    const asked = app.requiredResourceAccess.flatMap(({ resourceAccess }) => resourceAccess.map(({ id }) => id));
    expect(asked.sort()).toEqual(Object.values(purposes).flat().sort());
  });
});

/** Teams on desktops and phones, Teams in a browser. */
const teamsClients = ['1fec8e78-bce4-4aaf-ab1b-5451cc387264', '5e3ce6c0-2b1f-4285-8d4b-75ee78787346'];

type EntraApp = {
  readonly identifierUris: readonly string[];
  readonly signInAudience: string;
  readonly web: { readonly redirectUris: readonly string[] };
  readonly api: {
    readonly requestedAccessTokenVersion: number;
    readonly oauth2PermissionScopes: readonly { readonly id: string; readonly value: string }[];
    readonly preAuthorizedApplications: readonly {
      readonly appId: string;
      readonly delegatedPermissionIds: readonly string[];
    }[];
  };
  readonly appRoles: readonly { readonly id: string; readonly value: string }[];
  readonly requiredResourceAccess: readonly { readonly resourceAccess: readonly { readonly id: string }[] }[];
};

describe('env/', () => {
  it('has no secret and no value that only a tenant gives', () => {
    for (const file of fileNames) {
      const lines = read(`env/.env.${environments[file]}`).split('\n');
      const written = [...producedIn(file), 'TEAMS_APP_TENANT_ID'];
      expect(
        lines.filter((line) => written.some((name) => line.startsWith(`${name}=`) && line !== `${name}=`)),
      ).toEqual([]);
      expect(lines.filter((line) => /^SECRET_/.test(line))).toEqual([]);
      expect(lines).toContain(`TEAMSFX_ENV=${environments[file]}`);
    }
  });

  it('keeps what a person fills in out of git', () => {
    const ignored = read('.gitignore').split('\n');
    expect(ignored).toEqual(
      expect.arrayContaining(['/env/.env.*.user', '/.localConfigs', '/appPackage/build/', '/build/']),
    );
  });
});
