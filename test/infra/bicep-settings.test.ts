// What the Bicep gives the processes is what they take: settings, secrets, ports, probes, the queue's name.
import { redisPrefix } from '@repsys/core/node';
import { describe, expect, it } from 'vitest';
import { readBotConfig } from '../../bot/src/config.ts';
import { readRunnerConfig } from '../../runner/src/config.ts';
import { matching, read } from '../house/tree.ts';
import { type BicepFile, itemsOf, readBicep, under, type Value, wordOf } from './bicep.ts';

const apps = await readBicep(read('infra/modules/container-apps.bicep'));
const ground = await readBicep(read('infra/modules/ground.bicep'));
const entry = await readBicep(read('infra/azure.bicep'));

const company = '111111';
/** A text with the company in it; other gaps are written `<name>`. */
const filled = (text: string) =>
  text
    .replace(/\$\{company\}/g, company)
    .replace(/\$\{([\w.]+)\}/g, '<$1>')
    .replace(/^'|'$/g, '');

/** What Azure puts in at its time, as far as a process looks at it. */
const given: Readonly<Record<string, string>> = {
  'database-url': 'postgres://repsys:x@repsys.private.postgres.database.azure.com:5432/repsys?sslmode=verify-full',
  'redis-key': 'a+b/c=',
  'tab-client-secret': 'x',
  [`plex-${company}-user`]: 'user',
  [`plex-${company}-password`]: 'password',
  'rediss://<redisAddress>': 'rediss://repsys.westeurope.redis.azure.net:10000',
  'string(botPort)': '3978',
  'string(runnerPort)': '9464',
  'string(botGraceSeconds)': '30',
  'string(runnerGraceSeconds)': '300',
  'botIdentity.properties.clientId': '11111111-1111-4111-8111-111111111111',
  tenantId: '22222222-2222-4222-8222-222222222222',
  tabClientId: '33333333-3333-4333-8333-333333333333',
  '<botName>.<environment.properties.defaultDomain>': 'repsys-bot.blue.westeurope.azurecontainerapps.io',
  'https://teams.microsoft.com/l/entity/<teamsAppId>/reports': 'https://teams.microsoft.com/l/entity/x/reports',
  plexUrl: 'https://plex.example/Datasource/service.asmx',
  companies: company,
};

const app = (name: string) => apps.resources.find((each) => each.name === name)?.body;
const container = (name: string) => itemsOf(under(app(name), 'properties', 'template', 'containers'))[0];

/** A variable in the place of its name. */
function resolved(file: BicepFile, values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => {
    const known = file.variables.find(({ name }) => value.kind === 'computed' && name === value.text)?.value;
    return known?.kind === 'list' ? resolved(file, known.items) : [value];
  });
}

/** Settings by name; the value as the process sees it. */
function environmentOf(name: string): Readonly<Record<string, string>> {
  const listed = resolved(apps, itemsOf(under(container(name), 'env')));
  return Object.fromEntries(
    listed
      .filter((each) => wordOf(under(each, 'name')) !== 'setting.key')
      .map((each) => [filled(wordOf(under(each, 'name'))), valueOfSetting(each)] as const),
  );
}

function valueOfSetting(setting: Value): string {
  const value = under(setting, 'value');
  const chosen = value?.kind === 'either' ? value.values.at(-1) : value;
  const word = wordOf(chosen ?? under(setting, 'secretRef'));
  return chosen?.kind === 'text' ? word : (given[filled(word)] ?? expect.fail(`what is ${word}?`));
}

describe('the settings that Container Apps gives', () => {
  it('to the bot are all known, complete, and for production', () => {
    const config = readBotConfig(environmentOf('bot'));
    expect(config).toMatchObject({ BOT_TYPE: 'UserAssignedMSI', BOT_HOST: '0.0.0.0' });
    expect(config.unknown).toEqual([]);
  });

  it('to the runner are all known, complete, and for production', () => {
    const config = readRunnerConfig(environmentOf('runner'));
    expect(config).toMatchObject({ accounts: [{ company: Number(company), user: 'user' }] });
    expect(config.unknown).toEqual([]);
  });

  it('are names of docs/settings.md, each one', () => {
    const page = read('docs/settings.md').replaceAll('<number>', company);
    const names = [...Object.keys(environmentOf('bot')), ...Object.keys(environmentOf('runner'))];
    expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('hold secrets only as references to the vault', () => {
    const secret = /_URL$|PASSWORD|SECRET|_USER$/;
    const open = ['bot', 'runner'].flatMap((name) =>
      resolved(apps, itemsOf(under(container(name), 'env')))
        .filter((each) => secret.test(wordOf(under(each, 'name')).replace(/'$/, '')) && under(each, 'value'))
        .map((each) => wordOf(under(each, 'name'))),
    );
    expect([...new Set(open)].sort()).toEqual(['BOT_TAB_URL', 'PLEX_URL', 'REDIS_URL']);
  });
});

describe('the secrets of the vault', () => {
  const namesIn = (file: BicepFile) =>
    file.modules
      .filter(({ target }) => target === 'secret.bicep')
      .map(({ body }) => filled(wordOf(under(body, 'params', 'name'))));

  const variable = (name: string) => {
    const found = apps.variables.find((each) => each.name === name)?.value;
    return itemsOf(found).map(wordOf);
  };
  const ofCompany = (name: string) => {
    const found = apps.variables.find((each) => each.name === name)?.value;
    return itemsOf(found).map((each) => filled(wordOf(under(each, 'name'))));
  };
  const shown = {
    bot: variable('botSecretNames'),
    runner: [...variable('runnerSecretNames'), ...ofCompany('userSecrets'), ...ofCompany('passwordSecrets')],
  };

  it('are written before they are read', async () => {
    const services = await Promise.all(
      matching(/^infra\/modules\/(postgres|redis)\.bicep$/).map((path) => readBicep(read(path))),
    );
    const written = [ground, ...services].flatMap(namesIn).sort();
    expect([...new Set([...shown.bot, ...shown.runner])].sort()).toEqual(written);
  });

  it('are shown to a process only if it refers to them', () => {
    for (const [name, secrets] of Object.entries(shown)) {
      const referred = resolved(apps, itemsOf(under(container(name), 'env'))).map((each) =>
        filled(wordOf(under(each, 'secretRef'))),
      );
      const files = itemsOf(under(app(name), 'properties', 'template', 'volumes')).flatMap((volume) =>
        itemsOf(under(volume, 'secrets')).map((each) => wordOf(under(each, 'secretRef'))),
      );
      expect(
        secrets.filter((each) => !referred.includes(each) && !files.includes(each)),
        name,
      ).toEqual([]);
    }
  });

  it('give the bot no Plex account, and the runner nothing of the bot', () => {
    expect(shown.bot.filter((name) => name.startsWith('plex-'))).toEqual([]);
    expect(shown.runner.filter((name) => /^(bot|access)-/.test(name))).toEqual([]);
    const readersOf = (name: string) => {
      const found = ground.modules.find(({ body }) => filled(wordOf(under(body, 'params', 'name'))) === name);
      return itemsOf(under(found?.body, 'params', 'readers')).map((each) => wordOf(each).split('.')[0]);
    };
    expect(readersOf(`plex-${company}-password`)).toEqual(['runnerIdentity']);
    expect(readersOf('access-list')).toEqual(['botIdentity']);
  });
});

describe('the two apps', () => {
  it.each([
    ['bot', 'bot/src/server.ts', 3],
    ['runner', 'core/src/node/telemetry/watch-server.ts', 2],
  ] as const)('are probed where they answer: %s', (name, door, probes) => {
    const paths = itemsOf(under(container(name), 'probes')).map((probe) => wordOf(under(probe, 'httpGet', 'path')));
    expect(paths.length).toBe(probes);
    expect(paths.filter((path) => !read(door).includes(`'${path}'`))).toEqual([]);
  });

  it('have longer to end than the processes take to drain', () => {
    const seconds = (name: string) => wordOf(apps.variables.find((each) => each.name === name)?.value);
    expect([seconds('botGraceSeconds'), seconds('runnerGraceSeconds')]).toEqual(['30', '300']);
    expect(Number(seconds('roomSeconds'))).toBeGreaterThanOrEqual(30);
    const grace = ['bot', 'runner'].map((name) =>
      wordOf(under(app(name), 'properties', 'template', 'terminationGracePeriodSeconds')),
    );
    expect(grace).toEqual(['botGraceSeconds + roomSeconds', 'runnerGraceSeconds + roomSeconds']);
  });

  it('are never fewer than two, and more runners come by the length of the queue', () => {
    const scale = (name: string) => under(app(name), 'properties', 'template', 'scale');
    expect(['bot', 'runner'].map((name) => wordOf(under(scale(name), 'minReplicas')))).toEqual(['2', '2']);
    const [rule] = itemsOf(under(scale('runner'), 'rules'));
    expect(wordOf(under(rule, 'custom', 'metadata', 'listName'))).toBe(`${redisPrefix}:runs:wait`);
    expect(read('core/src/node/queue.ts')).toMatch(/const queueName = 'runs';/);
  });
});

describe('infra/azure.parameters.json', () => {
  const parameters: Readonly<Record<string, { readonly value: string }>> = JSON.parse(
    read('infra/azure.parameters.json'),
  ).parameters;

  it('has every parameter that must be given and none that is not there', () => {
    const known = entry.parameters.map(({ name }) => name);
    const required = entry.parameters.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name);
    expect(required.filter((name) => !(name in parameters))).toEqual([]);
    expect(Object.keys(parameters).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('takes what is secret from a variable that the Toolkit encrypts', () => {
    const secret = entry.parameters.filter(({ isSecure }) => isSecure).map(({ name }) => name);
    expect(secret.length).toBe(4);
    expect(secret.filter((name) => !/^\$\{\{SECRET_\w+\}\}$/.test(parameters[name]?.value ?? ''))).toEqual([]);
  });
});

describe('the outputs', () => {
  it('are called as the manifest and the settings call them', () => {
    const names = entry.outputs.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['BOT_ID', 'BOT_TENANT_ID', 'BOT_DOMAIN', 'TAB_DOMAIN']));
    expect(names.filter((name) => !/^[A-Z][A-Z_]+$/.test(name))).toEqual([]);
  });
});
